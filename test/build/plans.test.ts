import { describe, expect, it } from 'vitest';
import { programNamed } from '../../src/build/canary/program.js';
import { alpinePackages, loadedImage, planAlpine } from '../../src/build/containers/alpine.js';
import { digestOf } from '../../src/build/containers/engine-words.js';
import { describeForecast, planPkgsMusl } from '../../src/build/nix/pkgs-musl.js';
import type { Plan, PlanInput, PlannedStep } from '../../src/build/plan.js';
import { planOf } from '../../src/build/planned.js';
import { alpineImage } from '../../src/facts/alpine-image.js';
import type { Facts } from '../../src/facts/facts.js';
import type { RungId } from '../../src/rungs/registry.js';
import { type DeepPartial, someFacts } from '../support/facts.js';

const place = {
  id: 'a1b2c3d4e5f6',
  scratch: '/s',
  source: '/s/source',
  output: '/s/output/canary',
};
const input = (more: Partial<PlanInput> = {}, facts: DeepPartial<Facts> = {}): PlanInput => ({
  rung: 'alpine',
  facts: someFacts(facts),
  options: {},
  program: programNamed('c-hello'),
  place,
  timeoutMs: 600_000,
  env: { PATH: '/usr/bin', HOME: '/home/me' },
  ...more,
});
const inputFor = (rung: RungId, more: Partial<PlanInput> = {}, facts: DeepPartial<Facts> = {}) =>
  input({ rung, ...more }, facts);
const planned = (plan: ReturnType<typeof planAlpine>): Plan => {
  if ('blocked' in plan) throw new Error(plan.blocked);
  return plan;
};
const words = (steps: readonly PlannedStep[]) => steps.map(({ argv }) => argv.join(' '));
const docker = (state: 'running' | 'stopped', images: string[] = []) => ({
  docker: { cli: { path: 'docker', version: '0' }, daemon: { state, images, remote: false } },
  podman: { cli: null, daemon: { state: 'absent' as const } },
  buildah: { cli: null, daemon: { state: 'absent' as const } },
});

describe('alpine', () => {
  it('makes, fills, runs, empties and removes one container by name', () => {
    const { steps } = planned(planAlpine(input({ options: { network: 'none' } }, { engines: docker('running') })));
    expect(words(steps)).toEqual([
      `docker create --name musl-wizard-canary-a1b2c3d4e5f6 --label musl-wizard.canary=a1b2c3d4e5f6 --network none ${alpineImage} /bin/sh /canary/in-container.sh`,
      `docker image inspect --format {{json .RepoDigests}} {{.Id}} ${alpineImage}`,
      'docker cp /s/source/. musl-wizard-canary-a1b2c3d4e5f6:/canary',
      'docker start --attach musl-wizard-canary-a1b2c3d4e5f6',
      'docker cp musl-wizard-canary-a1b2c3d4e5f6:/canary/canary-program /s/output/canary',
    ]);
    expect(steps[0]?.undo?.argv.join(' ')).toBe('docker rm --force --volumes musl-wizard-canary-a1b2c3d4e5f6');
  });

  it('takes no image that it merely found', () => {
    const engines = docker('running', ['evil/alpine:3.22', 'alpine:3.22', 'mirror.example/library/alpine:3.19']);
    expect(words(planned(planAlpine(input({}, { engines }))).steps)[0]).toContain(` ${alpineImage} `);
  });

  it.each(['-v/:/host', 'a b', '$(reboot)', '--privileged', ''])('takes no image called %j', (image) => {
    expect(planAlpine(input({ options: { image } }, { engines: docker('running') }))).toHaveProperty('blocked');
  });

  it('quotes a mirror that would be shell', () => {
    const options = { apkMirror: "https://example.org/$(reboot)';reboot;'" };
    const { files } = planned(planAlpine(input({ options }, { engines: docker('running') })));
    expect(files['source/in-container.sh']).toContain("mirror='https://example.org/$(reboot)'\\'';reboot;'\\'''\n");
  });

  it('Rust is told to link statically: by itself it does not in Alpine', () => {
    const { files } = planned(planAlpine(input({ program: programNamed('rust') }, { engines: docker('running') })));
    expect(files['source/in-container.sh']).toContain(
      `export RUST_TARGET="$(rustc -vV | sed -n 's/^host: //p')" RUSTFLAGS=-Ctarget-feature=+crt-static\n`,
    );
  });

  it('is blocked when no engine answers', () => {
    expect(planAlpine(input({}, { engines: docker('stopped') }))).toHaveProperty('blocked');
  });

  it('asks for another platform by its name', () => {
    const { steps, expects } = planned(
      planAlpine(input({ options: { arch: 'aarch64' } }, { engines: docker('running') })),
    );
    expect(words(steps)[0]).toContain(' --platform linux/arm64 ');
    expect(expects.machine).toBe('aarch64');
  });

  it('knows the packages that carry archives', () => {
    const expected = ['build-base', 'libsodium-dev', 'libsodium-static', 'openssl-dev', 'openssl-libs-static'];
    expect(alpinePackages(programNamed('c-crypto'))).toEqual(expected);
  });

  it.each([
    ['Loaded image: alpine:3.20\n', 'alpine:3.20'],
    ['Getting image source\nLoaded image(s): localhost/alpine:3.20\n', 'localhost/alpine:3.20'],
    [`Loaded image ID: sha256:${'a'.repeat(64)}\n`, `sha256:${'a'.repeat(64)}`],
    [`${'b'.repeat(64)}\n`, 'b'.repeat(64)],
    ['Loaded image: --privileged\n', null],
    ['', null],
  ])('reads the image loaded from %j', (output, name) => {
    expect(loadedImage(output)).toBe(name);
  });

  it('takes the registry’s digest before the content’s', () => {
    expect(digestOf(`["alpine@sha256:${'1'.repeat(64)}"] sha256:${'2'.repeat(64)}`)).toBe(`sha256:${'1'.repeat(64)}`);
    expect(digestOf('[] ')).toBeNull();
  });
});

describe('pkgs-musl', () => {
  const step = (plan: ReturnType<typeof planPkgsMusl>) => planned(plan).steps[0];
  const compiler = '/nix/store/0mynksxwhzvv7z16gx8xwf7fazb4l5q3-gcc-13.2.0.drv';
  const rebuild = `this derivation will be built:\n  ${compiler}\n`;

  it('asks set after set until one rebuilds no compiler, and builds that', () => {
    const first = step(planPkgsMusl(input()));
    expect(first?.argv.join(' ')).toContain('--argstr set pkgsStatic');
    const second = first?.read?.(rebuild).steps?.[0];
    expect(second?.argv.join(' ')).toContain('--argstr set pkgsCross.musl64');
    const cheap = second?.read?.('this derivation will be built:\n  /nix/store/x-canary.drv\n');
    expect(cheap?.record).toMatchObject({ forecast: { builds: 1 }, options: { nixSet: 'pkgsCross.musl64' } });
    expect(cheap?.steps?.[0]?.argv).toContain('--no-out-link');
  });

  it('does not start to rebuild a compiler in too little memory, but does on another machine', () => {
    const facts = { memory: { effectiveBytes: 4 * 1024 ** 3 } };
    const options = { nixSet: 'pkgsStatic' as const };
    const here = step(planPkgsMusl(input({ options }, facts)))?.read?.(rebuild);
    expect(here?.stop).toMatchObject({ outcome: 'blocked' });
    expect(here?.stop?.reason).toContain('gcc-13.2.0 from source (hours)');
    const away = step(planPkgsMusl(input({ options: { ...options, nixBuilders: 'ssh://big' } }, facts)))?.read?.(
      rebuild,
    );
    expect(away?.stop).toBeUndefined();
  });

  it('does not start to rebuild a compiler in minutes, but does where hours are given', () => {
    const facts = { memory: { effectiveBytes: 64 * 1024 ** 3 } };
    const decided = (timeoutMs: number) =>
      step(planPkgsMusl(input({ timeoutMs, options: { nixSet: 'pkgsStatic' } }, facts)))?.read?.(rebuild);
    expect(decided(600_000)?.stop).toMatchObject({ outcome: 'blocked', findings: ['canary-pkgs-musl-not-cached'] });
    expect(decided(600_000)?.stop?.reason).toContain('--timeout 14400');
    expect(decided(14_400_000)?.stop).toBeUndefined();
  });

  it('passes settings one by one, never through a shell', () => {
    const options = { nixSettings: { sandbox: 'false', substituters: 'a b; $(reboot)' }, nixpkgs: 'flake:nixpkgs' };
    const argv = step(planPkgsMusl(input({ options })))?.argv ?? [];
    expect(argv.join('\n')).toContain('--option\nsandbox\nfalse\n--option\nsubstituters\na b; $(reboot)');
    expect(argv.join('\n')).toContain('-I\nnixpkgs=flake:nixpkgs\n--extra-experimental-features\nnix-command flakes');
  });

  it('is blocked without nixpkgs', () => {
    expect(planPkgsMusl(input({}, { nix: { nixpkgs: { source: 'none', path: null } } }))).toHaveProperty('blocked');
  });

  it('tells a forecast in a few words', () => {
    const forecast = { builds: 0, heavy: [], fetches: 9, downloadBytes: 180 * 1024 ** 2, unpackedBytes: 0 };
    expect(describeForecast(forecast)).toBe('0 builds, 180 MiB to fetch');
  });
});

describe('the ways on this machine', () => {
  it('take ambient flags out of the build', () => {
    const plan = planned(planOf(inputFor('glibc-static')));
    expect(plan.env).toMatchObject({ CFLAGS: undefined, LDFLAGS: undefined, OUT: '/s/output/canary' });
    expect(words(plan.steps)).toEqual(['/bin/sh ./build.sh']);
  });

  it.each([
    ['musl-gcc has no C++', 'musl-gcc', { program: programNamed('cxx') }, {}],
    ['musl-gcc is missing', 'musl-gcc', {}, { toolchain: { muslGcc: null } }],
    ['cc is missing', 'glibc-static', {}, { toolchain: { cc: null } }],
    ['cc builds for this machine only', 'glibc-static', { options: { arch: 'riscv64' } }, {}],
    ['glibc is not the libc here', 'glibc-static', {}, { os: { libc: 'musl' as const } }],
    ['zig is missing', 'zig', {}, { toolchain: { zig: null } }],
    [
      'zig has no such target',
      'zig',
      { options: { arch: 'vax' } },
      { toolchain: { zig: { path: 'zig', version: '0' } } },
    ],
  ])('are blocked when %s', (_, rung, more, facts) => {
    expect(planOf(inputFor(rung as RungId, more, facts))).toHaveProperty('blocked');
  });

  it('call zig by scripts, whatever its path holds', () => {
    const facts = { toolchain: { zig: { path: 'python3 -m ziglang', version: '0' } } };
    const { files } = planned(planOf(inputFor('zig', { options: { arch: 'aarch64' } }, facts)));
    expect(files['bin/cc']).toBe(
      '#!/bin/sh\nexec python3 -m ziglang cc -target aarch64-linux-musl -fno-sanitize=undefined "$@"\n',
    );
  });
});
