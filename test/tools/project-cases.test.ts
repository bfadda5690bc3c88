import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BuildResult } from '../../src/build/project/build-result.js';
import type { CanaryResult } from '../../src/build/result.js';
import { describeLab, type Need, program, staticLibc } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';

/** Small projects (test/tools/project-cases), each of a kind that was built wrong: `choose --yes`, then `build`. */

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const cases = join(import.meta.dirname, 'project-cases');
const perCaseMs = 240_000;

let folder: string;
beforeAll(() => {
  folder = trustedFolder('mw-cases-');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Chosen {
  readonly results: readonly CanaryResult[];
  readonly chosen: { readonly rung: string } | null;
}

/** A copy of a case in a folder of its own, with a home of its own. */
const copyOf = (name: string) => {
  const place = mkdtempSync(join(folder, `${name}-`));
  const [project, home] = [join(place, name), join(place, 'home')];
  cpSync(join(cases, name), project, { recursive: true });
  mkdirSync(home);
  const { PATH, CARGO_HOME, RUSTUP_HOME, GOCACHE } = process.env;
  const rust = { CARGO_HOME: CARGO_HOME ?? '/root/.cargo', RUSTUP_HOME: RUSTUP_HOME ?? '/root/.rustup' };
  const env = {
    PATH: `${PATH}:/root/.cargo/bin:/usr/local/go/bin`,
    HOME: home,
    LC_ALL: 'C',
    ...rust,
    RUSTUP_AUTO_INSTALL: '0',
    GOCACHE: GOCACHE ?? '/root/.cache/go-build',
  };
  const run = (...words: readonly string[]) =>
    execa(process.execPath, [cli, ...words], {
      cwd: project,
      env,
      extendEnv: false,
      reject: false,
      timeout: perCaseMs,
    });
  const document = async <T>(...words: readonly string[]): Promise<T> => JSON.parse((await run(...words)).stdout) as T;
  return {
    project,
    run,
    choose: (rung: string, ...words: string[]) =>
      document<Chosen>('choose', '--json', '--rung', rung, '--yes', ...words),
    build: (...words: string[]) => document<BuildResult>('build', '--json', ...words),
    made: () => readdirSync(join(project, 'dist-static')).sort(),
    start: (name: string) => execFileSync(join(project, 'dist-static', name), { encoding: 'utf8' }).trim(),
  };
};

/** Chooses and builds; the programs that came out. */
const built = async (name: string, rung: string) => {
  const here = copyOf(name);
  const { chosen, results } = await here.choose(rung);
  expect(results.at(-1)?.reason).toContain('Built and inspected');
  expect(chosen?.rung).toBe(rung);
  const result = await here.build();
  expect(result).toMatchObject({ outcome: 'passed' });
  const lastCommand = results.at(-1)?.steps.at(-1)?.command ?? [];
  return { ...here, result, lastCommand };
};

const rungs: readonly (readonly [string, readonly Need[]])[] = [
  ['glibc-static', [staticLibc]],
  ['musl-gcc', [program('musl-gcc')]],
];

for (const [rung, needs] of rungs) {
  describeLab(`projects by ${rung}`, [program('make'), program('git'), ...needs], () => {
    it('names the compiler by one word', { timeout: perCaseMs }, async () => {
      const { made, start } = await built('cc-word', rung);
      expect(made()).toEqual(['hi']);
      expect(start('hi')).toBe('hi');
    });

    it('takes no program of HOSTCC for a product', { timeout: perCaseMs }, async () => {
      const { made, result } = await built('hostcc', rung);
      expect(made()).toEqual(['app']);
      expect(result.notices).toEqual([expect.stringContaining('gen')]);
    });

    it('takes what is installed, and no generator', { timeout: perCaseMs }, async () => {
      const { made } = await built('helpers', rung);
      expect(made()).toEqual(['app']);
    });

    it('keeps what git describe says', { timeout: perCaseMs }, async () => {
      const here = copyOf('gitversion');
      const git = (...words: string[]) =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: here.project });
      git('init', '-q');
      git('add', '.');
      git('commit', '-qm', 'one');
      git('tag', 'v1.2.3');
      await here.choose(rung);
      expect(await here.build()).toMatchObject({ outcome: 'passed' });
      expect(here.start('app')).toBe('v1.2.3');
    });

    it.each(['targetdir', 'autogen', 'gcc-by-name', 'werror', 'kconfig'])(
      'builds %s',
      { timeout: perCaseMs },
      async (name) => {
        const { made } = await built(name, rung);
        expect(made()).toEqual(['app']);
      },
    );

    it('goes on with the other build system where the taken one fails', { timeout: perCaseMs }, async ({ skip }) => {
      const { met, name } = program('cmake');
      skip(!met(), `needs ${name}`);
      const { made, lastCommand } = await built('two-ways', rung);
      expect(made()).toEqual(['app']);
      expect(lastCommand[0]).toBe('cmake');
    });

    it('lets several files define a variable after one more try, and builds the same small', {
      timeout: perCaseMs,
    }, async () => {
      const { result, build, start } = await built('common', rung);
      expect(start('common')).toBe('7');
      const small = await build('--small');
      expect(small.outcome).toBe('passed');
      expect(start('common')).toBe('7');
      const [plain, other] = [result, small].map(({ programs }) => programs[0]?.artifact.sizeBytes ?? 0);
      expect(other).toBeGreaterThan(0);
      expect(other).toBeLessThan(0.95 * (plain ?? 0));
    });

    it.each([
      ['preload', 'wrap', 'libwrap.so'],
      ['plugins', 'srv', 'mod_a.so'],
    ])(
      'builds the program of %s, and says what became of its shared library',
      { timeout: perCaseMs },
      async (name, app, library) => {
        const { made, result } = await built(name, rung);
        expect(made()).toEqual([app]);
        expect(result.notices.join()).toContain(library);
      },
    );
  });
}

describeLab('projects of CMake', [program('cmake'), staticLibc], () => {
  it('is built by one of two build systems where nobody is asked, and stays with it', {
    timeout: perCaseMs,
  }, async () => {
    const { project, run, build } = copyOf('targetdir');
    writeFileSync(join(project, 'CMakeLists.txt'), 'project(two C)\nadd_executable(two two.c)\n');
    writeFileSync(join(project, 'two.c'), 'int main(void) { return 0; }\n');
    const chosen = await run('choose', '--rung', 'glibc-static', '--yes');
    expect(chosen.stderr).toContain('taking cmake. Another one: ');
    expect(chosen.exitCode).toBe(0);
    expect(await build()).toMatchObject({ project: { buildSystem: 'cmake' }, programs: [{ name: 'two' }] });
  });

  it('asks CMake for its targets', { timeout: perCaseMs }, async () => {
    const { made } = await built('cmake-nested-parens', 'glibc-static');
    expect(made()).toEqual(['app']);
  });
});

/** The root causes and unknown lines of a project that is not built. */
const unbuilt = async (name: string, rung: string) => {
  const here = copyOf(name);
  const { stdout } = await here.run('choose', '--rung', rung, '--yes');
  const { chosen, results } = await here.choose(rung);
  expect(chosen).toBeNull();
  const build = await here.build('--rung', rung);
  expect(build.outcome).toBe('failed');
  const roots = build.diagnoses.filter(({ root }) => root).map(({ cause }) => cause);
  return { ...here, stdout, results, failed: build, roots };
};

describeLab('projects that are not built', [program('make'), program('cargo'), staticLibc], () => {
  it.each(['submodule', 'submodule-cargo'])('names empty submodules: %s', { timeout: perCaseMs }, async (name) => {
    const { roots, stdout } = await unbuilt(name, 'glibc-static');
    expect(roots).toEqual(['git-submodules-empty']);
    expect(stdout).toContain('git submodule update --init --recursive');
    expect(stdout).not.toContain('works on this machine as it is');
    expect(stdout).toContain('choose --rung glibc-static --yes');
  });

  it.each([
    ['target', 'build-asks-for-setting', 'TARGET=linux-musl'],
    ['pick-with', 'missing-static-lib', '--without-libfoo'],
    ['goal-list', 'build-asks-for-setting', 'linux'],
  ])(
    'offers the words that the build of %s names, and builds with them',
    { timeout: perCaseMs },
    async (name, cause, word) => {
      const { roots, stdout, build } = await unbuilt(name, 'glibc-static');
      expect(roots).toEqual([cause]);
      expect(stdout).toContain(`build --rung glibc-static -- ${word}`);
      expect(await build('--rung', 'glibc-static', '--', word)).toMatchObject({ outcome: 'passed' });
    },
  );

  it('takes no warning for the cause of a failure', { timeout: perCaseMs }, async () => {
    const { roots, failed } = await unbuilt('warning-root', 'glibc-static');
    expect(roots).not.toContain('glibc-static-needs-shared-libs');
    expect(JSON.stringify([failed.unknown, failed.diagnoses.filter(({ root }) => root)])).toContain(
      'Makefile:5: extra',
    );
  });
});

describeLab('projects of Go with a makefile', [program('go'), program('make'), staticLibc], () => {
  it('builds with the tags and values that the makefile gives', { timeout: perCaseMs }, async () => {
    const { made, start, lastCommand } = await built('gotags', 'glibc-static');
    expect(made()).toEqual(['app']);
    expect(start('app')).toBe('version 1.2.3 sandbox true');
    // Nothing of it needs a C compiler.
    expect(lastCommand.join(' ')).not.toContain('external');
  });
});

// What their files alone tell is something else: a program in every folder with a main, none in the root package.
describeLab('projects whose build system is asked for programs', [program('go'), program('cargo'), staticLibc], () => {
  it('builds what go list names: of this system, of this module, with cgo where a package needs it', {
    timeout: perCaseMs,
  }, async () => {
    const { made, start, result, lastCommand } = await built('gomains', 'glibc-static');
    expect(made()).toEqual(['app']);
    expect(start('app')).toBe('hi 42');
    expect(lastCommand.filter((word) => word === '.' || word.startsWith('./'))).toEqual(['./cmd/app']);
    expect(result.notices).toEqual([expect.stringContaining('./tools/gen')]);
  });

  it('builds the members of a workspace that have programs, and names those whose features are off', {
    timeout: perCaseMs,
  }, async () => {
    const { made, start, result } = await built('workspace', 'glibc-static');
    expect(made()).toEqual(['app']);
    expect(start('app')).toBe('hi');
    expect(result.notices).toEqual([expect.stringContaining('more (-- --features extra)')]);
  });
});

describeLab('projects of Rust with a toolchain of their own', [program('rustup'), staticLibc], () => {
  it('names the toolchain that is not installed', { timeout: perCaseMs }, async () => {
    const { roots, stdout } = await unbuilt('rustc', 'glibc-static');
    expect(roots).toEqual(['rust-toolchain-not-installed']);
    expect(stdout).toContain('rustup toolchain install');
  });
});

describeLab('projects with optional libraries', [program('autoreconf'), program('musl-gcc')], () => {
  it('names what configure left out by a macro of its own', { timeout: perCaseMs }, async () => {
    const { result } = await built('axopenssl', 'musl-gcc');
    expect(result.leftOut.map(({ library }) => library)).toEqual(['openssl']);
  });

  it('knows a header without which configure ends for a need', { timeout: perCaseMs }, async () => {
    const here = copyOf('headers');
    const { stdout } = await here.run('doctor', '--json');
    const { rungs } = JSON.parse(stdout) as { rungs: { id: string; project: { fits: boolean | null } }[] };
    expect(rungs.find(({ id }) => id === 'musl-gcc')?.project.fits).toBe(false);
  });
});
