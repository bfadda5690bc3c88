import { describe, expect, it } from 'vitest';
import { peakOf } from '../../../src/build/containers/script.js';
import type { Plan, PlannedStep, StepOutcome } from '../../../src/build/plan.js';
import { planBuild } from '../../../src/build/plan-build.js';
import type { Facts } from '../../../src/facts/facts.js';
import type { RungOptions } from '../../../src/rungs/options.js';
import { samples } from '../../recipe/samples.js';
import { type DeepPartial, noEngine, someFacts } from '../../support/facts.js';

const place = { id: 'a1b2', scratch: '/s', source: '/s/source', build: '/s/build' };
const engine = (path: string, more: DeepPartial<Facts['engines']['docker']> = {}) => ({
  cli: { path, version: '1' },
  daemon: { state: 'running' as const, remote: false },
  ...more,
});
const only = (name: 'docker' | 'podman' | 'buildah', more: DeepPartial<Facts['engines']['docker']> = {}) => ({
  engines: { docker: noEngine(), podman: noEngine(), buildah: noEngine(), [name]: engine(name, more) },
});
const plan = (options: RungOptions, facts: DeepPartial<Facts> = only('docker')) =>
  planBuild({
    rung: 'alpine',
    facts: someFacts(facts),
    options,
    project: samples.make,
    args: [],
    place,
    timeoutMs: 1000,
    env: {},
  });
const planned = (...given: Parameters<typeof plan>): Plan => {
  const made = plan(...given);
  if ('blocked' in made) throw new Error(made.blocked);
  return made;
};
const blocked = (...given: Parameters<typeof plan>) => {
  const made = plan(...given);
  return 'blocked' in made ? made.blocked : null;
};
const words = (steps: readonly PlannedStep[] | undefined) => steps?.map(({ argv }) => argv.join(' '));
const read = (step: PlannedStep | undefined, output: string): StepOutcome => step?.read?.(output) ?? {};
const digest = `sha256:${'a'.repeat(64)}`;

describe('Buildah', () => {
  it('makes, fills and runs one container by name, and removes it whatever happened', () => {
    const { steps, byEngine } = planned({ image: 'mine:1', network: 'none', arch: 'aarch64' }, only('buildah'));
    expect(words(steps)).toEqual([
      'buildah from --name musl-wizard-canary-a1b2 --platform linux/arm64 mine:1',
      'buildah inspect --type container --format {{.FromImageDigest}} {{.FromImageID}} musl-wizard-canary-a1b2',
      'buildah copy --quiet musl-wizard-canary-a1b2 /s/source /src',
      'buildah run --network none --volume /s/build/out:/output:z musl-wizard-canary-a1b2 -- /bin/sh /src/.mw-in-container.sh /output',
    ]);
    expect(steps[0]?.undo?.argv.join(' ')).toBe('buildah rm musl-wizard-canary-a1b2');
    expect(byEngine).toBe(true);
  });

  it('takes an image out of an archive by the id that it prints', () => {
    const { steps } = planned({ imageArchive: '/a.tar' }, only('buildah'));
    expect(words(steps)).toEqual(['buildah pull --quiet docker-archive:/a.tar']);
    expect(words(read(steps[0], `${'b'.repeat(64)}\n`).steps)?.[0]).toMatch(/^buildah from .* b{64}$/);
  });
});

it('notes which image it was, without which the build goes on', () => {
  const { steps } = planned({ image: 'mine:1' });
  expect(steps[1]).toMatchObject({ name: 'identify image', optional: true });
  const options = { engine: 'docker', image: 'mine:1' };
  expect(read(steps[1], `["mine@${digest}"] x`).record).toEqual({ image: { name: 'mine:1', digest }, options });
  expect(read(steps[1], 'null').record).toEqual({ image: { name: 'mine:1', digest: null }, options });
});

it('takes the name that was asked for before that of an archive, and ends where neither is there', () => {
  const loaded = (options: RungOptions, output: string) => {
    const { steps } = planned({ imageArchive: '/a.tar', ...options });
    expect(steps).toHaveLength(1);
    return read(steps[0], output);
  };
  expect(words(loaded({ image: 'mine:2' }, 'Loaded image: other:1\n').steps)?.[0]).toContain(' mine:2 /bin/sh');
  expect(loaded({}, '').stop).toEqual({
    outcome: 'failed',
    reason: 'The archive /a.tar contains no named image.',
    findings: [],
  });
});

it('promises the machine of an engine that is here, and of no other', () => {
  expect(planned({}).expects?.machine).toBe('x86_64');
  expect(planned({}, only('docker', { daemon: { state: 'running', remote: true } })).expects?.machine).toBeNull();
  expect(planned({ arch: 'riscv64' }).expects?.machine).toBe('riscv64');
});

it.each(['ftp://x', 'x', 'https://a b', ''])('takes %j for no mirror', (apkMirror) => {
  expect(blocked({ apkMirror })).toMatch(/is not the address of a mirror/);
});

it('puts a mirror into the script, and cuts apk off from the network where the build is', () => {
  const script = (options: RungOptions) => planned(options).files.find(({ path }) => /\.sh$/.test(path))?.content ?? '';
  expect(script({ apkMirror: 'https://m.example/a//' })).toContain('mirror=https://m.example/a\n');
  expect(script({})).not.toMatch(/mirror|--no-network/);
  expect(script({ network: 'none' })).toContain('apk add --no-cache --no-network ');
  expect(script({ network: 'host' })).not.toContain('--no-network');
});

it.each([
  ['peak memory in bytes: 123\n', 123],
  ['cc -c a.c\npeak memory in bytes: 7\n', 7],
  ['peak memory in bytes: lots\n', null],
  ['', null],
])('reads the peak of memory in %j', (output, peak) => {
  expect(peakOf(output)).toBe(peak);
  expect(
    planned({})
      .steps.find(({ name }) => name === 'build')
      ?.peakBytes?.(output),
  ).toBe(peak);
});

describe('a builder of buildx', () => {
  const facts = (version: string | null) =>
    only('docker', { buildx: version === null ? null : { path: 'x', version } });
  const build = (version: string | null, options: RungOptions = {}) =>
    planned({ builder: 'far', ...options }, facts(version));

  it.each([
    ['0.13.0', 'rawjson'],
    ['0.9.1', 'plain'],
    ['0.12.9', 'plain'],
    ['1.0.0', 'rawjson'],
    ['2.4', 'rawjson'],
    [null, 'plain'],
  ])('of version %s reports its progress as %s', (version, progress) => {
    const [step] = build(version).steps;
    expect(step?.argv.join(' ')).toBe(
      `docker buildx build --builder far --progress ${progress} --no-cache --output type=local,dest=/s/build/out --file /s/build/Dockerfile /s/source`,
    );
    expect(step?.decode !== undefined).toBe(progress === 'rawjson');
  });

  it('gets the platform and the network, and the script in a Dockerfile of its own', () => {
    const { steps, files } = build('0.13', { arch: 'aarch64', network: 'none', image: 'mine:1' });
    expect(steps[0]?.argv.join(' ')).toContain('--platform linux/arm64 --network none');
    const file = files.find(({ path }) => path === '/s/build/Dockerfile')?.content;
    expect(file?.split('\n')).toEqual([
      'FROM mine:1 AS build',
      'RUN --mount=type=bind,rw,target=/src : musl-wizard-canary-a1b2; /bin/sh /src/.mw-in-container.sh /handed-out',
      'FROM scratch',
      'COPY --from=build /handed-out/ /',
      '',
    ]);
    expect(files.map(({ path }) => path)).toContain('/s/build/Dockerfile.dockerignore');
    expect(planned({}).files.map(({ path }) => path)).not.toContain('/s/build/Dockerfile');
  });

  it('says which image it took, where its log does', () => {
    const [step] = build('0.13').steps;
    const image = (log: string) => read(step, log).record?.image;
    expect(image(`#5 [build 1/2] FROM docker.io/library/alpine@${digest}\n`)).toMatchObject({ digest });
    expect(image(`#5 [internal] load ${digest}\n`)).toMatchObject({ digest: null });
  });

  it('takes away what it left in the cache, and nothing else', () => {
    const undo = build('0.13').steps[0]?.undo;
    expect(undo?.argv.join(' ')).toBe('docker buildx du --builder far --verbose');
    const line = undo?.decode?.(() => undefined);
    const report = [
      'ID:\t\tother00000000',
      'Description:\t[build 2/2] RUN : musl-wizard-canary-ffff; /bin/sh',
      'ID:\t\tours000000001',
      'Description:\tmount / from exec : musl-wizard-canary-a1b2; /bin/sh /src/.mw-in-container.sh /handed-out',
      'ID:\t\tother00000002',
      'Created at: musl-wizard-canary-a1b2',
    ];
    expect(report.flatMap((each) => line?.(each) ?? [])).toEqual(['ours000000001']);
    expect(words(read(undo, 'ours000000001\nnot an id\n--all\n').steps)).toEqual([
      'docker buildx prune --builder far --force --filter id=ours000000001',
    ]);
  });

  it('takes no image from an archive, since it pulls', () => {
    expect(blocked({ builder: 'far', imageArchive: '/a.tar' })).toMatch(/cannot use an image from an archive/);
  });
});

describe('a root file system that is unpacked', () => {
  const isolation = {
    uid: 0,
    capabilities: ['sys_chroot', 'mknod'],
    userNamespaces: { canCreate: true },
    rootTools: { chroot: '/sbin/chroot', unshare: '/bin/unshare', bwrap: null, proot: '/bin/proot' },
  };
  const bare = { isolation, engines: { docker: noEngine(), podman: noEngine(), buildah: noEngine() } };
  const archive = { imageArchive: '/a.tar.gz' };

  it('is identified, unpacked and entered by the first engine that works here', () => {
    const { steps, folders, output, expects } = planned(archive, bare);
    expect(words(steps)).toEqual([
      'sha256sum /a.tar.gz',
      'tar -x -o -p -f /a.tar.gz -C /s/build/root',
      '/bin/unshare -U -r -m /bin/sh /s/build/enter-root.sh chroot /sbin/chroot /s/build/root /s/source /s/build/run-in-root.sh /s/build/out /bin/unshare',
    ]);
    expect(folders).toEqual(['/s/build/out', '/s/build/root']);
    expect(output).toEqual({ folder: '/s/build/out', deep: true });
    expect(expects?.machine).toBe('x86_64');
    expect(planned({ ...archive, arch: 'aarch64' }, bare).expects?.machine).toBe('aarch64');
  });

  it('is cut off from the network by a namespace, and is not built where there is none', () => {
    const entered = (options: RungOptions) => planned({ ...archive, ...options }, bare).steps[2]?.argv.join(' ');
    expect(entered({ network: 'none' })).toMatch(/^\/bin\/unshare -U -r -m -n \/bin\/sh/);
    expect(entered({ engine: 'proot' })).toMatch(/^\/bin\/sh .*proot \/bin\/proot .* $/);
    expect(blocked({ ...archive, engine: 'proot', network: 'none' }, bare)).toMatch(/cannot cut a build off/);
    expect(blocked({ ...archive, engine: 'proot', network: 'host' }, bare)).toBeNull();
  });

  it('as root needs no namespace of users', () => {
    const may = { ...bare, isolation: { ...isolation, capabilities: ['sys_chroot', 'sys_admin'] } };
    expect(planned({ ...archive, engine: 'chroot' }, may).steps[2]?.argv.slice(0, 3)).toEqual([
      '/bin/unshare',
      '-m',
      '/bin/sh',
    ]);
  });

  it.each<[RungOptions, RegExp]>([
    [{ engine: 'chroot' }, /needs a root file system: --image-archive FILE/],
    [{ engine: 'chroot', ...archive, image: 'x:1' }, /takes neither an image nor a builder/],
    [{ engine: 'chroot', ...archive, builder: 'far' }, /takes neither an image nor a builder/],
    [{ engine: 'chroot', ...archive, apkMirror: 'ftp://x' }, /is not the address of a mirror/],
  ])('is not built with %j', (options, reason) => {
    expect(blocked(options, bare)).toMatch(reason);
  });

  it('notes the sum of the archive, also of one with a name that is quoted', () => {
    const [identify] = planned(archive, bare).steps;
    const sum = 'c'.repeat(64);
    const noted = (output: string) => read(identify, output).record?.image;
    expect(identify?.optional).toBe(true);
    expect(noted(`${sum}  /a.tar.gz\n`)).toEqual({ name: '/a.tar.gz', digest: `sha256:${sum}` });
    expect(noted(`\\${sum}  /a\\n.tar.gz\n`)).toMatchObject({ digest: `sha256:${sum}` });
    expect(noted('x')).toMatchObject({ digest: null });
  });
});
