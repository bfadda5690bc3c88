import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BuildResult } from '../../src/build/project/build-result.js';
import type { RungId } from '../../src/rungs/registry.js';
import { describeLab, type Need, program, works } from '../support/lab.js';
import { alpineWith, makeMuslLibraries, muslLibraries } from '../support/musl-libraries.js';
import { ownNix } from '../support/nix.js';
import { type Cell, matrix } from '../support/project-matrix.js';
import { debianSources, projectBench } from '../support/projects.js';

/** The file to which each cell of the whole matrix is written, a JSON document a line: see scripts/projects.mjs. */
const report = process.env.PROJECTS_REPORT;
const wanted = process.env.PROJECTS_ONLY?.split(' ');
const whole = report !== undefined;
const cells = matrix.filter(
  ({ project, rung, always }) =>
    (whole || always) && (!wanted || wanted.some((name) => [project, rung, `${project}:${rung}`].includes(name))),
);

const image = `localhost/mw-project-matrix-${process.pid}/alpine:3.20`;
const needs: Need[] = [
  ...['gcc', 'musl-gcc', 'dpkg-source', 'nix-build', ...(whole ? ['autoreconf', 'bison', 'flex'] : [])].map(program),
  { name: 'zig', met: () => works('zig', 'version') || works('python3', '-m', 'ziglang', 'version') },
  { name: 'a running Docker', met: () => works('docker', 'info') },
  { name: 'a project of Debian among those asked for', met: () => cells.length > 0 },
];

const linked = ({ programs }: BuildResult) =>
  Object.fromEntries(programs.map(({ name, artifact }) => [name, `${artifact.linkage}, ${artifact.libc}`]));

describeLab('projects that nobody here wrote, by every rung, with choose and build', needs, () => {
  const bench = projectBench();
  // Two Nix with the same build users end each other's builders.
  const nix = ownNix('build-users-group =');
  const libraries = whole ? muslLibraries : (['ncurses'] as const);
  let sources = '';
  let nixPath = '';

  beforeAll(() => {
    sources = debianSources(...new Set(cells.map(({ project }) => project)));
    nixPath = `${nix.env.NIX_PATH}:lab-libraries=${makeMuslLibraries(libraries)}`;
    const input = alpineWith(libraries, whole);
    execFileSync('docker', ['import', '-', image], { input, stdio: ['pipe', 'ignore', 'inherit'] });
  }, 1_200_000);
  afterAll(() => {
    execFileSync('docker', ['rmi', '-f', image], { stdio: 'ignore' });
    bench.remove();
    nix.remove();
  });

  /** What a person says to `choose` on this machine, and the environment that it is said in. */
  const lab = (rung: RungId): { words: string[]; env: Record<string, string> } => {
    // What is proven is how they are linked, not how fast they are.
    const quick = { CFLAGS: '-O0' };
    switch (rung) {
      case 'pkgs-musl':
        // Nix builds as users who may not enter the bench's private folder.
        return {
          words: ['--nix-option', 'sandbox=false'],
          env: { ...nix.env, NIX_PATH: nixPath, TMPDIR: '/tmp' },
        };
      case 'alpine':
        // The packages are in the image.
        return { words: ['--engine', 'docker', '--image', image, '--network', 'none'], env: quick };
      default:
        return { words: [], env: quick };
    }
  };

  const note = (cell: Cell, result: BuildResult): void => {
    const [root] = result.diagnoses;
    const measured = { ...cell, programs: linked(result), leftOut: result.leftOut.map(({ library }) => library) };
    const line = { ...measured, cause: root?.cause ?? null, title: root?.title ?? null, durationMs: result.durationMs };
    if (report) appendFileSync(report, `${JSON.stringify(line)}\n`);
  };

  it.each(cells.map((cell) => [[cell.project, ...cell.words].join(' '), cell.rung, cell] as const))(
    '%s by %s',
    async (_name, rung, cell) => {
      const { words, env } = lab(rung);
      const project = bench.copy(join(sources, cell.project));
      const result = await bench.build(project, ['--rung', rung, ...words], env, ['--', ...cell.words]);
      const { expected } = cell;
      if ('programs' in expected) {
        expect(result.reason).toMatch(/Built and inspected|Nothing has changed since it was built/);
        const way = rung === 'glibc-static' ? 'static, glibc' : 'static, musl';
        expect(linked(result)).toEqual(Object.fromEntries(expected.programs.map((name) => [name, way])));
        expect(result.leftOut.map(({ library }) => library).sort()).toEqual(expected.leftOut);
        expect(result).toMatchObject({ outcome: 'passed', exitCode: 0, litter: ['dist-static'] });
      } else {
        const roots = result.diagnoses.filter(({ root }) => root);
        expect(roots.map(({ cause }) => cause)).toEqual([expected.cause]);
        for (const text of expected.fixes) expect(JSON.stringify(roots)).toContain(text);
        expect(result).toMatchObject({ outcome: 'failed', exitCode: 1, programs: [], litter: [] });
      }
      // Only what is as it must be.
      note(cell, result);
    },
    600_000,
  );
});
