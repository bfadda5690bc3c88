import { chmodSync, chownSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../../src/text/shell-quote.js';
import { cli, type Fault } from './cell.js';
import { dockerAt, engines, impostors, limited, mounted, settingsAre, socketThat } from './environments.js';

/** Milliseconds for a cell where a query hangs: a reading takes five seconds, on a slow machine eight times as many, and then ends. */
const hungMs = 60_000;

const doctor = ['doctor', '--json'] as const;
const choose = ['choose', '--yes', '--json', '--rung', 'glibc-static'] as const;
const both = [doctor, choose];
const answered = [0, 1];

/** Where scratch could go else; not where the program itself lies. */
const others = ['/tmp', '/var/tmp', '/run'].filter((folder) => !cli.startsWith(`${folder}/`));

/** A wall clock of another mind; the steady one, which never jumps on a real machine either, stays as it is. */
const clock = (time: string): Pick<Fault, 'wrap' | 'env'> => ({
  wrap: (argv) => ['faketime', '-f', time, ...argv],
  env: () => ({ FAKETIME_DONT_FAKE_MONOTONIC: '1' }),
});

/** A /dev with these alone. */
const devices = (names: readonly string[]): string =>
  `d=$(mktemp -d); for n in ${names.join(' ')}; do : >$d/$n; mount --bind /dev/$n $d/$n; done; mount --rbind $d /dev; rmdir $d 2>/dev/null || true`;

/** The environment's faults. Each row of the matrix is one of these, each cell one command under it. */
export const faults: readonly Fault[] = [
  { name: 'none', commands: both, codes: [0], wizard: 'long' },
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
    wizard: 'always',
    commands: both,
    codes: [0, 1, 3],
    wrap: mounted(
      ({ root }) =>
        `mount -t tmpfs -o size=256k none ${root}; mkdir -p ${root}/home ${root}/tmp ${root}/project; cd ${root}/project; head -c 400k /dev/zero >${root}/full 2>/dev/null || true; for d in ${others.join(' ')}; do mount -t tmpfs -o size=4k none $d; head -c 8k /dev/zero >$d/full 2>/dev/null || true; done`,
    ),
  },
  {
    name: 'home read-only',
    wizard: 'long',
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
    name: 'settings writable by all',
    commands: [choose],
    codes: [3],
    says: /Another user can write to the settings folder[\s\S]*chmod go-w/,
    arrange: ({ config }) => {
      for (const name of readdirSync(join(config, 'musl-wizard'))) chmodSync(join(config, 'musl-wizard', name), 0o666);
      return undefined;
    },
  },
  {
    name: 'home of another user',
    commands: both,
    codes: [0],
    says: /another user owns the folder of HOME/,
    arrange: ({ home }) => {
      chownSync(home, 4321, 4321);
      return undefined;
    },
  },
  {
    name: 'temporary folder writable by all',
    commands: both,
    codes: [0],
    arrange: ({ tmp }) => {
      chmodSync(tmp, 0o1777);
      writeFileSync(join(tmp, '.cargo'), 'of a neighbour');
      chownSync(join(tmp, '.cargo'), 4321, 4321);
      return undefined;
    },
  },
  {
    name: 'umask 000',
    commands: both,
    codes: [0],
    wrap: (argv) => ['sh', '-c', `umask 000; exec ${shellQuote(argv)}`],
  },
  {
    name: 'temporary folder noexec',
    commands: [choose],
    codes: [0],
    wrap: mounted(({ tmp }) => `mount -t tmpfs -o noexec none ${tmp}`),
  },
  {
    name: 'temporary folder missing',
    wizard: 'long',
    commands: both,
    codes: [0],
    env: ({ root }) => ({ TMPDIR: join(root, 'nowhere') }),
  },
  { name: 'temporary folder relative', commands: both, codes: [0], env: () => ({ TMPDIR: '../../..' }) },
  { name: 'PATH empty', commands: both, codes: answered, env: () => ({ PATH: '' }) },
  { name: 'PATH missing', wizard: 'long', commands: both, codes: answered, env: () => ({ PATH: undefined }) },
  {
    name: 'locale unknown',
    wizard: 'long',
    commands: both,
    codes: [0],
    env: () => ({ LC_ALL: 'xx_YY.KOI8-Q', LANG: 'zz' }),
  },
  {
    name: 'environment hostile',
    wizard: 'long',
    commands: both,
    codes: answered,
    env: () => ({
      HTTPS_PROXY: '\x1b]0;owned\x07http://\x1b[31m',
      NIX_PATH: '$(touch owned)',
      DOCKER_HOST: 'unix:///\x1b[2J`id`',
    }),
  },
  { name: 'no /proc', commands: both, codes: answered, wrap: mounted(() => 'umount -l /proc'), wizard: 'always' },
  {
    name: 'no /dev/tty',
    commands: [[], ...both],
    codes: answered,
    wrap: mounted(() => devices(['null', 'zero', 'urandom', 'random'])),
  },
  { name: 'no devices but /dev/null', commands: both, codes: answered, wrap: mounted(() => devices(['null'])) },
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
      // Node waits for a thread that never comes; where it starts, doctor is done long before.
      deadlineMs: 10_000,
      ...limited('pids', 'pids.max', tasks),
    }),
  ),
  ...[8, 12, 16, 24, 40].map(
    (tasks): Fault => ({
      name: `pids.max ${tasks}`,
      commands: both,
      codes: [0, 1, 3],
      ...(tasks === 12 || tasks === 24 ? { wizard: 'long' as const } : {}),
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
      wizard: 'long',
      commands: both,
      codes: answered,
      ...limited('memory', 'memory.limit_in_bytes', mib * 2 ** 20),
    }),
  ),
  {
    name: 'engines hang',
    wizard: 'always',
    commands: [doctor],
    codes: answered,
    deadlineMs: hungMs,
    ...impostors(engines, 'exec sleep 1000'),
  },
  {
    name: 'engines hang and ignore SIGTERM',
    wizard: 'long',
    commands: [doctor],
    codes: answered,
    deadlineMs: hungMs,
    ...impostors(engines, "trap '' TERM; while :; do sleep 1; done"),
  },
  {
    name: 'engines fork and hang',
    commands: [doctor],
    codes: answered,
    deadlineMs: hungMs,
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
    wizard: 'long',
    commands: [['doctor'], doctor],
    codes: answered,
    ...impostors(engines, 'printf \'\\033]0;owned\\007\\033[2J{"ServerVersion":"\\033[31m"}\''),
  },
  {
    name: 'engines flood',
    commands: [doctor],
    codes: answered,
    deadlineMs: hungMs,
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
    wizard: 'long',
    commands: [[...choose, '--timeout', '3']],
    codes: [1],
    deadlineMs: 25_000,
    ...impostors(['cc', 'gcc'], 'exec sleep 1000'),
  },
  {
    name: 'compiler floods',
    wizard: 'long',
    commands: [[...choose, '--timeout', '3']],
    codes: [1],
    // A fast machine writes gigabytes in these 3 s, and all of it is searched for secrets: this only ends what hangs.
    deadlineMs: 120_000,
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
    wizard: 'long',
    commands: [doctor],
    codes: answered,
    deadlineMs: hungMs,
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
    name: 'two wizards at once',
    commands: [doctor, choose],
    codes: [0],
    wrap: (argv) => ['sh', '-c', `${shellQuote(argv)} & ${shellQuote(argv)} && wait $!`],
  },
  {
    name: 'clock leaps ahead',
    commands: both,
    codes: [0],
    ...clock('+0 x500'),
  },
  {
    name: 'clock in 1970',
    commands: both,
    codes: [0],
    ...clock('1970-01-02 00:00:00'),
  },
  {
    name: 'clock runs backwards',
    wizard: 'long',
    commands: both,
    codes: [0],
    ...clock('+0 x-10'),
  },
];
