import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import type { ChosenProject } from '../../src/project/project.js';
import { patternsFor } from '../../src/recipe/patterns.js';
import type { RecipeFile, RecipeInput } from '../../src/recipe/recipe.js';
import { rungIds, rungs } from '../../src/rungs/registry.js';
import { filesOf } from '../project/files-of.js';
import { program } from '../support/lab.js';
import { hostile, hostileSources, samples } from './samples.js';

const all = (project: ChosenProject): { name: string; input: RecipeInput; files: readonly RecipeFile[] }[] =>
  rungIds.flatMap((rung) =>
    patternsFor(rung, project).map(({ name, write }) => {
      const input: RecipeInput = { project, rung, options: {}, arch: 'x86_64' };
      return { name: `${rung} ${name}`, input, files: write(input) };
    }),
  );

describe.each(Object.entries(samples))('for %s', (system, project) => {
  it('every rung has a recipe', () => {
    for (const rung of rungIds) expect(patternsFor(rung, project).map(({ name }) => name)).not.toEqual([]);
    expect(patternsFor('pkgs-musl', project).some(({ name }) => name === 'nix-crane')).toBe(system === 'cargo');
  });

  it('the same input gives the same bytes, whatever the folder is called', () => {
    const written = (of: ChosenProject) => all(of).map(({ name, files }) => ({ name, files }));
    expect(written({ ...project, name: 'another-checkout' })).toEqual(written(project));
  });

  it('files are clean: relative paths, one final newline, no trailing blanks, no path of a machine', () => {
    for (const { files } of all(project)) {
      expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
      for (const { path, content } of files) {
        expect(path).toMatch(/^(?!\/)(?!.*\.\.)[\w./-]+$/);
        expect(content).toMatch(/[^\n]\n$/);
        expect(content).not.toMatch(/[ \t]+$/m);
        expect(content).not.toMatch(
          /\/home\/|\/root\/(?!\.cargo|\.cache|go\/)|\/tmp\/|(?<!-fno-sanitize=)undefined|\[object/,
        );
      }
    }
  });
});

describe('what a recipe says', () => {
  const write = (
    project: ChosenProject,
    rung: RecipeInput['rung'],
    pattern: string,
    options: RecipeInput['options'] = {},
  ) =>
    patternsFor(rung, project)
      .find(({ name }) => name === pattern)
      ?.write({ project, rung, options, arch: 'x86_64' })
      .map(({ content }) => content)
      .join('\n');

  it('a makefile builds the libraries that its compiler lacks, and links them', () => {
    const text = write(samples.make, 'musl-gcc', 'makefile');
    expect(text).toContain(
      '\n$(LIBRARIES):\n\t$(MUSL_WIZARD) libs add zlib sodium --rung musl-gcc --arch x86_64 --yes --into $@\n',
    );
    expect(text).toContain('\nstatic: | $(LIBRARIES)\n');
    expect(text).toContain('-isystem $(LIBRARIES)/include -L$(LIBRARIES)/lib');
    expect(text).toContain('PKG_CONFIG_LIBDIR=$(LIBRARIES)/lib/pkgconfig:');
    expect(text).not.toContain('@LIBRARIES@');
    expect(write(samples.make, 'musl-gcc', 'ci')).toContain("MUSL_WIZARD='npx --yes musl-wizard'");
  });

  it('a makefile says which libraries there is no recipe for', () => {
    const [first] = samples.make.libraries;
    const project = { ...samples.make, libraries: [{ ...first, id: 'frobnicate', known: false }] } as ChosenProject;
    const text = write(project, 'musl-gcc', 'makefile');
    expect(text).toContain('# This makefile does not bring frobnicate, which the project needs.\n');
    expect(text).toContain('LIBRARIES=FOLDER');
    expect(text).not.toContain('MUSL_WIZARD');
    expect(write(project, 'musl-gcc', 'ci')).not.toContain('MUSL_WIZARD');
  });

  it.each(['glibc-static', 'native-musl'] as const)('a makefile of %s leaves libraries to its packages', (rung) => {
    expect(write(samples.make, rung, 'makefile')).not.toContain('LIBRARIES');
  });

  it('a makefile removes what it made', ({ skip }) => {
    const { met, name } = program('make');
    skip(!met(), `needs ${name}`);
    const folder = mkdtempSync(join(tmpdir(), 'mw-makefile-'));
    try {
      for (const name of ['build-static', 'dist-static', 'src']) mkdirSync(join(folder, name));
      writeFileSync(join(folder, 'Makefile.musl'), write(samples.make, 'musl-gcc', 'makefile') ?? '');
      execFileSync('make', ['-f', 'Makefile.musl', 'clean'], { cwd: folder, stdio: 'ignore' });
      expect(readdirSync(folder).sort()).toEqual(['Makefile.musl', 'src']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('Alpine gets the dev and the static packages of each library', () => {
    expect(write(samples.make, 'alpine', 'dockerfile')).toContain(
      'apk add --no-cache build-base libsodium-dev libsodium-static linux-headers zlib-dev zlib-static\n',
    );
  });

  const written = (tree: Record<string, string>) => chooseBuild(detectProject(filesOf(tree, 'demo')));

  it('what a project can do without, and has no archive, is not asked for', () => {
    const project = written({ 'configure.ac': 'AC_CHECK_LIB(pam, pam_start)\nAC_CHECK_LIB(z, deflate)\n' });
    expect(write(project, 'alpine', 'dockerfile')).toMatch(/apk add --no-cache .*zlib-static/);
    expect(write(project, 'alpine', 'dockerfile')).not.toMatch(/apk add .*pam/);
    expect(write(project, 'pkgs-musl', 'nix-build')).toContain('buildInputs = [ zlib ];');
  });

  it('grammars bring their generators', () => {
    const project = written({ Makefile: 'all:\n', 'a.y': '', 'a.l': '' });
    expect(write(project, 'alpine', 'dockerfile')).toContain('apk add --no-cache bison build-base flex linux-headers');
    expect(write(project, 'pkgs-musl', 'nix-build')).toContain('nativeBuildInputs = [ bison flex ];');
    expect(write(project, 'musl-gcc', 'ci')).toMatch(/apt-get install .*bison flex/);
  });

  it('libtool hands the flag on by which programs are linked', () => {
    const project = written({ 'configure.ac': 'LT_INIT\n' });
    expect(write(project, 'musl-gcc', 'makefile')).toContain("CC='musl-gcc $(MAP) --static' ");
  });

  it('a configure that Autoconf made gets the words for a static build, one that a person wrote does not', () => {
    for (const [configure, wanted] of [
      ['# Generated by GNU Autoconf 2.71\n', true],
      ['#!/bin/sh\n', false],
    ] as const) {
      const project = written({ configure });
      const words = '--disable-shared --enable-static';
      expect(write(project, 'musl-gcc', 'makefile')?.includes(words)).toBe(wanted);
      expect(write(project, 'pkgs-musl', 'nix-build')?.includes('"--disable-shared" "--enable-static"')).toBe(wanted);
    }
  });

  it('an archiver with its flags in AR keeps them', () => {
    const project = written({ Makefile: 'AR = ar rcu\nliba.a: a.o\n\t$(AR) $@ $<\n' });
    expect(write(project, 'zig', 'makefile')).toContain("'AR=zig ar rcu'");
    const nix = write(project, 'pkgs-musl', 'nix-build');
    expect(nix).toMatch(/makeFlagsArray\+=\('AR=\$\{stdenv.cc.targetPrefix\}ar rcu'\)/);
    expect(nix).not.toMatch(/makeFlags = .*AR=/);
  });

  it('a linker that is a compiler, and a compiler with words in it, are given as the makefile has them', () => {
    const project = written({ Makefile: 'CC = gcc -std=c99 -I$(TOP)\nLD = gcc\na: a.o\n\t$(LD) -o $@ a.o\n' });
    const local = write(project, 'musl-gcc', 'makefile');
    // The outer make halves the dollars.
    expect(local).toContain("'CC=musl-gcc $(MAP) --static -std=c99 -I$$(TOP)' 'LD=musl-gcc $(MAP) --static'");
    const nix = write(project, 'pkgs-musl', 'nix-build');
    expect(nix).toMatch(/makeFlagsArray\+=\('CC=\$\{stdenv.cc.targetPrefix\}cc -std=c99 -I\$\(TOP\)'\)/);
    expect(nix).toMatch(/makeFlagsArray\+=\('LD=\$\{stdenv.cc.targetPrefix\}cc'\)/);
    expect(nix).not.toMatch(/makeFlags = .*"CC=/);
  });

  it('in Alpine cargo builds for the own target of whatever rustc the image has, on every platform', () => {
    const text = write(samples.cargo, 'alpine', 'dockerfile');
    expect(text).toContain(`export CARGO_BUILD_TARGET="$(rustc -vV | sed -n 's/^host: //p')" && `);
    expect(text).toContain('RUSTFLAGS=-Ctarget-feature=+crt-static ');
    expect(text).not.toMatch(/cargo build .*--target |x86_64/);
  });

  it.each([
    ['pkgs-musl', 'nix-build'],
    ['alpine', 'dockerfile'],
    ['musl-gcc', 'makefile'],
  ] as const)('by %s nothing is taken along that an ordinary make left', (rung, pattern) => {
    for (const project of [samples.make, samples.autotools]) expect(write(project, rung, pattern)).toContain('*.lo:*');
    for (const project of [samples.cmake, samples.go]) expect(write(project, rung, pattern)).not.toContain('*.lo:*');
  });

  it('cache mounts are only for BuildKit', () => {
    expect(write(samples.cargo, 'alpine', 'dockerfile')).not.toContain('--mount');
    expect(write(samples.cargo, 'alpine', 'dockerfile-buildkit')).toContain('--mount=type=cache');
  });

  it('pkgsMusl gets archives by name, pkgsStatic has them all', () => {
    expect(write(samples.make, 'pkgs-musl', 'nix-build')).toContain('buildInputs = [ zlib libsodium ];');
    const options = { nixSet: 'pkgsMusl' } as const;
    expect(write(samples.make, 'pkgs-musl', 'nix-build', options)).toContain(
      '[ zlib zlib.static (libsodium.overrideAttrs (_: { dontDisableStatic = true; })) ]',
    );
  });

  it('protoc and pkg-config run on the build machine', () => {
    expect(write(samples.cargo, 'pkgs-musl', 'nix-build')).toContain('nativeBuildInputs = [ pkg-config protobuf ];');
    expect(write(samples.cargo, 'pkgs-musl', 'nix-crane')).toContain(
      'nativeBuildInputs = [ pkgs.pkg-config pkgs.protobuf ];',
    );
  });

  it('the matrix holds ARM and Windows', () => {
    const text = write(samples.make, 'pkgs-musl', 'nix-matrix');
    expect(text).toMatch(/aarch64-multiplatform-musl[\s\S]*mingwW64/);
    const archs = ['x86_64', 'aarch64', 'i686', 'armv6l', 'armv7l', 'ppc64le', 'riscv64', 's390x'];
    for (const arch of archs) expect(text).toContain(`"${arch}-linux-musl" = pkgs.pkgsCross.`);
  });

  it('a workspace names the members that cargo does not build by default, in every recipe', () => {
    const manifest = '[package]\nname = "demo"\nversion = "1.0.0"\n';
    const project = written({
      'Cargo.toml': `${manifest}[workspace]\nmembers = ["tools/*"]\n`,
      'src/main.rs': '',
      'tools/one/Cargo.toml': manifest.replace('demo', 'one'),
      'tools/one/src/main.rs': '',
    });
    for (const { name, files } of all(project).filter((each) => !/ team$| nix-shell$/.test(each.name)))
      expect(files.map(({ content }) => content).join('\n'), name).toContain('# Not built: one, ');
    expect(write(samples.cargo, 'alpine', 'dockerfile')).not.toContain('Not built');
  });

  it('a time that is written into a program is that of the last commit', () => {
    expect(write(samples.make, 'musl-gcc', 'makefile')).toContain(
      'SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2> /dev/null)\n',
    );
    expect(write(samples.make, 'alpine', 'dockerfile')).toContain('\nARG SOURCE_DATE_EPOCH\n');
  });

  it('every flake for Rust takes the target from one set, and nothing of this machine', () => {
    for (const name of ['nix-crane', 'nix-fenix', 'nix-naersk', 'nix-rust-flake', 'nix-build-std']) {
      const text = write(samples.cargo, 'pkgs-musl', name) ?? '';
      expect(text, name).toContain('CARGO_BUILD_TARGET = target;');
      expect(text, name).toContain('buildInputs = [ static.openssl ];');
      expect(text, name).not.toMatch(/pkgs\.openssl|flake-utils/);
    }
    // naersk would add OpenSSL of the machine's own set to a crate that binds it.
    expect(write(samples.cargo, 'pkgs-musl', 'nix-naersk')).toContain('autoCrateSpecificOverrides = false;');
    expect(write(samples.cargo, 'pkgs-musl', 'nix-windows')).toContain('buildInputs = [ windows.pthreads openssl ];');
  });

  it.each(rungIds)('by %s a justfile and a job of CI come with the recipe that they call', (rung) => {
    for (const name of rungs[rung].ci ? ['justfile', 'ci'] : ['justfile']) {
      const files =
        patternsFor(rung, samples.make)
          .find((each) => each.name === name)
          ?.write({ project: samples.make, rung, options: {}, arch: 'x86_64' }) ?? [];
      const called = /(?:-f |nix-build (?:\S+ )*)(\w+\.\w+)/.exec(files[0]?.content ?? '')?.[1];
      expect(files.slice(1).map(({ path }) => path)).toContain(called);
    }
  });

  const jobOf = (project: ChosenProject, rung: RecipeInput['rung'], arch = 'x86_64') => {
    const [workflow] =
      patternsFor(rung, project)
        .find(({ name }) => name === 'ci')
        ?.write({ project, rung, options: {}, arch }) ?? [];
    const text = workflow?.content ?? '';
    return { text, job: (load(text) as { jobs: { static: Job } }).jobs.static };
  };
  interface Job {
    readonly 'runs-on': string;
    readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
  }

  it.each(rungIds.filter((id) => rungs[id].ci !== null))(
    'by %s a job of CI takes its actions by commit, and names the release',
    (rung) => {
      const { text, job } = jobOf(samples.make, rung);
      const uses = job.steps.flatMap((step) => step.uses ?? []);
      expect(uses.length).toBeGreaterThanOrEqual(2);
      for (const action of uses) {
        expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        expect(text).toMatch(new RegExp(`uses: ${action} # v\\d+\\.\\d+\\.\\d+\n`));
      }
    },
  );

  it('for several architectures there is a makefile for each, with folders of its own, and a job that runs all', () => {
    const archs = ['x86_64', 'aarch64', 'riscv64'];
    for (const [system, project] of Object.entries(samples)) {
      const written = (name: string) =>
        patternsFor('zig', project)
          .find((each) => each.name === name)
          ?.write({ project, rung: 'zig', options: {}, arch: 'x86_64', archs }) ?? [];
      const [workflow, ...makefiles] = written('ci');
      expect(makefiles, system).toEqual(written('makefile'));
      expect(makefiles.map(({ path }) => path)).toEqual(archs.map((arch) => `Makefile.musl.${arch}`));
      for (const [nth, { content }] of makefiles.entries()) {
        const others = archs.filter((_, other) => other !== nth);
        expect(content, system).toContain(`dist-static/${archs[nth]}`);
        for (const other of others) expect(content, system).not.toContain(other);
      }
      const job = (load(workflow?.content ?? '') as { jobs: { static: Job } }).jobs.static;
      expect(job).toMatchObject({ strategy: { 'fail-fast': false, matrix: { arch: archs } } });
      expect(job.steps.map(({ run }) => run).join('')).toMatch(
        /^make -f Makefile\.musl\.\$\{\{ matrix\.arch \}\}(?: MUSL_WIZARD='npx --yes musl-wizard')?$/m,
      );
      expect(written('justfile')[0]?.content).toContain('    make -f Makefile.musl.riscv64 JOBS={{jobs}}\n');
    }
  });

  it('a job of CI fetches the standard library that rustup does not bring, and runs where its programs do', () => {
    const runs = (rung: RecipeInput['rung']) => jobOf(samples.cargo, rung).job.steps.map(({ run }) => run);
    expect(runs('musl-gcc')).toContain('rustup target add x86_64-unknown-linux-musl\n');
    expect(runs('glibc-static').join()).not.toContain('rustup');
    expect(jobOf(samples.make, 'musl-gcc', 'aarch64').job['runs-on']).toBe('ubuntu-24.04-arm');
  });
});

it.each(hostileSources)('a file named %j gives a program with a safe name', (source) => {
  const project = hostile(source);
  expect([project.name, ...project.targets.map(({ name }) => name)].join(' ')).toMatch(/^[\w.+ -]+$/);
});
