import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RungId } from '../../src/ladder/rung-id.js';
import { type Need, program, works } from '../support/lab.js';
import { ownNix } from '../support/nix.js';
import { cells } from '../support/project-matrix-rust-go.js';
import { crateSource, moduleSource, projectBench } from '../support/projects.js';

/** `npm run projects` names the file that each cell is written to; the suite itself has smaller ones in projects.test.ts. */
const report = process.env.PROJECTS_REPORT;
const wanted = process.env.PROJECTS_ONLY?.split(' ');
const taken = cells.filter(
  ({ project, rung }) => !wanted || wanted.some((name) => [project, rung, `${project}:${rung}`].includes(name)),
);
const needs: Need[] = [
  ...['cargo', 'go', 'gcc', 'musl-gcc', 'nix-build'].map(program),
  { name: 'zig', met: () => works('zig', 'version') || works('python3', '-m', 'ziglang', 'version') },
  { name: 'a running Docker', met: () => works('docker', 'info') },
];
const run = report !== undefined && taken.length > 0 && needs.every(({ met }) => met());
const image = 'localhost/mw-matrix/alpine-go:3.20';

/** The lab's image like Alpine's, with this machine's Go in it, as its package `go`. */
const makeImage = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-image-'));
  try {
    const archive = execFileSync(join(import.meta.dirname, 'alpine-image.sh'), { maxBuffer: 1 << 29 });
    execFileSync('docker', ['import', '-', `${image}-base`], { input: archive, stdio: ['pipe', 'ignore', 'inherit'] });
    const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
    for (const part of ['bin', 'pkg', 'src', 'go.env', 'VERSION']) {
      cpSync(join(root, part), join(folder, 'go', part), { recursive: true });
    }
    const lines = [
      `FROM ${image}-base`,
      'COPY go /usr/lib/go',
      'RUN ln -s /usr/lib/go/bin/go /usr/bin/go && sed -i "s/ linux-headers / linux-headers go /" /bin/apk',
    ];
    writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'));
    execFileSync('docker', ['build', '--quiet', '--tag', image, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe.runIf(run)('Rust and Go programs that nobody here wrote, by every rung, with choose and build', () => {
  const bench = projectBench();
  // As root: a Nix that builds elsewhere on this machine ends every process of the build users that it takes.
  const nix = ownNix('build-users-group =');
  beforeAll(() => {
    if (taken.some(({ rung }) => rung === 'alpine')) makeImage();
  }, 300_000);
  afterAll(() => {
    if (works('docker', 'image', 'inspect', image)) {
      execFileSync('docker', ['rmi', '-f', image, `${image}-base`], { stdio: 'ignore' });
    }
    bench.remove();
    nix.remove();
  });

  /** What a person says to `choose` on this machine, and the environment that it is said in. */
  const lab = (rung: RungId): { words: string[]; env: Record<string, string> } => {
    // What is proven is how they are linked, not how fast they are.
    const quick = {
      CGO_CFLAGS: '-O0',
      CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
      CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
    };
    switch (rung) {
      case 'pkgs-musl':
        // Nix builds as users who may not enter the bench's private folder.
        return { words: ['--nix-option', 'sandbox=false'], env: { ...nix.env, TMPDIR: '/tmp' } };
      case 'alpine':
        return { words: ['--engine', 'docker', '--image', image, '--network', 'none'], env: {} };
      default:
        return { words: [], env: quick };
    }
  };

  it.each(taken.map((cell) => [cell.project, cell.rung, cell] as const))(
    '%s by %s',
    async (_name, rung, { project, version, kind, program: name, expected }) => {
      const source = kind === 'rust' ? crateSource(project, version) : moduleSource(project, version);
      const { words, env } = lab(rung);
      const result = await bench.build(bench.copy(source), ['--rung', rung, ...words], env);
      const programs = Object.fromEntries(
        result.programs.map((each) => [each.name, `${each.artifact.linkage}, ${each.artifact.libc}`]),
      );
      const roots = result.diagnoses.filter(({ root }) => root);
      const line = { project, words: [], rung, programs, leftOut: [], durationMs: result.durationMs };
      const cause = { cause: roots[0]?.cause ?? null, title: roots[0]?.title ?? null };
      if (report) appendFileSync(report, `${JSON.stringify({ ...line, ...cause })}\n`);
      if ('linked' in expected) {
        expect([result.reason, ...roots.map(({ excerpt }) => excerpt)]).toEqual([expect.stringContaining('Built and')]);
        expect(programs).toEqual({ [name]: expected.linked });
        expect(result).toMatchObject({ outcome: 'passed', exitCode: 0, litter: ['dist-static'] });
      } else {
        expect(roots.map((each) => each.cause)).toEqual([expected.cause]);
        for (const text of expected.told) expect(JSON.stringify(roots)).toContain(text);
        expect(result).toMatchObject({ outcome: 'failed', exitCode: 1, programs: [], litter: [] });
      }
    },
    600_000,
  );
});
