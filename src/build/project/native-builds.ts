import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createScratch, type Scratch, scratchBases } from '../scratch/scratch.js';
import { type BuildOptions, buildProject } from './build-project.js';
import type { BuildResult } from './build-result.js';

/**
 * The usual builds of one project by this machine's own tools, which static programs are compared with. Each is made once,
 * since it is the same for whatever architecture these are.
 */
export class NativeBuilds {
  #scratch: Scratch | null = null;
  readonly #made = new Map<boolean, Promise<BuildResult>>();

  /**
   * @param tests whether its own tests are built and run, too
   * @throws {UserError} as `buildProject`
   */
  async build(options: Omit<BuildOptions, 'output'>, tests: boolean): Promise<BuildResult> {
    this.#scratch ??= await createScratch(scratchBases(options.env, options.folder));
    const made = this.#made.get(tests) ?? this.#start(options, tests, this.#scratch.path);
    this.#made.set(tests, made);
    return made;
  }

  async #start(options: Omit<BuildOptions, 'output'>, tests: boolean, folder: string): Promise<BuildResult> {
    const output = join(folder, tests ? 'tested' : 'native');
    mkdirSync(output);
    const setup = { rung: options.setup.rung, upx: false, options: {} };
    return buildProject({ ...options, setup, native: true, output, ...(tests && { tests }) });
  }

  /** Removes what was built. */
  async remove(): Promise<void> {
    await this.#scratch?.remove();
  }
}
