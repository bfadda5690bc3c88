import { describe, expect, it } from 'vitest';
import { canaryProject } from '../../src/build/canary/program.js';
import { digestOf } from '../../src/build/containers/engine-words.js';
import { loadedImage } from '../../src/build/containers/plan-container.js';
import { describeForecast } from '../../src/build/nix/plan-nix.js';
import type { Plan, PlanInput, PlannedStep } from '../../src/build/plan.js';
import { planBuild } from '../../src/build/plan-build.js';
import { alpineImage } from '../../src/facts/alpine-image.js';
import type { Facts } from '../../src/facts/facts.js';
import type { RungId } from '../../src/rungs/registry.js';
import { samples } from '../recipe/samples.js';
import { type DeepPartial, someFacts } from '../support/facts.js';

const { make } = samples;

const place = {
  id: 'a1b2c3d4e5f6',
  scratch: '/s',
  source: '/s/source',
  build: '/s/build',
};
const input = (more: Partial<PlanInput> = {}, facts: DeepPartial<Facts> = {}): PlanInput => ({
  rung: 'alpine',
  facts: someFacts(facts),
  options: {},
  project: canaryProject('c-hello'),
  args: [],
  place,
  timeoutMs: 600_000,
  env: { PATH: '/usr/bin', HOME: '/home/me' },
  ...more,
});
const inputFor = (rung: RungId, more: Partial<PlanInput> = {}, facts: DeepPartial<Facts> = {}) =>
  input({ rung, ...more }, facts);
const planned = (plan: ReturnType<typeof planBuild>): Plan => {
  if ('blocked' in plan) throw new Error(plan.blocked);
  return plan;
};
const scriptOf = (files: Plan['files']) => files.find(({ path }) => path === '/s/source/.mw-in-container.sh')?.content;
const words = (steps: readonly PlannedStep[]) => steps.map(({ argv }) => argv.join(' '));
const docker = (state: 'running' | 'stopped', images: string[] = []) => ({
  docker: { cli: { path: 'docker', version: '0' }, daemon: { state, images, remote: false } },
  podman: { cli: null, daemon: { state: 'absent' as const } },
  buildah: { cli: null, daemon: { state: 'absent' as const } },
});

describe('alpine', () => {
  it('makes, fills, runs, empties and removes one container by name', () => {
    const { steps } = planned(
      planBuild(inputFor('alpine', { options: { network: 'none' } }, { engines: docker('running') })),
    );
    expect(words(steps)).toEqual([
      `docker create --name musl-wizard-canary-a1b2c3d4e5f6 --label musl-wizard.canary=a1b2c3d4e5f6 --network none ${alpineImage} /bin/sh /src/.mw-in-container.sh`,
      `docker image inspect --format {{json .RepoDigests}} {{.Id}} ${alpineImage}`,
      'docker cp /s/source/. musl-wizard-canary-a1b2c3d4e5f6:/src',
      'docker start --attach musl-wizard-canary-a1b2c3d4e5f6',
      'docker cp musl-wizard-canary-a1b2c3d4e5f6:/out/. /s/build/out',
    ]);
    expect(steps[0]?.undo?.argv.join(' ')).toBe('docker rm --force --volumes musl-wizard-canary-a1b2c3d4e5f6');
  });

  it('takes no image that it merely found', () => {
    const engines = docker('running', ['evil/alpine:3.22', 'alpine:3.22', 'mirror.example/library/alpine:3.19']);
    expect(words(planned(planBuild(inputFor('alpine', {}, { engines }))).steps)[0]).toContain(` ${alpineImage} `);
  });

  it.each(['-v/:/host', 'a b', '$(reboot)', '--privileged', ''])('takes no image called %j', (image) => {
    expect(planBuild(inputFor('alpine', { options: { image } }, { engines: docker('running') }))).toHaveProperty(
      'blocked',
    );
  });

  it('quotes a mirror that would be shell', () => {
    const options = { apkMirror: "https://example.org/$(reboot)';reboot;'" };
    const { files } = planned(planBuild(inputFor('alpine', { options }, { engines: docker('running') })));
    expect(scriptOf(files)).toContain("mirror='https://example.org/$(reboot)'\\'';reboot;'\\'''\n");
  });

  it('Rust gets flags to link statically: in Alpine it does not by default', () => {
    const { files } = planned(
      planBuild(inputFor('alpine', { project: canaryProject('rust') }, { engines: docker('running') })),
    );
    expect(scriptOf(files)).toContain(
      `export CARGO_BUILD_TARGET="$(rustc -vV | sed -n 's/^host: //p')"\nRUSTFLAGS=-Ctarget-feature=+crt-static cargo build`,
    );
  });

  it('is blocked when no engine answers', () => {
    expect(planBuild(inputFor('alpine', {}, { engines: docker('stopped') }))).toHaveProperty('blocked');
  });

  it('asks for another platform by its name', () => {
    const { steps, expects } = planned(
      planBuild(inputFor('alpine', { options: { arch: 'aarch64' } }, { engines: docker('running') })),
    );
    expect(words(steps)[0]).toContain(' --platform linux/arm64 ');
    expect(expects?.machine).toBe('aarch64');
  });

  it('asks for the packages that carry archives, where they are not there yet', () => {
    const { files } = planned(
      planBuild(inputFor('alpine', { project: canaryProject('c-crypto') }, { engines: docker('running') })),
    );
    const packages = 'build-base libsodium-dev libsodium-static linux-headers openssl-dev openssl-libs-static';
    expect(scriptOf(files)).toContain(`apk info -e ${packages} >/dev/null 2>&1 || apk add --no-cache ${packages}\n`);
  });

  it('takes the image of an archive by the name that the engine reports, and hands words to the build tool', () => {
    const options = { imageArchive: '/srv/a.tar' };
    const { steps, files } = planned(
      planBuild(inputFor('alpine', { options, project: make, args: ['V=1'] }, { engines: docker('running') })),
    );
    expect(words(steps)).toEqual(['docker load --input /srv/a.tar']);
    expect(words(steps[0]?.read?.('Loaded image: mine:1\n').steps ?? [])[0]).toContain(' mine:1 /bin/sh ');
    expect(scriptOf(files)).toMatch(/^make .* V=1$/m);
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
  const step = (plan: ReturnType<typeof planBuild>) => planned(plan).steps[0];
  const compiler = '/nix/store/0mynksxwhzvv7z16gx8xwf7fazb4l5q3-gcc-13.2.0.drv';
  const rebuild = `this derivation will be built:\n  ${compiler}\n`;

  it('asks set after set until one rebuilds no compiler, and builds that', () => {
    const first = step(planBuild(inputFor('pkgs-musl')));
    expect(first?.argv.join(' ')).toContain('/s/source/static-pkgsStatic.nix');
    const second = first?.read?.(rebuild).steps?.[0];
    expect(second?.argv.join(' ')).toContain('/s/source/static-pkgsCross.musl64.nix');
    const cheap = second?.read?.('this derivation will be built:\n  /nix/store/x-canary.drv\n');
    expect(cheap?.record).toMatchObject({ forecast: { builds: 1 }, options: { nixSet: 'pkgsCross.musl64' } });
    expect(cheap?.steps?.[0]?.argv).toContain('/s/build/result');
  });

  it('does not start to rebuild a compiler in too little memory, but does on another machine', () => {
    const facts = { memory: { effectiveBytes: 4 * 1024 ** 3 } };
    const options = { nixSet: 'pkgsStatic' as const };
    const here = step(planBuild(inputFor('pkgs-musl', { options }, facts)))?.read?.(rebuild);
    expect(here?.stop).toMatchObject({ outcome: 'blocked' });
    expect(here?.stop?.reason).toContain('gcc-13.2.0 from source (hours)');
    const away = step(
      planBuild(inputFor('pkgs-musl', { options: { ...options, nixBuilders: 'ssh://big' } }, facts)),
    )?.read?.(rebuild);
    expect(away?.stop).toBeUndefined();
  });

  it('does not start to rebuild a compiler in minutes, but does where hours are given', () => {
    const facts = { memory: { effectiveBytes: 64 * 1024 ** 3 } };
    const decided = (timeoutMs: number) =>
      step(planBuild(inputFor('pkgs-musl', { timeoutMs, options: { nixSet: 'pkgsStatic' } }, facts)))?.read?.(rebuild);
    expect(decided(600_000)?.stop).toMatchObject({ outcome: 'blocked', findings: ['canary-pkgs-musl-not-cached'] });
    expect(decided(600_000)?.stop?.reason).toContain('--timeout 14400');
    expect(decided(14_400_000)?.stop).toBeUndefined();
  });

  it('passes settings one by one, never through a shell', () => {
    const options = { nixSettings: { sandbox: 'false', substituters: 'a b; $(reboot)' }, nixpkgs: 'flake:nixpkgs' };
    const argv = step(planBuild(inputFor('pkgs-musl', { options })))?.argv ?? [];
    expect(argv.join('\n')).toContain('--option\nsandbox\nfalse\n--option\nsubstituters\na b; $(reboot)');
    expect(argv.join('\n')).toContain(
      '-I\nnixpkgs=flake:nixpkgs\n--arg\nnixpkgs\n<nixpkgs>\n--extra-experimental-features\nnix-command flakes',
    );
  });

  it('fetches the pinned nixpkgs where the machine has none', () => {
    const argv = step(planBuild(inputFor('pkgs-musl', {}, { nix: { nixpkgs: { source: 'none', path: null } } })))?.argv;
    expect(argv).not.toContain('<nixpkgs>');
  });

  it('describes a forecast in a few words', () => {
    const forecast = { builds: 0, heavy: [], fetches: 9, downloadBytes: 180 * 1024 ** 2, unpackedBytes: 0 };
    expect(describeForecast(forecast)).toBe('0 builds, 180 MiB to fetch');
  });
});
