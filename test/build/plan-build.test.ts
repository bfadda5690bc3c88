import { describe, expect, it } from 'vitest';
import { canaryProject } from '../../src/build/canary/program.js';
import type { Plan, PlanInput } from '../../src/build/plan.js';
import { planBuild } from '../../src/build/plan-build.js';
import type { Facts } from '../../src/facts/facts.js';
import type { ChosenProject } from '../../src/project/project.js';
import type { Setup } from '../../src/project/setup.js';
import { rungIds } from '../../src/rungs/registry.js';
import type { Unplannable } from '../../src/rungs/rung.js';
import { samples } from '../recipe/samples.js';
import { type DeepPartial, machineFor, someFacts } from '../support/facts.js';

const place = { id: 'abc', scratch: '/scratch', source: '/scratch/source', build: '/scratch/build' };
const plan = (
  { rung, options = {} }: Pick<Setup, 'rung'> & Partial<Pick<Setup, 'options'>>,
  facts: DeepPartial<Facts> = {},
  more: Partial<PlanInput> = {},
) =>
  planBuild({
    rung,
    options,
    project: samples.make,
    facts: someFacts(facts),
    place,
    args: [],
    timeoutMs: 600_000,
    env: { PATH: '/usr/bin', HOME: '/home/me' },
    ...more,
  });
const planned = (result: Plan | Unplannable): Plan => {
  if ('blocked' in result) throw new Error(result.blocked);
  return result;
};
const words = (result: Plan | Unplannable) => planned(result).steps.map(({ argv }) => argv.join(' '));

describe('planBuild', () => {
  it.each(rungIds)('%s: every path is in the scratch folder', (rung) => {
    for (const project of Object.values(samples)) {
      const result = planned(plan({ rung }, {}, { project, facts: machineFor(rung) }));
      expect(result.steps.every(({ argv }) => argv.every((word) => typeof word === 'string'))).toBe(true);
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

  it.each([
    ['src/Makefile', ['-C', 'src']],
    ['src/GNUmakefile', ['-C', 'src', '-f', 'GNUmakefile']],
    ['makefile', ['-f', 'makefile']],
    ['Makefile', []],
  ])('reads %s where it is', (file, where) => {
    const project = { ...samples.make, build: { ...samples.make.build, file } } as ChosenProject;
    const make = planned(plan({ rung: 'glibc-static' }, {}, { project })).steps.find(({ name }) => name === 'make');
    const argv = make?.argv ?? [];
    expect(argv.slice(argv.indexOf('make') + 1).slice(0, where.length + 1)).toEqual([
      ...where,
      expect.stringMatching('='),
    ]);
  });

  // By real links with a musl target: rustc's unwinder is the only one that musl-gcc finds, and zig brings its own.
  it.each([
    ['glibc-static', 'GNU', '-Ctarget-feature=+crt-static'],
    ['musl-gcc', 'MUSL', '-Ctarget-feature=+crt-static -Crelocation-model=static'],
    ['zig', 'MUSL', '-Ctarget-feature=+crt-static -Clink-self-contained=no -Crelocation-model=static'],
  ] as const)('%s: the flags of rustc', (rung, libc, flags) => {
    const [question] = planned(plan({ rung }, {}, { project: samples.cargo })).steps;
    const [step] = question?.otherwise ?? [];
    expect(step?.env?.[`CARGO_TARGET_X86_64_UNKNOWN_LINUX_${libc}_RUSTFLAGS`]).toBe(flags);
  });

  it('zig: keeps its checks for undefined behaviour out, which it adds where nothing is optimised', () => {
    const { files, steps } = planned(
      plan({ rung: 'zig', options: { arch: 'aarch64' } }, { toolchain: { zig: { path: 'zig', version: null } } }),
    );
    expect(steps[0]?.argv).toContain('CC=/scratch/build/bin/cc');
    expect(files.find(({ path }) => path === '/scratch/build/bin/cc')?.content).toContain(
      'exec zig cc -target aarch64-linux-musl -fno-sanitize=undefined $static "$@"',
    );
  });

  it('zig: gives CMake a compiler of one word, as a script beside the toolchain file', () => {
    const { files } = planned(
      plan({ rung: 'zig' }, { toolchain: { zig: { path: 'zig', version: null } } }, { project: samples.cmake }),
    );
    const text = (name: string) => files.find(({ path }) => path === `/scratch/build/${name}`);
    expect(text('static.cmake')?.content).toContain(`set(CMAKE_C_COMPILER "\${CMAKE_CURRENT_LIST_DIR}/bin/cc")`);
    expect(text('bin/cc')).toMatchObject({
      executable: true,
      content: expect.stringMatching(/^#!\/bin\/sh\n[\s\S]*\nexec zig cc /),
    });
  });

  // `command -v "$CC"`, as many configure scripts have it, finds no two words.
  it.each(['musl-gcc', 'glibc-static', 'zig'] as const)('%s: names every tool by one word', (rung) => {
    for (const project of [samples.make, samples.autotools]) {
      const zig = { path: 'python3 -m ziglang', version: null };
      const { steps, files } = planned(plan({ rung }, { toolchain: { zig } }, { project }));
      const named = steps.flatMap(({ argv, env }) => [
        ...argv.filter((word) => /^(?:CC|CXX|RANLIB|PKG_CONFIG)=/.test(word)).map((word) => word.replace(/^\w+=/, '')),
        ...Object.entries(env ?? {}).flatMap(([name, value]) =>
          /^(?:CC|CXX|AR|RANLIB|PKG_CONFIG)$/.test(name) ? value : [],
        ),
      ]);
      expect(named).toContain('/scratch/build/bin/cc');
      for (const word of named) {
        expect(word).toMatch(/^\S+$/);
        if (word.startsWith('/scratch'))
          expect(files.find(({ path }) => path === word)).toMatchObject({ executable: true });
      }
    }
  });

  it('glibc-static: names no C++ compiler where none is, so that CMake itself says so', () => {
    const cmake = (cxx: { path: string; version: null } | null) =>
      planned(plan({ rung: 'glibc-static' }, { toolchain: { cxx } }, { project: samples.cmake })).files[0]?.content;
    expect(cmake({ path: '/usr/bin/c++', version: null })).toContain('/usr/bin/c++');
    expect(cmake(null)).not.toContain('CXX');
  });

  it('hands the options of the setup on', () => {
    const nix = words(
      plan({ rung: 'pkgs-musl', options: { nixpkgs: '/np', nixSettings: { sandbox: 'false' }, jobs: 2 } }),
    ).join();
    expect(nix).toMatch(/--cores 2 -I nixpkgs=\/np --arg nixpkgs <nixpkgs> --option sandbox false/);
    const foreign = words(plan({ rung: 'pkgs-musl', options: { arch: 'aarch64' } }));
    expect(foreign.join()).toContain('--argstr system aarch64-linux');
    const alpine = words(
      plan({ rung: 'alpine', options: { image: 'mine:1', network: 'none', arch: 'armv6l' } }),
    ).join();
    expect(alpine).toMatch(/--platform linux\/arm\/v6 --network none mine:1/);
  });

  it.each([
    [{ rung: 'zig' }, { toolchain: { zig: null } }, [], /zig is not installed/],
    [{ rung: 'musl-gcc' }, { toolchain: { muslGcc: null } }, [], /musl-gcc is not installed/],
    [{ rung: 'glibc-static' }, { toolchain: { cc: null } }, [], /C compiler/],
    [{ rung: 'musl-gcc', options: { arch: 'aarch64' } }, {}, [], /builds for x86_64, not for aarch64/],
    [{ rung: 'glibc-static' }, { os: { libc: 'musl' } }, [], /is a musl build/],
    [{ rung: 'glibc-static', options: { arch: 'riscv64' } }, {}, [], /builds for x86_64, not for riscv64/],
    [
      { rung: 'zig', options: { arch: 'vax' } },
      { toolchain: { zig: { path: 'zig', version: '0' } } },
      [],
      /not known here for vax/,
    ],
    [{ rung: 'pkgs-musl' }, {}, ['--x'], /recipe pkgs-musl --write/],
  ] as const)('%j is blocked', (setup, facts, args, reason) => {
    expect(plan(setup, facts as DeepPartial<Facts>, { args })).toMatchObject({
      blocked: expect.stringMatching(reason),
    });
  });

  it('builds no C++ by a rung without a compiler for it', () => {
    const project = canaryProject('cxx');
    expect(plan({ rung: 'musl-gcc' }, {}, { project })).toMatchObject({ blocked: 'This rung has no C++ compiler.' });
  });

  it('calls zig by scripts where a tool takes one word, whatever its path holds', () => {
    const facts = { toolchain: { zig: { path: 'python3 -m ziglang', version: '0' } } };
    const project = canaryProject('rust');
    const { files, env } = planned(plan({ rung: 'zig', options: { arch: 'aarch64' } }, facts, { project }));
    expect(files.find(({ path }) => path === '/scratch/build/bin/cc')?.content).toMatch(
      /^#!\/bin\/sh\n[\s\S]*\nexec python3 -m ziglang cc -target aarch64-linux-musl -fno-sanitize=undefined "\$@"\n$/,
    );
    expect(env.ZIG_LOCAL_CACHE_DIR).toMatch(/^\/scratch\//);
  });

  it('gives Go a cache where the user has no home', () => {
    const project = canaryProject('go');
    const cacheOf = (env: Record<string, string>) =>
      planned(plan({ rung: 'glibc-static' }, {}, { project, env })).env.GOCACHE;
    expect(cacheOf({})).toBe('/scratch/go-cache');
    expect(cacheOf({ HOME: '/root' })).toBeUndefined();
  });

  it('says why the engine of the setup is not usable, and which other is', () => {
    const gone = { state: 'unreachable', host: 'ssh://me@box' } as const;
    const cli = { path: '/usr/bin/x', version: null };
    const engines = (podman: 'running' | 'absent') => ({
      engines: { docker: { cli, daemon: gone, builder: null }, podman: { cli, daemon: { state: podman } } },
    });
    const setup = { rung: 'alpine', options: { engine: 'docker' } } as const;
    const why = 'docker is not usable here: its endpoint at ssh://me@box cannot be reached.';
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
