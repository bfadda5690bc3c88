import type { Domain } from '../../../src/facts/facts.js';

/** A place on the lab's machine: how a command gets there, and what is true there because it was set so. */
export interface VmPlace {
  readonly name: string;
  /** Who comes in; default root. */
  readonly user?: 'alice' | 'carol';
  /** The words before a command that is to run there. */
  readonly enter: readonly string[];
  /** Run by root before and after. */
  readonly make?: string;
  readonly remove?: string;
  /** False where the Node collector cannot start, or is not there. */
  readonly node?: false;
  /** By path; a fact that is not named here is compared with what the kernel says, see truth.sh. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Findings that must be there. */
  readonly findings?: readonly string[];
  /** Domains that are read beside the usual ones. */
  readonly domains?: readonly Domain[];
}

const scope = (...properties: readonly string[]): readonly string[] => [
  'systemd-run',
  '--quiet',
  '--scope',
  '--collect',
  ...properties.flatMap((property) => ['-p', property]),
  '--',
];
const service = (...properties: readonly string[]): readonly string[] => [
  'systemd-run',
  '--quiet',
  '--pipe',
  '--wait',
  '--collect',
  ...properties.flatMap((property) => ['-p', property]),
  '--',
];
/** Runs a script first, then the command in the same process. */
const after = (script: string): readonly string[] => ['sh', '-c', `${script} && exec "$@"`, 'sh'];
const MiB = 2 ** 20;

const sliceOf = (name: string, ...properties: readonly string[]): { make: string; remove: string } => ({
  make: `mkdir -p /run/systemd/system && printf '[Slice]\\n${properties.map((one) => `${one}\\n`).join('')}' >/run/systemd/system/${name}.slice && systemctl daemon-reload`,
  remove: `systemctl stop ${name}.slice; rm -f /run/systemd/system/${name}.slice; systemctl daemon-reload`,
});
const inSlice = (name: string, ...properties: readonly string[]) => [
  ...service(...properties).slice(0, 1),
  `--slice=${name}.slice`,
  ...service(...properties).slice(1),
];

/** Root of Debian's own for containers: the machine itself, read only, with folders of its own where something is written. */
const machineRoot = '/var/lib/lab/root';
const makeRoot = `mkdir -p ${machineRoot} && cd ${machineRoot} && mkdir -p usr etc tmp var run proc sys dev root opt nix && for one in bin sbin lib lib64; do ln -sfn usr/$one $one; done && cp -n /etc/passwd /etc/group /etc/os-release etc/ 2>/dev/null; chmod 1777 tmp; true`;
const nspawn = (...words: readonly string[]) => [
  'systemd-nspawn',
  '--quiet',
  `--directory=${machineRoot}`,
  '--bind-ro=/usr',
  '--bind-ro=/opt/mw',
  '--pipe',
  ...words,
];
const image = 'localhost/lab';
const makeImage = (engine: string): string =>
  `${makeRoot}; ${engine} image inspect ${image} >/dev/null 2>&1 || tar -C ${machineRoot} -c . | ${engine} import - ${image} >/dev/null`;
const container = (engine: string, ...words: readonly string[]) => [
  engine,
  'run',
  '--rm',
  '-i',
  '--network=none',
  '-v',
  '/usr:/usr:ro',
  '-v',
  '/opt/mw:/opt/mw:ro',
  ...words,
  image,
];

export const places: readonly VmPlace[] = [
  { name: 'root over ssh', enter: [], facts: { 'init.system': 'systemd', 'container.kind': 'none' } },
  { name: 'alice over ssh', user: 'alice', enter: [], facts: {} },
  { name: 'carol over ssh', user: 'carol', enter: [], facts: {} },
  // Limits of control groups.
  { name: 'scope with TasksMax', enter: scope('TasksMax=90'), facts: { 'pids.limit': 90 } },
  { name: 'scope with MemoryMax', enter: scope('MemoryMax=600M'), facts: { 'memory.limitBytes': 600 * MiB } },
  { name: 'scope with MemoryHigh', enter: scope('MemoryHigh=500M', 'MemoryMax=900M'), facts: {} },
  { name: 'scope with CPUQuota', enter: scope('CPUQuota=150%'), facts: {} },
  { name: 'scope with MemorySwapMax', enter: scope('MemorySwapMax=0', 'MemoryMax=700M'), facts: {} },
  {
    name: 'service with all limits',
    enter: service('TasksMax=80', 'MemoryMax=400M', 'CPUQuota=50%'),
    facts: { 'pids.limit': 80 },
  },
  {
    name: 'slice with TasksMax above',
    ...sliceOf('lab', 'TasksMax=120'),
    enter: inSlice('lab'),
    facts: { 'pids.limit': 120 },
  },
  {
    name: 'slice with MemoryMax above',
    ...sliceOf('lab', 'MemoryMax=500M'),
    enter: inSlice('lab', 'MemoryMax=800M'),
    facts: {},
  },
  {
    name: 'slice of a slice',
    ...sliceOf('lab', 'TasksMax=150', 'MemoryHigh=450M'),
    enter: inSlice('lab-inner', 'TasksMax=200'),
    facts: {},
  },
  // Hardened services.
  {
    name: 'ProtectProc',
    enter: service('ProtectProc=invisible', 'ProcSubset=pid', 'DynamicUser=yes', 'User=labuser'),
    facts: {},
  },
  { name: 'RestrictNamespaces', enter: service('RestrictNamespaces=yes'), facts: {} },
  { name: 'PrivateUsers', enter: service('PrivateUsers=yes'), facts: {} },
  { name: 'MemoryDenyWriteExecute', enter: service('MemoryDenyWriteExecute=yes'), node: false, facts: {} },
  { name: 'NoExecPaths', enter: service('NoExecPaths=/tmp /var /root'), domains: ['disk'], facts: {} },
  { name: 'DynamicUser', enter: service('DynamicUser=yes', 'User=labuser'), domains: ['disk'], facts: {} },
  { name: 'PrivateNetwork', enter: service('PrivateNetwork=yes'), facts: {} },
  { name: 'ProtectControlGroups', enter: service('ProtectControlGroups=yes', 'TasksMax=70'), facts: {} },
  { name: 'NoNewPrivileges', enter: service('NoNewPrivileges=yes', 'CapabilityBoundingSet='), facts: {} },
  { name: 'SystemCallFilter', enter: service('SystemCallFilter=~@mount', 'SystemCallErrorNumber=EPERM'), facts: {} },
  {
    name: 'ProtectSystem strict',
    enter: service('ProtectSystem=strict', 'PrivateTmp=yes', 'ProtectHome=yes'),
    domains: ['disk'],
    facts: {},
  },
  // Limits of the process.
  { name: 'LimitNPROC', user: 'carol', enter: ['prlimit', '--nproc=60:60', '--'], facts: {} },
  { name: 'LimitAS', enter: ['prlimit', '--as=8000000000:8000000000', '--'], facts: {} },
  { name: 'LimitFSIZE', enter: ['prlimit', '--fsize=4000000:4000000', '--'], facts: {} },
  { name: 'LimitNOFILE', enter: ['prlimit', '--nofile=128:128', '--'], facts: {} },
  // User namespaces off, each way.
  {
    name: 'max_user_namespaces 0',
    user: 'alice',
    make: 'sysctl -q user.max_user_namespaces=0',
    remove: 'sysctl -q user.max_user_namespaces=7794',
    enter: [],
    facts: {},
  },
  {
    name: 'unprivileged_userns_clone 0',
    user: 'alice',
    make: 'sysctl -q kernel.unprivileged_userns_clone=0',
    remove: 'sysctl -q kernel.unprivileged_userns_clone=1',
    enter: [],
    facts: {},
  },
  {
    name: 'max_pid_namespaces 0',
    user: 'alice',
    make: 'sysctl -q user.max_pid_namespaces=0',
    remove: 'sysctl -q user.max_pid_namespaces=7794',
    enter: [],
    facts: {},
  },
  // Security modules.
  {
    name: 'AppArmor without user namespaces',
    user: 'alice',
    make: `printf 'abi <abi/4.0>,\\nprofile labdeny flags=(unconfined) {\\n audit deny userns,\\n}\\n' >/etc/apparmor.d/labdeny && apparmor_parser -r /etc/apparmor.d/labdeny`,
    remove: 'apparmor_parser -R /etc/apparmor.d/labdeny; rm -f /etc/apparmor.d/labdeny',
    enter: ['aa-exec', '-p', 'labdeny', '--'],
    facts: {},
  },
  {
    name: 'hidepid',
    user: 'carol',
    make: 'mount -o remount,hidepid=2 /proc',
    remove: 'mount -o remount,hidepid=0 /proc',
    enter: [],
    facts: {},
  },
  // Containers.
  { name: 'nspawn', make: makeRoot, enter: nspawn(), domains: ['disk'], facts: { 'container.kind': 'systemd-nspawn' } },
  { name: 'nspawn -U', make: makeRoot, enter: nspawn('-U'), facts: { 'container.kind': 'systemd-nspawn' } },
  { name: 'nspawn with a limit', make: makeRoot, enter: nspawn('--property=TasksMax=110'), facts: {} },
  {
    name: 'bubblewrap',
    user: 'alice',
    enter: [
      'bwrap',
      '--ro-bind',
      '/',
      '/',
      '--dev',
      '/dev',
      '--proc',
      '/proc',
      '--tmpfs',
      '/tmp',
      '--unshare-all',
      '--',
    ],
    domains: ['disk'],
    facts: {},
  },
  {
    name: 'bubblewrap without /proc',
    user: 'alice',
    node: false,
    enter: ['bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--tmpfs', '/tmp', '--unshare-user', '--'],
    facts: {},
  },
  { name: 'Docker', make: makeImage('docker'), enter: container('docker'), facts: { 'container.kind': 'docker' } },
  {
    name: 'Docker with limits',
    make: makeImage('docker'),
    enter: container('docker', '--pids-limit=100', '--memory=512m', '--cpus=1.5'),
    facts: { 'pids.limit': 100 },
  },
  {
    name: "Docker in the host's control groups",
    make: makeImage('docker'),
    enter: container('docker', '--cgroupns=host', '--pids-limit=100'),
    facts: {},
  },
  {
    name: 'Docker below a slice with a limit',
    ...{ make: `${sliceOf('lab', 'TasksMax=130').make}; ${makeImage('docker')}`, remove: sliceOf('lab').remove },
    enter: container('docker', '--cgroup-parent=lab.slice'),
    facts: {},
  },
  {
    name: 'Docker without capabilities',
    make: makeImage('docker'),
    enter: container('docker', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--read-only'),
    domains: ['disk'],
    facts: {},
  },
  { name: 'Docker privileged', make: makeImage('docker'), enter: container('docker', '--privileged'), facts: {} },
  {
    name: 'Podman',
    make: makeImage('podman'),
    enter: container('podman'),
    domains: ['disk'],
    facts: { 'container.kind': 'podman' },
  },
  {
    name: 'Podman with limits',
    make: makeImage('podman'),
    enter: container('podman', '--pids-limit=100', '--memory=512m'),
    facts: {},
  },
  {
    name: 'Podman without root',
    user: 'alice',
    make: `${makeImage('true')}; tar -C ${machineRoot} -cf /tmp/lab-root.tar . && chmod 644 /tmp/lab-root.tar && runuser -l alice -c 'podman image exists ${image} || podman import /tmp/lab-root.tar ${image}'`,
    enter: container('podman'),
    facts: {},
  },
  // Mounts and disks.
  {
    name: 'noexec /tmp',
    make: 'mount -o remount,noexec /tmp',
    remove: 'mount -o remount,exec /tmp',
    enter: [],
    domains: ['disk'],
    facts: {},
  },
  {
    name: 'read-only root',
    enter: ['unshare', '-m', ...after('mount -o remount,bind,ro /')],
    domains: ['disk'],
    facts: {},
  },
  {
    name: 'small /tmp',
    enter: ['unshare', '-m', ...after('mount -t tmpfs -o size=20m tmpfs /tmp')],
    domains: ['disk'],
    facts: {},
  },
  {
    name: 'swap',
    make: 'dd if=/dev/zero of=/swap.lab bs=1M count=256 status=none && chmod 600 /swap.lab && mkswap -q /swap.lab && swapon /swap.lab',
    remove: 'swapoff /swap.lab; rm -f /swap.lab',
    enter: [],
    facts: {},
  },
  {
    name: 'Docker stopped',
    make: 'systemctl stop docker.socket docker',
    remove: 'systemctl start docker.socket docker',
    enter: [],
    facts: {},
  },
  {
    name: 'Nix daemon stopped',
    make: 'systemctl stop nix-daemon.socket nix-daemon',
    remove: 'systemctl start nix-daemon.socket',
    enter: [],
    facts: {},
  },
];
