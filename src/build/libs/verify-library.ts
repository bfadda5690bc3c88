import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectFileSync } from '../../inspect/inspect-file.js';
import { machinesIn } from '../../libs/ar-members.js';
import { relocated, writtenFor } from '../../libs/pkg-config-file.js';
import { checkSource } from '../../libs/plan-library.js';
import type { LibraryRecipe } from '../../libs/recipes.js';
import { withLibraries } from '../../libs/with-libraries.js';
import type { Toolchain } from '../../rungs/toolchain.js';
import { judgeArtifact } from '../check/judge-artifact.js';
import { failureOf } from '../step-runner.js';
import type { Errand } from './errand.js';
import { programOn } from './program-on.js';

/** What an installed library is, once it was looked at. */
export interface Verified {
  /** Why it cannot be used, in one sentence; null when it can. */
  readonly fault: string | null;
  /** Whether the program that uses it ran; null: nothing here can run it. */
  readonly ran: boolean | null;
}

/** Makes the files of pkg-config say where they lie by themselves, writes those that are missing, and drops libtool's. */
export const settleFiles = (recipe: LibraryRecipe, folder: string, version: string): void => {
  const [lib, modules] = [join(folder, 'lib'), join(folder, 'lib/pkgconfig')];
  if (!existsSync(lib)) return;
  mkdirSync(modules, { recursive: true });
  for (const name of readdirSync(lib)) if (name.endsWith('.la')) rmSync(join(lib, name));
  for (const name of readdirSync(modules).filter((each) => each.endsWith('.pc'))) {
    const file = join(modules, name);
    writeFileSync(file, relocated(readFileSync(file, 'utf8')));
  }
  for (const module of recipe.pkgConfig) {
    const file = join(modules, `${module}.pc`);
    if (!existsSync(file)) writeFileSync(file, writtenFor(recipe, module, version));
  }
};

/**
 * Looks at an installed library: archives of the right machine, and a static program that uses it, which is run where
 * this machine can.
 * @param others folders of the libraries that it needs
 */
export const verifyLibrary = async (
  recipe: LibraryRecipe,
  folder: string,
  tools: Toolchain,
  linked: readonly string[],
  errand: Errand,
): Promise<Verified> => {
  for (const name of recipe.link) {
    const fault = faultOfArchive(join(folder, 'lib', `lib${name}.a`), tools.arch);
    if (fault !== null) return { fault: `lib${name}.a: ${fault}.`, ran: null };
  }
  const source = join(errand.scratch, 'check.c');
  const program = join(errand.scratch, 'check');
  writeFileSync(source, checkSource(recipe));
  const { cc } = withLibraries(tools, [folder]);
  const include = recipe.check.include === undefined ? [] : ['-isystem', join(folder, 'include', recipe.check.include)];
  const argv = [
    ...cc,
    ...include,
    '-static',
    '-O1',
    '-o',
    program,
    source,
    ...linked.map((name) => `-l${name}`),
    '-lm',
    '-pthread',
  ];
  const env = tools.cacheVariable === undefined ? {} : { [tools.cacheVariable]: join(errand.scratch, 'tool-cache') };
  const compiled = await errand.run({
    name: `check ${recipe.id}: link`,
    argv,
    cwd: errand.scratch,
    env,
    timeoutMs: 300_000,
  });
  const failure = failureOf(`check ${recipe.id}: link`, compiled, argv[0]);
  if (failure) return { fault: `A program that uses it does not link. ${failure}`, ran: null };
  const wrong = judgeArtifact(inspectFileSync(program), { libc: [tools.libc], machine: null });
  if (wrong) return { fault: wrong, ran: null };
  const start = tools.native ? [] : emulator(tools.arch, errand.env);
  if (start === null) return { fault: null, ran: null };
  const ran = await errand.run({ name: `check ${recipe.id}: run`, argv: [...start, program], timeoutMs: 30_000 });
  const fault = failureOf(`check ${recipe.id}: run`, ran);
  return { fault: fault && `A program that uses it was built and does not work. ${fault}`, ran: fault === null };
};

const faultOfArchive = (path: string, arch: string): string | null => {
  try {
    const machines = [...machinesIn(readFileSync(path))];
    const wrong = machines.find((machine) => !isFor(machine, arch));
    if (machines.length === 0) return 'it is empty';
    return wrong === undefined ? null : `it holds objects for ${wrong}, not for ${arch}`;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Objects do not say which version of ARM they are for. */
const isFor = (machine: string, arch: string): boolean =>
  machine === arch || (machine === 'arm' && /^armv\d/.test(arch));

/** What runs a program of another architecture, or null where nothing here does. */
const emulator = (arch: string, env: Errand['env']): readonly string[] | null => {
  const name = `qemu-${/^armv\d/.test(arch) ? 'arm' : arch === 'i686' ? 'i386' : arch}`;
  const program = programOn(env, `${name}-static`) ?? programOn(env, name);
  return program === null ? null : [program];
};
