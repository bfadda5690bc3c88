import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildResult } from '../../src/build/project/build-result.js';
import type { CanaryResult } from '../../src/build/result.js';
import type { RungOptions } from '../../src/rungs/options.js';
import { describeLab, library, type Need, program, works } from '../support/lab.js';
import { labNixpkgs, ownNix } from '../support/nix.js';
import { crateSource, debianSources, projectBench } from '../support/projects.js';

const docker: Need = { name: 'a running Docker', met: () => works('docker', 'info') };

const bench = projectBench();
afterAll(() => bench.remove());

const programs = (result: BuildResult) =>
  Object.fromEntries(result.programs.map(({ name, artifact }) => [name, `${artifact.linkage}, ${artifact.libc}`]));
// What is proven is how they are linked, not how fast they are.
const quick = { CFLAGS: '-O0', CARGO_PROFILE_RELEASE_OPT_LEVEL: '0', CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16' };
const rustKnowsMusl = () =>
  works('sh', '-c', 'test -d "$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-musl"');
const causes = ({ diagnoses }: BuildResult) => diagnoses.filter(({ root }) => root).map(({ cause }) => cause);

describeLab(
  'C projects from Debian, by choose and build',
  [program('musl-gcc'), program('cmake'), program('dpkg-source')],
  () => {
    let sources = '';
    beforeAll(() => {
      sources = debianSources('cmark');
    });

    // make and autotools: project-matrix.test.ts.
    it('cmark, which is built by CMake, by musl-gcc', async () => {
      const result = await bench.build(bench.copy(join(sources, 'cmark')), ['--rung', 'musl-gcc'], quick);
      expect(programs(result)).toEqual({ cmark: 'static, musl' });
      expect(result).toMatchObject({ outcome: 'passed', exitCode: 0, litter: ['dist-static'] });
    });

    it('says before it builds that what is built cannot be put there', async () => {
      const project = bench.write({
        Makefile: 'x: x.c\n\t$(CC) -o $@ $<\n',
        'x.c': 'int main(void) { return 0; }\n',
      });
      const { exitCode, stderr } = await bench.run(project, {}, 'build', '--rung', 'musl-gcc', '--output', 'x.c');
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(
        /Nothing was built, since \S+x\.c cannot be written\.\n.*is not a folder[\s\S]*--output "/,
      );
      expect(stderr).not.toContain('x.c\n');
    });

    it('asks where a folder can be built in two ways', async () => {
      const project = bench.write({
        Makefile: 'all: x\n',
        'CMakeLists.txt': 'project(x C)\n',
        'x.c': 'int main(void) { return 0; }\n',
      });
      const run = (...words: string[]) => bench.run(project, {}, ...words);
      const choose = () => run('choose', '--yes', '--rung', 'musl-gcc');
      const { exitCode, stderr } = await run('build', '--rung', 'musl-gcc');
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/--build-system cmake[\s\S]*--build-system make/);
      // Where nobody is asked CMake is taken; by this file it builds nothing, so make comes next.
      expect((await choose()).exitCode).toBe(0);
      expect((await run('recipe', '--pattern', 'team')).stdout).toContain('"buildSystem": "make"');
      expect((await run('choose', '--yes', '--rung', 'musl-gcc', '--build-system', 'make')).exitCode).toBe(0);
      // Said once; a new choice of the rung does not forget it.
      await choose();
      expect((await bench.buildBy(project, [])).exitCode).toBe(0);
      expect((await run('recipe', '--pattern', 'team')).stdout).toContain('"buildSystem": "make"');
    });
  },
);

describeLab(
  'a C project in Alpine and in Nix',
  [docker, program('buildah'), program('podman'), program('nix-build'), program('dpkg-source')],
  () => {
    const image = 'localhost/mw-projects/alpine:3.20';
    let tree = '';
    const nix = ownNix();
    beforeAll(() => {
      tree = join(debianSources('tree'), 'tree');
      const archive = execFileSync(join(import.meta.dirname, 'alpine-image.sh'), { maxBuffer: 1 << 28 });
      execFileSync('docker', ['import', '-', image], { input: archive, stdio: ['pipe', 'ignore', 'inherit'] });
      execFileSync('podman', ['import', '-q', '-', image], { input: archive, stdio: ['pipe', 'ignore', 'inherit'] });
    });
    afterAll(() => {
      execFileSync('docker', ['rmi', '-f', image], { stdio: 'ignore' });
      execFileSync('podman', ['rmi', '-f', image], { stdio: 'ignore' });
      nix.remove();
    });

    const savedOptions = async (project: string, env: Readonly<Record<string, string>>) =>
      JSON.parse((await bench.run(project, env, 'status', '--json')).stdout).setup.options as RungOptions;

    it.each(['docker', 'buildah'])('by %s, and leaves no image behind', async (engine) => {
      const env = { BUILDAH_ISOLATION: 'chroot' };
      const project = bench.copy(tree);
      // The packages are in the image.
      const words = ['--rung', 'alpine', '--engine', engine, '--image', image, '--network', 'none'];
      expect(programs(await bench.build(project, words, env))).toEqual({ tree: 'static, musl' });
      expect(await savedOptions(project, env)).toMatchObject({ engine, image, network: 'none' });
      expect(execFileSync(engine, ['images'], { encoding: 'utf8' })).not.toContain('musl-wizard-build');
    });

    it.each([
      ['pkgsStatic', 'NIX_PATH', [], {}],
      ['pkgsMusl', '--nixpkgs', ['--nixpkgs', labNixpkgs], { NIX_PATH: '' }],
    ])('by %s of %s', async (nixSet, _, flags, path) => {
      // Nix builds as users who may not enter the bench's private folder.
      const env = { ...nix.env, ...path, TMPDIR: '/tmp' };
      const project = bench.copy(tree);
      const words = ['--rung', 'pkgs-musl', '--nix-set', nixSet, ...flags, '--nix-option', 'sandbox=false'];
      expect(programs(await bench.build(project, words, env))).toEqual({ tree: 'static, musl' });
      expect(await savedOptions(project, env)).toMatchObject({ nixSet, nixSettings: { sandbox: 'false' } });
    });
  },
);

describeLab('Rust', [program('cargo'), program('gcc'), program('musl-gcc'), library('ssl'), library('crypto')], () => {
  it('a program whose dependency has a build script with C code', async () => {
    const result = await bench.build(bench.copy(crateSource('b3sum', '1.5.0')), ['--rung', 'glibc-static'], quick);
    expect(programs(result)).toEqual({ b3sum: 'static-pie, glibc' });
  });

  it('that program for musl, where rustc has no library of the target', async () => {
    const result = await bench.buildBy(bench.copy(crateSource('b3sum', '1.5.0')), ['--rung', 'musl-gcc']);
    if (rustKnowsMusl()) expect(Object.keys(programs(result))).toEqual(['b3sum']);
    else {
      expect(causes(result)).toEqual(['rust-std-target-missing']);
      // zig would end in the same.
      expect(result).toMatchObject({ nextRung: 'glibc-static' });
    }
  });

  describe('with openssl-sys', () => {
    const source = {
      'Cargo.toml':
        '[package]\nname = "tls"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nopenssl = "=0.10.73"\n',
      'src/main.rs': 'fn main() { println!("{}", openssl::version::version()); }\n',
    };

    it('by glibc-static', async () => {
      const project = bench.write(source);
      const result = await bench.build(project, ['--rung', 'glibc-static'], quick);
      expect(programs(result)).toEqual({ tls: 'static-pie, glibc' });
      expect(execFileSync(join(project, 'dist-static/tls'), { encoding: 'utf8' })).toMatch(/^OpenSSL/);
    });

    it('by musl-gcc it needs an OpenSSL made for musl', async () => {
      const result = await bench.buildBy(bench.write(source), ['--rung', 'musl-gcc']);
      expect(causes(result)).toEqual(['openssl-for-target-missing']);
    });
  });

  it('climbs past the ways for which rustc has no library', async () => {
    const project = bench.write({
      'Cargo.toml': '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/main.rs': 'fn main() { println!("well"); }\n',
      'ladder.yaml': 'schema: musl-wizard.ladder/1\norder: [musl-gcc, glibc-static]\nside: []\n',
    });
    const chosen = await bench.run(project, quick, 'choose', '--yes', '--json', '--ladder', 'ladder.yaml');
    const { results } = JSON.parse(chosen.stdout) as { results: CanaryResult[] };
    expect(results.map(({ rung, program, outcome }) => [rung, program, outcome])).toEqual([
      ['musl-gcc', 'rust', rustKnowsMusl() ? 'passed' : 'failed'],
      ...(rustKnowsMusl() ? [] : [['glibc-static', 'rust', 'passed']]),
    ]);
    const built = await bench.buildBy(project, [], quick);
    expect(Object.keys(programs(built))).toEqual(['tool']);
  });
});

describeLab('Go with cgo', [program('go'), program('gcc'), program('musl-gcc'), library('z')], () => {
  const project = () =>
    bench.write({
      'go.mod': 'module example.org/tools/squeeze\n\ngo 1.19\n',
      'main.go':
        'package main\n\n// #cgo LDFLAGS: -lz\n// #include <zlib.h>\nimport "C"\n\nfunc main() {\n\tprintln(C.GoString(C.zlibVersion()))\n}\n',
    });

  it('by glibc-static', async () => {
    const folder = project();
    const result = await bench.build(folder, ['--rung', 'glibc-static']);
    expect(programs(result)).toEqual({ squeeze: 'static, glibc' });
    expect(works(join(folder, 'dist-static/squeeze'))).toBe(true);
  });

  it('by musl-gcc it misses zlib', async () => {
    const result = await bench.buildBy(project(), ['--rung', 'musl-gcc']);
    expect(causes(result)).toEqual(['missing-static-lib']);
    expect(result.diagnoses[0]?.title).toContain('zlib');
  });
});
