import { describe, expect, it } from 'vitest';
import { alpineImage } from '../../src/facts/alpine-image.js';
import type { Facts } from '../../src/facts/facts.js';
import type { Setup } from '../../src/project/setup.js';
import { planBuild } from '../../src/recipe/build-plan.js';
import type { BuildPlan, PlanInput, Unplannable } from '../../src/recipe/plan.js';
import type { RungOptions } from '../../src/rungs/options.js';
import { rungIds } from '../../src/rungs/registry.js';
import { type DeepPartial, someFacts } from '../support/facts.js';
import { samples } from './samples.js';

const place = { id: 'abc', source: '/scratch/source', build: '/scratch/build' };
const plan = (
  setup: Partial<Setup> & Pick<Setup, 'rung'>,
  facts: DeepPartial<Facts> = {},
  more: Partial<PlanInput> = {},
) =>
  planBuild({
    project: samples.make,
    setup: { upx: false, options: {}, ...setup },
    facts: someFacts(facts),
    place,
    args: [],
    ...more,
  });
const planned = (result: BuildPlan | Unplannable): BuildPlan => {
  if ('blocked' in result) throw new Error(result.blocked);
  return result;
};
const words = (result: BuildPlan | Unplannable) => planned(result).steps.map(({ argv }) => argv.join(' '));

describe('planBuild', () => {
  it.each(rungIds)('%s: every path lies in the scratch folder, and the plan is data', (rung) => {
    for (const project of Object.values(samples)) {
      const result = planned(plan({ rung }, {}, { project }));
      expect(JSON.parse(JSON.stringify(result.steps))).toEqual(result.steps);
      expect(result.output.folder).toMatch(/^\/scratch\//);
      for (const { path } of result.files) expect(path).toMatch(/^\/scratch\//);
    }
  });

  it('shuts out flags of the environment, and counts jobs by the machine', () => {
    const result = planned(plan({ rung: 'musl-gcc' }, { memory: { effectiveBytes: 700 * 1024 ** 2 } }));
    expect(result.env).toMatchObject({ CFLAGS: undefined, LDFLAGS: undefined, MAKEFLAGS: '-j3' });
    expect(result.jobs).toBe(3);
    expect(planned(plan({ rung: 'musl-gcc', options: { jobs: 7 } })).jobs).toBe(7);
  });

  // By real links with a musl target: rustc's unwinder is the only one that musl-gcc finds, and zig brings its own.
  it.each([
    ['glibc-static', 'GNU', '-Ctarget-feature=+crt-static'],
    ['musl-gcc', 'MUSL', '-Ctarget-feature=+crt-static -Crelocation-model=static'],
    ['zig', 'MUSL', '-Ctarget-feature=+crt-static -Clink-self-contained=no -Crelocation-model=static'],
  ] as const)('%s: what rustc is told', (rung, libc, flags) => {
    const [step] = planned(plan({ rung }, {}, { project: samples.cargo })).steps;
    expect(step?.env[`CARGO_TARGET_X86_64_UNKNOWN_LINUX_${libc}_RUSTFLAGS`]).toBe(flags);
  });

  it('zig: keeps its checks for undefined behaviour out, which it adds where nothing is optimised', () => {
    const result = words(
      plan({ rung: 'zig', options: { arch: 'aarch64' } }, { toolchain: { zig: { path: 'zig', version: null } } }),
    );
    expect(result.join()).toContain('CC=zig cc -target aarch64-linux-musl -fno-sanitize=undefined --static');
  });

  it('zig: gives CMake a compiler of one word, as a script beside the toolchain file', () => {
    const { files } = planned(
      plan({ rung: 'zig' }, { toolchain: { zig: { path: 'zig', version: null } } }, { project: samples.cmake }),
    );
    const text = (name: string) => files.find(({ path }) => path === `/scratch/build/${name}`);
    expect(text('static.cmake')?.content).toContain(`set(CMAKE_C_COMPILER "\${CMAKE_CURRENT_LIST_DIR}/bin/cc")`);
    expect(text('bin/cc')).toMatchObject({
      executable: true,
      content: expect.stringMatching(/^#!\/bin\/sh\nexec zig cc /),
    });
  });

  it('glibc-static: names no C++ compiler where none is, so that CMake itself says so', () => {
    const cmake = (cxx: { path: string; version: null } | null) =>
      planned(plan({ rung: 'glibc-static' }, { toolchain: { cxx } }, { project: samples.cmake })).files[0]?.content;
    expect(cmake({ path: '/usr/bin/c++', version: null })).toContain('/usr/bin/c++');
    expect(cmake(null)).not.toContain('CXX');
  });

  it('hands a container engine all sources, whatever the project keeps from images of its own', () => {
    const { files } = planned(plan({ rung: 'alpine', options: { engine: 'docker' } }));
    const ignored = files.find(({ path }) => path === '/scratch/source/.dockerignore')?.content.split('\n');
    expect(ignored).toContain('.git');
    expect(ignored).not.toContain('vendor');
  });

  it('starts from the image of the recipe or the one that is named, never from one that it merely found', () => {
    const imageOf = (images: string[], options: RungOptions = {}) =>
      words(
        plan(
          { rung: 'alpine', options: { engine: 'docker', ...options } },
          { engines: { docker: { daemon: { images } } } },
        ),
      )
        .join()
        .match(/IMAGE=([^\s,]+)/)?.[1];
    expect(imageOf(['a/debian:12', 'mine/alpine:3.20', 'alpine:3.22'])).toBe(alpineImage);
    expect(imageOf(['mine/alpine:3.20'], { image: 'mine/alpine:3.20' })).toBe('mine/alpine:3.20');
  });

  it('wants the name of an image in an archive, and takes no other', () => {
    const archive = { engine: 'docker', imageArchive: '/srv/a.tar' } as const;
    expect(plan({ rung: 'alpine', options: archive })).toMatchObject({ blocked: expect.stringContaining('--image') });
    expect(words(plan({ rung: 'alpine', options: { ...archive, image: 'mine:1' } })).join()).toContain('IMAGE=mine:1');
  });

  it('labels every stage, so that the images between two steps are found and removed too', () => {
    const { files } = planned(plan({ rung: 'alpine', options: { engine: 'docker' } }));
    const content = files.find(({ path }) => path.endsWith('Dockerfile.static'))?.content ?? '';
    expect(content.match(/^FROM .*\nLABEL musl-wizard\.canary=abc$/gm)).toHaveLength(
      content.match(/^FROM /gm)?.length ?? 0,
    );
  });

  it('takes everything back that an engine keeps', () => {
    const undo = planned(plan({ rung: 'alpine', options: { engine: 'docker' } })).steps.flatMap(
      (step) => step.undo?.argv.slice(1).join(' ') ?? [],
    );
    expect(undo).toEqual([
      'image prune --all --force --filter label=musl-wizard.canary=abc',
      'rm --force musl-wizard-build-abc',
    ]);
    expect(words(plan({ rung: 'alpine', options: { engine: 'docker' } }))[0]).toContain(' build --force-rm ');
  });

  it('hands the options of the setup on', () => {
    const nix = words(
      plan({ rung: 'pkgs-musl', options: { nixpkgs: '/np', nixSettings: { sandbox: 'false' }, jobs: 2 } }),
    ).join();
    expect(nix).toMatch(/--cores 2 -I nixpkgs=\/np --arg nixpkgs <nixpkgs> --option sandbox false/);
    const alpine = words(
      plan({ rung: 'alpine', options: { image: 'mine:1', network: 'none', arch: 'aarch64' } }),
    ).join();
    expect(alpine).toMatch(/IMAGE=mine:1.*--network none --platform linux\/arm64/);
  });

  it.each([
    [{ rung: 'zig' }, { toolchain: { zig: null } }, [], /zig is not installed/],
    [{ rung: 'musl-gcc' }, { toolchain: { muslGcc: null } }, [], /musl-gcc is not installed/],
    [{ rung: 'glibc-static' }, { toolchain: { cc: null } }, [], /no C compiler/],
    [{ rung: 'musl-gcc', options: { arch: 'aarch64' } }, {}, [], /builds for x86_64, not for aarch64/],
    [{ rung: 'alpine' }, {}, ['--x'], /recipe alpine --write/],
    [{ rung: 'pkgs-musl' }, {}, ['--x'], /recipe pkgs-musl --write/],
  ] as const)('%j is blocked', (setup, facts, args, reason) => {
    expect(plan(setup, facts as DeepPartial<Facts>, { args })).toMatchObject({
      blocked: expect.stringMatching(reason),
    });
  });

  it('says why the engine of the setup is not usable, and which other is', () => {
    const gone = { state: 'unreachable', host: 'ssh://me@box' } as const;
    const cli = { path: '/usr/bin/x', version: null };
    const engines = (podman: 'running' | 'absent') => ({
      engines: { docker: { cli, daemon: gone, builder: null }, podman: { cli, daemon: { state: podman } } },
    });
    const setup = { rung: 'alpine', options: { engine: 'docker' } } as const;
    const why = 'docker is not usable here: what it is set to at ssh://me@box cannot be reached.';
    expect(plan(setup, engines('absent'))).toMatchObject({ blocked: expect.stringContaining(why) });
    expect(plan(setup, engines('running'))).toMatchObject({
      blocked: `${why} podman is usable: musl-wizard choose --rung alpine --yes`,
    });
  });

  it('builds nothing here where Nix has remote builders', () => {
    const [line] = words(plan({ rung: 'pkgs-musl', options: { nixBuilders: 'ssh://me@box' } }));
    expect(line).toMatch(/ --max-jobs 0 (?!--cores).*--builders ssh:\/\/me@box/);
    expect(words(plan({ rung: 'pkgs-musl' }))[0]).toMatch(/ --max-jobs [1-9]\d* --cores \d+/);
  });
});
