import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RungId } from '../../src/rungs/registry.js';
import { type Need, program, works } from '../support/lab.js';
import { alpineWith, makeMuslLibraries } from '../support/musl-libraries.js';
import { ownNix } from '../support/nix.js';
import { cells } from '../support/project-matrix-rust-go.js';
import { cache, moduleSource, projectBench, vendoredCrate } from '../support/projects.js';

/** `npm run projects` names the file that each cell is written to; the suite itself has smaller ones in projects.test.ts. */
const report = process.env.PROJECTS_REPORT;
const wanted = process.env.PROJECTS_ONLY?.split(' ');
const taken = cells.filter(
  ({ project, rung }) => !wanted || wanted.some((name) => [project, rung, `${project}:${rung}`].includes(name)),
);
/** What test/lab/rust-musl.sh made. */
const rustMusl = join(cache, 'rust-musl');
/** What `makeMuslLibraries` made. */
const libraries = join(cache, 'musl');
const needs: Need[] = [
  ...['cargo', 'go', 'gcc', 'musl-gcc', 'nix-build'].map(program),
  { name: 'zig', met: () => works('zig', 'version') || works('python3', '-m', 'ziglang', 'version') },
  { name: 'a running Docker', met: () => works('docker', 'info') },
  { name: 'Rust for musl', met: () => existsSync(join(rustMusl, '.done')) },
];
const run = report !== undefined && taken.length > 0 && needs.every(({ met }) => met());

// What is proven is how programs are linked, not how fast they are.
const quick = {
  CGO_CFLAGS: '-O0',
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
};

/**
 * The lab's image like Alpine's, with more in it.
 * @param base an image like Alpine's as a tar
 * @param packages what its `apk` then also has
 * @param fill puts into a folder what goes below /
 */
const makeImage = (tag: string, base: Buffer, packages: string, fill: (root: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-image-'));
  try {
    execFileSync('docker', ['import', '-', `${tag}-base`], { input: base, stdio: ['pipe', 'ignore', 'inherit'] });
    fill(join(folder, 'root'));
    const lines = [
      `FROM ${tag}-base`,
      `ENV ${Object.entries(quick)
        .map((variable) => variable.join('='))
        .join(' ')}`,
      'COPY root /',
      `RUN sed -i "s/ linux-headers / linux-headers ${packages} /" /bin/apk`,
    ];
    writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'));
    execFileSync('docker', ['build', '--quiet', '--tag', tag, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const images = { go: 'localhost/mw-matrix/alpine-go:3.20', rust: 'localhost/mw-matrix/alpine-rust:3.20' };

/** With this machine's Go. */
const makeGoImage = (): void =>
  makeImage(images.go, alpineWith([], false), 'go', (root) => {
    const from = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
    for (const part of ['bin', 'pkg', 'src', 'go.env', 'VERSION']) {
      cpSync(join(from, part), join(root, 'usr/lib/go', part), { recursive: true });
    }
    mkdirSync(join(root, 'usr/bin'));
    symlinkSync('/usr/lib/go/bin/go', join(root, 'usr/bin/go'));
  });

/** With a Rust that answers as Alpine's does, and OpenSSL. */
const makeRustImage = (): void => {
  makeMuslLibraries(['openssl']);
  makeImage(images.rust, alpineWith(['openssl'], false), 'cargo rust pkgconf', (root) => {
    execFileSync(join(import.meta.dirname, 'alpine-rust.sh'), [rustMusl, root], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
};

describe.runIf(run)(
  'Rust and Go programs from elsewhere, by every rung, with choose and build (needs npm run projects and its tools)',
  () => {
    // Go in the image has no cache, and compiles its own library and SQLite again.
    const bench = projectBench(1_500_000);
    // As root: a Nix that builds elsewhere on this machine ends every process of the build users that it takes.
    const nix = ownNix('build-users-group =');
    const inAlpine = (fixed: boolean) =>
      taken.some(({ rung, words }) => rung === 'alpine' && words.length > 0 === fixed);
    beforeAll(() => {
      if (taken.some(({ rung, kind }) => rung === 'pkgs-musl' && kind === 'rust')) makeMuslLibraries(['openssl']);
      if (inAlpine(false)) makeGoImage();
      if (inAlpine(true)) makeRustImage();
    });
    afterAll(() => {
      for (const image of [inAlpine(false) ? images.go : [], inAlpine(true) ? images.rust : []].flat()) {
        if (works('docker', 'image', 'inspect', image)) {
          execFileSync('docker', ['rmi', '-f', image, `${image}-base`], { stdio: 'ignore' });
        }
      }
      bench.remove();
      nix.remove();
    });

    /** What a person says to `choose` on this machine, and the environment that it is said in. */
    const lab = (rung: RungId, fixed: boolean): { words: string[]; env: Record<string, string> } => {
      switch (rung) {
        case 'pkgs-musl':
          // Nix builds as users who may not enter the bench's private folder.
          return {
            words: ['--nix-option', 'sandbox=false'],
            env: {
              ...nix.env,
              TMPDIR: '/tmp',
              NIX_PATH: `${nix.env.NIX_PATH}:lab-libraries=${libraries}:lab-rust=${rustMusl}`,
            },
          };
        case 'alpine':
          return {
            words: ['--engine', 'docker', '--image', images[fixed ? 'rust' : 'go'], '--network', 'none'],
            env: {},
          };
        default:
          return { words: [], env: { ...quick, ...(fixed ? { PATH: `${rustMusl}/bin:${process.env.PATH}` } : {}) } };
      }
    };

    it.each(taken.map((cell) => [[cell.project, ...cell.words].join(' '), cell.rung, cell] as const))(
      '%s by %s',
      async (_name, rung, { project, words: fixWords, version, kind, program: name, expected }) => {
        const source = { rust: vendoredCrate, go: moduleSource }[kind](project, version);
        const { words, env } = lab(rung, fixWords.length > 0);
        const result = await bench.build(bench.copy(source), ['--rung', rung, ...words], env);
        const programs = Object.fromEntries(
          result.programs.map((each) => [each.name, `${each.artifact.linkage}, ${each.artifact.libc}`]),
        );
        const roots = result.diagnoses.filter(({ root }) => root);
        const line = { project, words: fixWords, rung, programs, leftOut: [], durationMs: result.durationMs };
        const cause = { cause: roots[0]?.cause ?? null, title: roots[0]?.title ?? null };
        if (report) appendFileSync(report, `${JSON.stringify({ ...line, ...cause })}\n`);
        if ('linked' in expected) {
          expect([result.reason, ...roots.map(({ excerpt }) => excerpt)]).toEqual([
            expect.stringContaining('Built and'),
          ]);
          expect(programs).toEqual({ [name]: expected.linked });
          expect(result).toMatchObject({ outcome: 'passed', exitCode: 0, litter: ['dist-static'] });
        } else {
          expect(roots.map((each) => each.cause)).toEqual([expected.cause]);
          for (const text of expected.fixes) expect(JSON.stringify(roots)).toContain(text);
          expect(result).toMatchObject({ outcome: 'failed', exitCode: 1, programs: [], litter: [] });
        }
      },
      1_600_000,
    );
  },
);
