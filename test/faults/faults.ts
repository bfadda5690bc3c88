import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { shellQuote } from '../../src/text/shell-quote.js';
import { cli, type Fault, type Place } from './cell.js';

const doctor = ['doctor', '--json'] as const;
const choose = ['choose', '--yes', '--json', '--rung', 'glibc-static'] as const;
const both = [doctor, choose];
const answered = [0, 1];

const sh = (script: string, argv: readonly string[]): string[] => ['sh', '-c', `${script}\nexec ${shellQuote(argv)}`];
const mounted = (script: (place: Place) => string) => (argv: readonly string[], place: Place) => [
  'unshare',
  '-m',
  ...sh(`set -e; ${script(place)}`, argv),
];

/** A control group of version 1 with one limit; the program is started inside. */
const limited = (controller: string, file: string, value: number): Pick<Fault, 'arrange' | 'wrap'> => {
  const folder = `/sys/fs/cgroup/${controller}/mw-fault-${process.pid}`;
  return {
    arrange: () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, file), String(value));
      return async () => {
        for (const pid of readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
          try {
            process.kill(Number(pid), 'SIGKILL');
          } catch {
            // It ended by itself.
          }
        }
        // The kernel lets go of a group a moment after its last task.
        for (let tries = 0; tries < 50; tries += 1) {
          try {
            rmdirSync(folder);
            return;
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }
      };
    },
    wrap: (argv) => sh(`echo $$ >${folder}/cgroup.procs`, argv),
  };
};

/** A Unix socket that accepts and then does what `answer` does with the connection. */
const socketThat = (answer: (write: (bytes: string) => void, end: () => void) => void) => async (place: Place) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    answer(
      (bytes) => void socket.write(bytes),
      () => void socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(join(place.root, 'socket'), resolve));
  return () => void server.close();
};
const dockerAt = (place: Place) => ({ DOCKER_HOST: `unix://${join(place.root, 'socket')}` });

/** Puts programs of its own first on the path, which do what the script says. */
const impostors = (names: readonly string[], script: string): Pick<Fault, 'arrange' | 'env'> => ({
  arrange: (place) => {
    const folder = join(place.root, 'bin');
    mkdirSync(folder);
    for (const name of names) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return undefined;
  },
  env: (place) => ({ PATH: `${join(place.root, 'bin')}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin` }),
});
const engines = ['docker', 'podman', 'buildah', 'nix', 'nix-build', 'nix-store', 'nix-instantiate'];

const settingsAre = (text: string): Pick<Fault, 'arrange'> => ({
  arrange: (place) => {
    // Whatever file the program would read: the project's and the machine's have names of their own.
    execFileSync(process.execPath, [join(import.meta.dirname, '../../dist/musl-wizard.cjs'), ...choose], {
      cwd: place.project,
      env: { PATH: process.env.PATH, HOME: place.home, TMPDIR: place.tmp, XDG_CONFIG_HOME: place.config },
      stdio: 'ignore',
    });
    const folder = join(place.config, 'musl-wizard');
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.json')))
      writeFileSync(join(folder, name), text);
    return undefined;
  },
});

/** Where scratch could go else; not where the program itself lies. */
const others = ['/tmp', '/var/tmp', '/run'].filter((folder) => !cli.startsWith(`${folder}/`));

/** The world's faults. Each row of the matrix is one of these, each cell one command under it. */
export const faults: readonly Fault[] = [
  { name: 'none', commands: both, codes: [0] },
  {
    name: 'temporary folder full',
    commands: both,
    codes: answered,
    wrap: mounted(
      ({ tmp }) => `mount -t tmpfs -o size=64k none ${tmp}; head -c 100k /dev/zero >${tmp}/full 2>/dev/null || true`,
    ),
  },
  {
    name: 'temporary folder without inodes',
    commands: both,
    codes: answered,
    wrap: mounted(({ tmp }) => `mount -t tmpfs -o nr_inodes=2 none ${tmp}; : >${tmp}/only`),
  },
  {
    name: 'all disks full',
    commands: both,
    codes: [0, 1, 3],
    wrap: mounted(
      ({ root }) =>
        `mount -t tmpfs -o size=256k none ${root}; mkdir -p ${root}/home ${root}/tmp ${root}/project; cd ${root}/project; head -c 400k /dev/zero >${root}/full 2>/dev/null || true; for d in ${others.join(' ')}; do mount -t tmpfs -o size=4k none $d; head -c 8k /dev/zero >$d/full 2>/dev/null || true; done`,
    ),
  },
  {
    name: 'home read-only',
    commands: [doctor],
    codes: [0],
    wrap: mounted(
      ({ home, config }) => `mkdir -p ${config}; mount --bind -o ro ${home} ${home}; mount -o remount,bind,ro ${home}`,
    ),
  },
  {
    name: 'settings folder not writable',
    commands: [choose],
    codes: [3],
    says: /could not be saved.*[\s\S]*--config-dir/,
    wrap: mounted(({ config }) => `mkdir -p ${config}; mount -t tmpfs -o ro none ${config}`),
  },
  { name: 'no home', commands: both, codes: answered, env: () => ({ HOME: undefined }) },
  { name: 'home is /', commands: [doctor], codes: [0], env: () => ({ HOME: '/' }) },
  { name: 'home is no folder', commands: both, codes: answered, env: () => ({ HOME: '/dev/null' }) },
  {
    name: 'settings damaged',
    commands: [choose],
    codes: [0],
    says: /kept aside|damaged/,
    ...settingsAre('{"setup": {'),
  },
  {
    name: 'settings hostile',
    commands: [choose],
    codes: [0],
    ...settingsAre('{"__proto__": {"rung": "zig"}, "setup": null}'),
  },
  { name: 'settings empty', commands: [choose], codes: [0], ...settingsAre('') },
  {
    name: 'temporary folder noexec',
    commands: [choose],
    codes: [0],
    wrap: mounted(({ tmp }) => `mount -t tmpfs -o noexec none ${tmp}`),
  },
  {
    name: 'temporary folder missing',
    commands: both,
    codes: [0],
    env: ({ root }) => ({ TMPDIR: join(root, 'nowhere') }),
  },
  { name: 'temporary folder relative', commands: both, codes: [0], env: () => ({ TMPDIR: '../../..' }) },
  { name: 'PATH empty', commands: both, codes: answered, env: () => ({ PATH: '' }) },
  { name: 'PATH missing', commands: both, codes: answered, env: () => ({ PATH: undefined }) },
  { name: 'locale unknown', commands: both, codes: [0], env: () => ({ LC_ALL: 'xx_YY.KOI8-Q', LANG: 'zz' }) },
  {
    name: 'environment hostile',
    commands: both,
    codes: answered,
    env: () => ({
      HTTPS_PROXY: '\x1b]0;owned\x07http://\x1b[31m',
      NIX_PATH: '$(touch owned)',
      DOCKER_HOST: 'unix:///\x1b[2J`id`',
    }),
  },
  { name: 'no /proc', commands: [doctor], codes: answered, wrap: mounted(() => 'umount -l /proc') },
  { name: 'no terminal at all', commands: [[], doctor], codes: answered, wrap: (argv) => ['setsid', ...argv] },
  {
    name: 'standard input closed',
    commands: [[], ...both],
    codes: answered,
    wrap: (argv) => ['sh', '-c', `exec ${shellQuote(argv)} <&-`],
  },
  {
    name: 'standard output closed',
    commands: both,
    codes: [0, 1, 3],
    wrap: (argv) => ['sh', '-c', `exec ${shellQuote(argv)} >&-`],
  },
  {
    name: 'standard error closed',
    commands: both,
    codes: answered,
    wrap: (argv) => ['sh', '-c', `exec ${shellQuote(argv)} 2>&-`],
  },
  {
    name: 'reader goes away',
    commands: both,
    codes: [0, 1],
    wrap: (argv) => [
      'bash',
      '-c',
      `set -o pipefail; ${shellQuote(argv)} | head -c 10 >/dev/null; exit \${PIPESTATUS[0]}`,
    ],
  },
  ...[1, 2, 4].map(
    (tasks): Fault => ({
      name: `pids.max ${tasks}`,
      commands: [doctor],
      codes: answered,
      mayNotStart: true,
      ...limited('pids', 'pids.max', tasks),
    }),
  ),
  ...[8, 12, 16, 24, 40].map(
    (tasks): Fault => ({
      name: `pids.max ${tasks}`,
      commands: both,
      codes: [0, 1, 3],
      mayNotStart: tasks < 12,
      ...limited('pids', 'pids.max', tasks),
    }),
  ),
  ...[32, 64].map(
    (mib): Fault => ({
      name: `memory ${mib} MiB`,
      commands: [doctor],
      codes: answered,
      mayNotStart: true,
      ...limited('memory', 'memory.limit_in_bytes', mib * 2 ** 20),
    }),
  ),
  ...[128, 256].map(
    (mib): Fault => ({
      name: `memory ${mib} MiB`,
      commands: both,
      codes: answered,
      ...limited('memory', 'memory.limit_in_bytes', mib * 2 ** 20),
    }),
  ),
  {
    name: 'engines hang',
    commands: [doctor],
    codes: answered,
    withinMs: 20_000,
    ...impostors(engines, 'exec sleep 1000'),
  },
  {
    name: 'engines hang and ignore SIGTERM',
    commands: [doctor],
    codes: answered,
    withinMs: 20_000,
    ...impostors(engines, "trap '' TERM; while :; do sleep 1; done"),
  },
  {
    name: 'engines fork and hang',
    commands: [doctor],
    codes: answered,
    withinMs: 20_000,
    ...impostors(engines, 'sleep 1000 & sleep 1000 & wait'),
  },
  {
    name: 'engines answer garbage',
    commands: [doctor],
    codes: answered,
    ...impostors(engines, 'head -c 100000 /dev/urandom'),
  },
  {
    name: 'engines answer escape sequences',
    commands: [['doctor'], doctor],
    codes: answered,
    ...impostors(engines, 'printf \'\\033]0;owned\\007\\033[2J{"ServerVersion":"\\033[31m"}\''),
  },
  {
    name: 'engines flood',
    commands: [doctor],
    codes: answered,
    withinMs: 20_000,
    ...impostors(engines, 'exec yes flood'),
  },
  {
    name: 'engines die half way',
    commands: [doctor],
    codes: answered,
    ...impostors(engines, "printf '{\"Server'; kill -9 $$"),
  },
  {
    name: 'compiler hangs',
    commands: [[...choose, '--timeout', '3']],
    codes: [1],
    withinMs: 25_000,
    ...impostors(['cc', 'gcc'], 'exec sleep 1000'),
  },
  {
    name: 'compiler floods',
    commands: [[...choose, '--timeout', '3']],
    codes: [1],
    withinMs: 25_000,
    ...impostors(['cc', 'gcc'], 'exec yes flood'),
  },
  {
    name: 'compiler lies',
    commands: [choose],
    codes: [1],
    ...impostors(['cc', 'gcc'], 'for last; do :; done; exit 0'),
  },
  {
    name: 'Docker socket never answers',
    commands: [doctor],
    codes: answered,
    withinMs: 20_000,
    env: dockerAt,
    arrange: socketThat(() => undefined),
  },
  {
    name: 'Docker socket answers garbage',
    commands: [doctor],
    codes: answered,
    env: dockerAt,
    arrange: socketThat((write, end) => {
      write('\x1b[2J\0\xff not HTTP\r\n\r\n');
      end();
    }),
  },
  {
    name: 'Docker socket hangs up',
    commands: [doctor],
    codes: answered,
    env: dockerAt,
    arrange: socketThat((_, end) => end()),
  },
  {
    name: 'clock in 1970',
    commands: both,
    codes: [0],
    wrap: (argv) => ['faketime', '-f', '1970-01-02 00:00:00', ...argv],
  },
  {
    name: 'clock runs backwards',
    commands: both,
    codes: answered,
    wrap: (argv) => ['faketime', '-f', '+0 x-10', ...argv],
  },
];
