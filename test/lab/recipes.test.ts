import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { packages } from '../../src/project/packages.js';
import type { ChosenProject } from '../../src/project/project.js';
import { nixString } from '../../src/recipe/escape.js';
import { makefile } from '../../src/recipe/local.js';
import { patternsFor } from '../../src/recipe/patterns.js';
import type { RecipeFile } from '../../src/recipe/recipe.js';
import { rungIds, rungsThat } from '../../src/rungs/registry.js';
import { filesOf } from '../project/files-of.js';
import { hostile, hostileSources, samples } from '../recipe/samples.js';
import { describeLab, program, root, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const base = mkdtempSync(join(tmpdir(), 'mw-recipes-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const folderWith = (files: readonly RecipeFile[]): string => {
  const folder = mkdtempSync(join(base, 'project-'));
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
};

/** A package set in which everything that recipes ask for is there by name, and a derivation knows what it was given. */
const evalSet = (): string => {
  const tools = [
    'pkg-config',
    'cmake',
    'meson',
    'ninja',
    'autoreconfHook',
    'autoconf',
    'automake',
    'libtool',
    'protobuf',
    'gnumake',
    'cargo',
    'rustc',
    'go',
  ];
  const names = [...new Set([...packages.map(({ nix }) => nix.attr.split('.')[0] as string), ...tools])];
  const entry = (name: string) => `${nixString(name)} = package ${nixString(name)};`;
  return `let
  derivationOf = attrs: { type = "derivation"; inherit attrs; name = attrs.pname or attrs.name or "shell"; };
  package = name: {
    inherit name;
    static = "\${name}-static";
    libX11 = "libX11";
    overrideAttrs = f: { inherit name; changed = f { }; };
    override = given: { inherit name given; };
  };
  lib = {
    fakeHash = "sha256-";
    genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
    cleanSource = path: path;
    toUpper = text: text;
  };
  set = {
    stdenv = { mkDerivation = derivationOf; cc = { targetPrefix = "x-"; outPath = "/cc"; }; };
    rustPlatform = { buildRustPackage = derivationOf; };
    buildGoModule = derivationOf;
    mkShell = { override = _: derivationOf; };
    inherit lib;
    windows = { pthreads = package "pthreads"; };
    symlinkJoin = { name, paths }: derivationOf { inherit name paths; };
    callPackage = f: given: f (builtins.intersectAttrs (builtins.functionArgs f) set // given);
    ${names.map(entry).join('\n    ')}
  };
  cross = { pkgsStatic = set; };
  pkgs = set // {
    pkgsStatic = set;
    pkgsMusl = set;
    pkgsCross = { musl64 = cross; aarch64-multiplatform-musl = cross; musl32 = cross; muslpi = cross; armv7l-hf-multiplatform = cross; musl-power = cross; riscv64-musl = cross; s390x = cross; mingwW64 = cross; };
  };
  # What crane, rust-overlay, fenix, naersk, flake-parts and rust-flake give, as their documentation says.
  toolchain = attrs: { passthru.availableComponents.rust-src = "/src"; inherit attrs; };
  ofCrane = {
    self = { };
    nixpkgs = { inherit lib; outPath = ./nixpkgs.nix; legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system: import ./nixpkgs.nix { inherit system; overlays = [ ]; }); };
    fenix.packages.x86_64-linux = {
      combine = parts: toolchain { inherit parts; };
      stable = { cargo = "cargo"; rustc = "rustc"; };
      targets.x86_64-unknown-linux-musl.stable.rust-std = "std";
    };
    naersk = { cargo, rustc }: { buildPackage = attrs: { name = "demo"; attrs = attrs // { inherit cargo rustc; }; }; };
    flake-parts.lib.mkFlake = { inputs }: { imports, systems, perSystem }:
      let
        of = system: perSystem {
          inherit config;
          pkgs = import ./nixpkgs.nix { inherit system; overlays = [ ofCrane.rust-overlay.overlays.default ]; };
        };
        config = { rust-project.crates.demo.crane.outputs.drv.crate = { inherit imports; args = (of "x86_64-linux").rust-project; }; };
      in
      { packages = lib.genAttrs systems (system: (of system).packages); };
    rust-flake.flakeModules = { default = "rust-flake"; nixpkgs = "nixpkgs"; };
    rust-overlay.overlays.default = _: _: {
      rust-bin = {
        stable.latest.default.override = toolchain;
        selectLatestNightlyWith = f: f { default.override = toolchain; };
      };
    };
    crane.mkLib = pkgs: {
      overrideToolchain = given: let made = if builtins.isFunction given then given pkgs else given; in {
        buildPackage = attrs: { name = "demo"; attrs = attrs // { inherit (made) attrs; }; };
        buildDepsOnly = attrs: attrs;
        findCargoFiles = _: { cargoConfigs = [ ]; };
        vendorMultipleCargoDeps = attrs: attrs;
      };
    };
  };
in
{ inherit pkgs lib ofCrane; }
`;
};

const every = (project: ChosenProject) =>
  rungIds.flatMap((rung) =>
    patternsFor(rung, project).flatMap(({ name, write }) =>
      (['pkgsStatic', 'pkgsMusl'] as const).map((nixSet) => ({
        rung,
        name,
        files: write({ project, rung, options: { nixSet }, arch: 'x86_64' }),
      })),
    ),
  );

const trixie = '/tmp/lab/trixie';
const nixes: readonly (readonly [string, readonly string[], string])[] = [
  ["this machine's Nix", [], ''],
  ...(root.met() && existsSync(`${trixie}/usr/bin/nix-instantiate`)
    ? [
        [
          'Nix of Debian 13',
          ['unshare', '--mount', 'sh', '-ec', 'mount -t proc proc "$0/proc"; exec chroot "$0" "$@"', trixie],
          trixie,
        ] as const,
      ]
    : []),
];

describeLab('Nix recipes', [program('nix-instantiate')], () => {
  describe.each(nixes)('with %s', (_, prefix, root) => {
    const place = mkdtempSync(`${root}/tmp/mw-recipes-nix-`);
    afterAll(() => rmSync(place, { recursive: true, force: true }));
    const env = {
      PATH: process.env.PATH,
      HOME: place.slice(root.length),
      NIX_STATE_DIR: `${place.slice(root.length)}/var`,
      NIX_STORE_DIR: `${place.slice(root.length)}/store`,
    };
    const evaluate = (expression: string): string => {
      const [program = '', ...args] = [
        ...prefix,
        'nix-instantiate',
        '--eval',
        '--strict',
        '--json',
        '--option',
        'substituters',
        '',
        '-E',
        expression,
      ];
      const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env, timeout: 60_000 });
      if (status !== 0) throw new Error(`${expression}\n${stderr}`);
      return stdout;
    };

    it.each(Object.entries(samples))('evaluate for %s', (system, project) => {
      writeFileSync(join(place, 'set.nix'), evalSet());
      writeFileSync(
        join(place, 'nixpkgs.nix'),
        '{ system ? null, localSystem ? system, crossSystem ? null, overlays }: let s = import ./set.nix; platform = { hostPlatform.parsed.cpu.name = "x86_64"; }; in builtins.foldl\' (pkgs: overlay: pkgs // overlay pkgs pkgs) (s.pkgs // { stdenv = s.pkgs.stdenv // platform; }) overlays\n',
      );
      const checks: string[] = [];
      for (const [i, { files }] of every(project).entries()) {
        const folder = join(place, `${system}-${i}`);
        for (const { path, content } of files) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), content);
        }
        writeFileSync(join(folder, 'Cargo.lock'), '');
        const inside = folder.slice(root.length);
        const names = files.map(({ path }) => path);
        if (names.includes('static.nix')) checks.push(`whole (import ${inside}/static.nix { inherit (s) pkgs; })`);
        if (names.includes('shell-musl.nix'))
          checks.push(`whole (import ${inside}/shell-musl.nix { inherit (s) pkgs; })`);
        if (names.includes('flake.nix') && names.includes('static.nix')) {
          checks.push(
            `wholeSet ((import ${inside}/flake.nix).outputs { self = { }; nixpkgs = { inherit (s) lib; legacyPackages = { x86_64-linux = s.pkgs; aarch64-linux = s.pkgs; }; }; }).packages.x86_64-linux`,
          );
        } else if (names.includes('flake.nix')) {
          checks.push(`wholeSet (called (import ${inside}/flake.nix)).packages.x86_64-linux`);
        }
      }
      const found = JSON.parse(
        evaluate(
          `let s = import ${place.slice(root.length)}/set.nix; whole = d: builtins.deepSeq d.attrs d.name; called = flake: flake.outputs (builtins.intersectAttrs (flake.inputs // { self = null; }) s.ofCrane); wholeSet = p: builtins.deepSeq (builtins.mapAttrs (_: whole) p) (builtins.attrNames p); in [ ${checks.map((check) => `(${check})`).join(' ')} ]`,
        ),
      );
      expect(found).toHaveLength(checks.length);
      // A plain project is called by its file, since its folder may be called anything.
      expect(found).toContain(system === 'plain' ? 'main' : 'demo');
    });

    it('strings stay strings, whatever they hold', () => {
      const texts = [...hostileSources, `\${x}`, `$\${x}`, "''", '\\', '"', '\n\t', '$'];
      expect(JSON.parse(evaluate(`[ ${texts.map(nixString).join(' ')} ]`))).toEqual(texts);
    });
  });
});

describeLab('makefiles', [program('gcc'), program('make')], () => {
  it.each(hostileSources)('build a file named %j, and nothing in its name is run', async (source) => {
    const project = hostile(source);
    const folder = folderWith([
      { path: source, content: 'int main(void) { return 0; }\n' },
      ...makefile({ project, rung: 'glibc-static', options: {}, arch: 'x86_64' }),
    ]);
    execFileSync('make', ['-s', '-f', 'Makefile.static'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const [built] = project.targets.map(({ name }) => inspectFileSync(join(folder, 'build-static', name)));
    expect(built).toMatchObject({ linkage: 'static', libc: 'glibc' });
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });
});

describeLab('a makefile after an ordinary build', [program('musl-gcc'), program('make')], () => {
  const files = [
    { path: 'Makefile', content: 'demo: demo.o\n\t$(CC) -o $@ $^\n' },
    { path: 'demo.c', content: 'int main(void) { return 0; }\n' },
  ];
  const project = chooseBuild(
    detectProject(filesOf(Object.fromEntries(files.map((f) => [f.path, f.content])), 'demo')),
  );

  it('takes no object of it, and leaves it as it was', () => {
    const folder = folderWith([...files, ...makefile({ project, rung: 'musl-gcc', options: {}, arch: 'x86_64' })]);
    const make = (...words: string[]) => execFileSync('make', ['-s', ...words], { cwd: folder, stdio: 'pipe' });
    make();
    const own = readFileSync(join(folder, 'demo'));
    for (const _ of ['once', 'twice']) {
      make('-f', 'Makefile.musl');
      expect(inspectFileSync(join(folder, 'dist-static/demo'))).toMatchObject({ linkage: 'static', libc: 'musl' });
    }
    expect(readFileSync(join(folder, 'demo'))).toEqual(own);
  });
});

describeLab('a makefile for a project with libraries', [program('musl-gcc'), program('make')], () => {
  const tree = {
    Makefile: 'demo: demo.c\n\t$(CC) -o $@ $< -lz\n',
    'demo.c': '#include <zlib.h>\nint main(void) { return zlibVersion()[0] != 49; }\n',
    // In the place of musl-wizard: a library of one function.
    'libraries.sh': [
      'echo "$@" >> calls; while [ $# -gt 1 ]; do shift; done; mkdir -p "$1/include" "$1/lib"',
      'echo "const char *zlibVersion(void);" > "$1/include/zlib.h"',
      `echo 'const char *zlibVersion(void) { return "1"; }' | musl-gcc -xc -c -o "$1/z.o" - && ar rc "$1/lib/libz.a" "$1/z.o"`,
    ].join('\n'),
  };
  const project = chooseBuild(detectProject(filesOf(tree, 'demo')));

  it('has them built once, and links them', () => {
    const folder = folderWith([
      ...Object.entries(tree).map(([path, content]) => ({ path, content })),
      ...makefile({ project, rung: 'musl-gcc', options: {}, arch: 'x86_64' }),
    ]);
    const words = ['-s', '-f', 'Makefile.musl', 'MUSL_WIZARD=sh libraries.sh'];
    for (const _ of ['once', 'twice']) execFileSync('make', words, { cwd: folder, stdio: 'pipe' });
    execFileSync(join(folder, 'dist-static/demo'));
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe(
      `libs add zlib --rung musl-gcc --arch x86_64 --yes --into ${folder}/build-static/libraries\n`,
    );
  });

  it('links those that somebody names', () => {
    const folder = folderWith([
      ...Object.entries(tree).map(([path, content]) => ({ path, content })),
      ...makefile({ project, rung: 'musl-gcc', options: {}, arch: 'x86_64' }),
    ]);
    const own = join(folder, 'own');
    execFileSync('sh', ['libraries.sh', own], { cwd: folder, stdio: 'pipe' });
    execFileSync('make', ['-s', '-f', 'Makefile.musl', `LIBRARIES=${own}`], { cwd: folder, stdio: 'pipe' });
    execFileSync(join(folder, 'dist-static/demo'));
    expect(existsSync(join(folder, 'build-static/libraries'))).toBe(false);
  });
});

const zigOfPip = { name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') };
describeLab('makefiles for zig', [zigOfPip, program('make')], () => {
  it('find it where only pip put it', () => {
    const folder = folderWith([
      { path: 'Makefile', content: 'hello: hello.c\n\t$(CC) -o $@ $<\n' },
      { path: 'hello.c', content: 'int main(void) { return 0; }\n' },
      ...makefile({ project: { ...samples.make, libraries: [] }, rung: 'zig', options: {}, arch: 'x86_64' }),
    ]);
    execFileSync('make', ['-s', '-f', 'Makefile.musl'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    expect(inspectFileSync(join(folder, 'dist-static/hello'))).toMatchObject({ linkage: 'static', libc: 'musl' });
  });
});

describeLab('a makefile for CMake', [program('c++'), program('cmake'), program('make')], () => {
  // Both languages, as CMake has them unless a project says otherwise: compilers by name alone were lost between them.
  it('finds both compilers by their names', () => {
    const tree = {
      'CMakeLists.txt': 'cmake_minimum_required(VERSION 3.10)\nproject(demo)\nadd_executable(demo demo.c)\n',
      'demo.c': 'int main(void) { return 0; }\n',
    };
    const project = chooseBuild(detectProject(filesOf(tree, 'demo')));
    const folder = folderWith([
      ...Object.entries(tree).map(([path, content]) => ({ path, content })),
      ...makefile({ project, rung: 'glibc-static', options: {}, arch: 'x86_64' }),
    ]);
    execFileSync('make', ['-s', '-f', 'Makefile.static'], { cwd: folder, stdio: 'pipe' });
    expect(inspectFileSync(join(folder, 'dist-static/demo'))).toMatchObject({ linkage: 'static', libc: 'glibc' });
  });
});

describeLab('jobs of CI', [program('shellcheck')], () => {
  it.each(rungsThat(({ ci }) => ci !== null))('%s: no complaint of shellcheck', (rung) => {
    const [workflow] =
      patternsFor(rung, samples.make)
        .find(({ name }) => name === 'ci')
        ?.write({ project: samples.make, rung, options: {}, arch: 'x86_64' }) ?? [];
    const scripts = [...(workflow?.content ?? '').matchAll(/run: \|\n((?: {10}.*\n)+)/g)].map(([, body = '']) =>
      body.replace(/^ {10}/gm, ''),
    );
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      const { stdout } = spawnSync('shellcheck', ['-s', 'bash', '-'], { input: script, encoding: 'utf8' });
      expect(stdout).toBe('');
    }
  });
});

describe('recipe --write', () => {
  const recipe = (cwd: string, ...words: string[]) =>
    execa(process.execPath, [cli, '--config-dir', join(base, 'config'), 'recipe', ...words], { cwd, reject: false });

  it('writes, is stable, keeps what differs, and replaces it with --force', async () => {
    const folder = folderWith([{ path: 'main.c', content: 'int main(void) { return 0; }\n' }]);
    const first = await recipe(folder, 'alpine', '--write');
    expect(first).toMatchObject({ exitCode: 0, stdout: '' });
    expect(first.stderr).toContain('+FROM scratch');
    const written = readFileSync(join(folder, 'Dockerfile.static'), 'utf8');

    const second = await recipe(folder, 'alpine', '--write');
    expect(second.stderr).toBe('Dockerfile.static: unchanged\nDockerfile.static.dockerignore: unchanged');
    expect(readFileSync(join(folder, 'Dockerfile.static'), 'utf8')).toBe(written);

    writeFileSync(join(folder, 'Dockerfile.static'), 'FROM mine\n');
    const kept = await recipe(folder, 'alpine', '--write');
    expect(kept.exitCode).toBe(1);
    expect(kept.stderr).toMatch(/-FROM mine[\s\S]*--force replaces it[\s\S]*: kept/);
    expect(readFileSync(join(folder, 'Dockerfile.static'), 'utf8')).toBe('FROM mine\n');

    expect((await recipe(folder, 'alpine', '--write', '--force')).exitCode).toBe(0);
    expect(readFileSync(join(folder, 'Dockerfile.static'), 'utf8')).toBe(written);
  });

  it('writes nothing through a link that leads out of the project', async () => {
    const folder = folderWith([{ path: 'main.c', content: 'int main(void) { return 0; }\n' }]);
    const precious = join(folderWith([{ path: 'precious', content: 'mine\n' }]), 'precious');
    symlinkSync(precious, join(folder, 'Dockerfile.static.dockerignore'));
    const refused = await recipe(folder, 'alpine', '--write', '--force');
    expect(refused).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('points outside this folder') });
    expect(readFileSync(precious, 'utf8')).toBe('mine\n');
    expect(existsSync(join(folder, 'Dockerfile.static'))).toBe(false);
  });

  it('says what it cannot do', async () => {
    const folder = folderWith([{ path: 'main.c', content: 'int main(void) { return 0; }\n' }]);
    expect(await recipe(folder)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/or run .*choose\.$/) });
    expect(await recipe(folder, 'moon')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no such rung'),
    });
    expect(await recipe(folder, 'zig', '--pattern', 'nix-crane')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('makefile'),
    });
    expect(await recipe(folderWith([]), 'zig')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('No project'),
    });
  });
});

describeLab(
  'what the table of packages says of Debian',
  [program('apt-get'), { name: '/usr/lib/apt/apt-helper', met: () => works('/usr/lib/apt/apt-helper', '--help') }],
  () => {
    it('agrees with Debian', ({ skip }) => {
      const { status, stdout } = spawnSync(process.execPath, ['scripts/check-packages.mjs'], {
        cwd: join(import.meta.dirname, '../..'),
        encoding: 'utf8',
      });
      if (status === 3 && !process.env.CI) skip("Debian's lists cannot be had");
      expect(stdout).toMatch(/^\d+ libraries compared with Debian bookworm, 0 faults$/m);
      expect(status).toBe(0);
    });
  },
);
