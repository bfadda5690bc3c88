import { describe, expect, it } from 'vitest';
import type { ChosenProject } from '../../src/project/project.js';
import { stepsFor } from '../../src/recipe/steps.js';
import { toolchainOf } from '../../src/recipe/tools-of.js';
import type { RungId } from '../../src/rungs/registry.js';
import type { Toolchain } from '../../src/rungs/toolchain.js';
import { samples } from './samples.js';

/** What a build for an architecture is started with: by zig, where this machine is another, else by its own compiler. */
const planned = (project: ChosenProject, over: Partial<Toolchain> = {}, arch = 'aarch64', rung: RungId = 'zig') => {
  const tools = { ...toolchainOf(rung, arch), ...over };
  const { files, steps, output } = stepsFor({ project, tools, folders: { source: '/s', build: '/b' }, args: ['-x'] });
  const file = (path: string) => files.find((each) => each.path === path)?.content ?? '';
  return { steps, output, file, words: steps.map(({ argv }) => argv.join(' ')), env: steps[0]?.env ?? {} };
};
const native = { native: true } as const;
const foreign = { native: false } as const;

describe('for another architecture', () => {
  it('a configure is told so, and is not for this one', () => {
    const configure = (over: Partial<Toolchain>) =>
      planned(samples.autotools, over).words.find((line) => /configure/.test(line));
    expect(configure(foreign)).toMatch(/--enable-static --host=aarch64-linux-musl -x$/);
    expect(configure(native)).toMatch(/--enable-static -x$/);
  });

  it('CMake is told so, and is not for this one', () => {
    const file = (over: Partial<Toolchain>) => planned(samples.cmake, over).file('static.cmake');
    expect(file(foreign)).toMatch(/^set\(CMAKE_SYSTEM_NAME Linux\)\nset\(CMAKE_SYSTEM_PROCESSOR "aarch64"\)\n/);
    expect(file(native)).not.toContain('CMAKE_SYSTEM');
  });

  it('Meson is told so, and is not for this one', () => {
    const of = (over: Partial<Toolchain>) => planned(samples.meson, over);
    expect(of(foreign).words[0]).toContain('--cross-file /b/static.ini');
    expect(of(foreign).file('static.ini')).toContain("[host_machine]\nsystem = 'linux'\ncpu_family = 'aarch64'\n");
    expect(of(native).words[0]).toContain('--native-file /b/static.ini');
    expect(of(native).file('static.ini')).not.toContain('host_machine');
  });

  it('go is told so, with cgo and without', () => {
    const of = (cgo: boolean, over: Partial<Toolchain>) =>
      planned({ ...samples.go, build: { ...samples.go.build, cgo } } as ChosenProject, over);
    expect(of(true, foreign).env).toMatchObject({
      CGO_ENABLED: '1',
      GOARCH: 'arm64',
      CC: expect.stringMatching(/^zig cc/),
      CXX: expect.any(String),
    });
    expect(of(false, foreign).env).toEqual({ CGO_ENABLED: '0', GOARCH: 'arm64' });
    expect(of(true, native).env).not.toHaveProperty('GOARCH');
    expect(of(true, { ...native, cxx: null }).env).not.toHaveProperty('CXX');
    expect(of(true, native).words[0]).toContain('-linkmode external -extldflags "-static"');
    expect(of(false, native).words[0]).not.toContain('linkmode');
  });
});

describe('cargo', () => {
  it('gets a target, so that flags spare build scripts, and the tools of the target by its name', () => {
    const { words, env, output } = planned(samples.cargo);
    expect(words).toEqual([
      'cargo build --release --locked --target aarch64-unknown-linux-musl --target-dir /b/target -x',
    ]);
    expect(env).toMatchObject({
      CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER: '/b/bin/cc',
      CC_aarch64_unknown_linux_musl: '/b/bin/cc',
      AR_aarch64_unknown_linux_musl: '/b/bin/ar',
      CXX_aarch64_unknown_linux_musl: '/b/bin/c++',
      OPENSSL_STATIC: '1',
    });
    expect(output).toEqual({ folder: '/b/target/aarch64-unknown-linux-musl/release', deep: false });
  });

  it('is given no linker where rustc has its own, and no name where only rustc knows the target', () => {
    expect(
      Object.keys(planned(samples.cargo, { rustNative: true }).env).filter((name) => /LINKER|^CC_/.test(name)),
    ).toEqual([]);
    const { words, env, output } = planned(samples.cargo, { rustTarget: null });
    expect(words[0]).not.toContain('--target ');
    expect(env).toHaveProperty('RUSTFLAGS');
    expect(output).toEqual({ folder: '/b/target', deep: true });
  });

  it('gets neither a lock that is not there, nor words for libraries that it does not bind', () => {
    const build = { ...samples.cargo.build, lockFile: false, sysCrates: [] };
    const { words, env } = planned({ ...samples.cargo, build } as ChosenProject);
    expect(words[0]).not.toContain('--locked');
    expect(env).not.toHaveProperty('OPENSSL_STATIC');
  });
});

describe('libraries', () => {
  const sysroots = ['/opt/lib', '/usr/lib/x86_64-linux-musl'];
  it('are looked for where those of this C library are, and nowhere else', () => {
    const found = '/opt/lib/lib/pkgconfig:/usr/lib/x86_64-linux-musl/pkgconfig';
    for (const project of [samples.make, samples.cmake, samples.meson, samples.go])
      expect(planned(project, { sysroots }).env.PKG_CONFIG_LIBDIR).toBe(found);
    expect(planned(samples.cmake, { sysroots }).file('static.cmake')).toContain(
      'set(CMAKE_FIND_ROOT_PATH "/opt/lib" "/usr/lib/x86_64-linux-musl")',
    );
  });

  it('are those of the machine where the compiler is its own', () => {
    for (const project of [samples.make, samples.cmake, samples.meson, samples.go])
      expect(planned(project, { sysroots: null }).env).not.toHaveProperty('PKG_CONFIG_LIBDIR');
    expect(planned(samples.cmake, { sysroots: null }).file('static.cmake')).not.toContain('FIND_ROOT_PATH');
  });
});
