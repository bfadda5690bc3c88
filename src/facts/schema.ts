/**
 * The facts of a machine, declared once: the TypeScript types, the JSON Schema of `doctor --json`,
 * the check of facts named in flows and the reference in docs/ all come from here.
 * Keys are a contract. Bytes are numbers, unknown is null.
 */
import { type TSchema, Type } from 'typebox';

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const text = (description: string) => nullable(Type.String({ description }));
const flag = (description: string) => nullable(Type.Boolean({ description }));
const bytes = (description: string) => nullable(Type.Number({ description: `${description}, in bytes` }));
const count = (description: string) => nullable(Type.Number({ description }));
const texts = (description: string) => Type.Array(Type.String(), { description });
const oneOf = <const T extends string[]>(values: [...T], description: string) => Type.Enum(values, { description });

const tool = (description: string) =>
  nullable(
    Type.Object(
      { path: Type.String({ description: 'path of the program' }), version: text('version reported by the tool') },
      { description },
    ),
  );

const engine = (description: string) =>
  Type.Object(
    {
      cli: tool('the client program'),
      daemon: Type.Object({
        state: nullable(
          oneOf(
            ['running', 'stopped', 'denied', 'unreachable', 'absent'],
            'stopped: the daemon does not respond on the local socket; denied: no permission to open the socket; unreachable: a remote or configured endpoint does not respond; absent: the engine is not installed',
          ),
        ),
        version: text('version of the server'),
        rootless: flag('whether the engine runs without root'),
        storageDriver: text('overlay2, overlayfs, fuse-overlayfs, vfs, btrfs, zfs, ...'),
        host: text('the endpoint in use'),
        context: text('the context that chose the endpoint'),
        remote: flag('whether the endpoint is another machine, so that local disk and memory do not apply'),
        platforms: texts('platforms that it can build for, e.g. linux/arm64'),
        images: texts('local images, as name:tag; alpine:<none> is an official Alpine image by digest'),
        rootDir: text('where it stores images'),
      }),
      buildx: tool('its BuildKit plugin'),
      builder: text('the buildx builder in use, if it is on another machine; null: local or unknown'),
    },
    { description },
  );

const diskSchema = Type.Object({
  path: Type.String({ description: 'the folder' }),
  freeBytes: bytes('free for this user'),
  freeInodes: count('free inodes; null also where the file system has no fixed number'),
  readOnly: flag('mounted read-only'),
  writable: flag('its permissions let this user write to it; null also on a read-only mount'),
  noexec: flag('mounted noexec'),
  fsType: text('type of the file system'),
});

export const factsSchema = Type.Object({
  os: Type.Object({
    id: text('ID of /etc/os-release'),
    versionId: text('VERSION_ID of /etc/os-release'),
    kernel: text('release of the kernel'),
    arch: text('architecture as printed by uname -m'),
    libc: nullable(oneOf(['glibc', 'musl'], 'C library of the system itself')),
  }),
  cpu: Type.Object({
    online: count('CPUs this process can use'),
    quota: count('CPU quota of the control group; null: no quota, or unknown'),
    effective: count('the smaller of the two'),
  }),
  memory: Type.Object({
    totalBytes: bytes('memory of the machine'),
    availableBytes: bytes('available without swapping'),
    limitBytes: bytes('tightest limit of this control group and its parents; null: none'),
    swapBytes: bytes('free swap'),
    effectiveBytes: bytes('what is really available to a build'),
  }),
  pids: Type.Object({
    limit: count('tightest limit of this control group and its parents; null: none'),
    current: count('tasks counted against that limit'),
    userLimit: count('RLIMIT_NPROC; null: unlimited, or unknown'),
    kernelMax: count('kernel.pid_max'),
    threadsMax: count('kernel.threads-max'),
    effective: count('tasks that can still be started'),
  }),
  container: Type.Object({
    kind: nullable(
      oneOf(
        [
          'none',
          'docker',
          'podman',
          'containerd',
          'kubernetes',
          'lxc',
          'systemd-nspawn',
          'gvisor',
          'bubblewrap',
          'chroot',
          'wsl1',
          'wsl2',
          'unknown',
        ],
        'the innermost container',
      ),
    ),
    vm: text('the hypervisor: kvm, qemu, firecracker, vmware, ...; none where there is none'),
    evidence: texts('the evidence'),
  }),
  isolation: Type.Object({
    uid: count('user id'),
    seccomp: nullable(oneOf(['disabled', 'strict', 'filter'], 'Seccomp of /proc/self/status')),
    noNewPrivs: flag('no_new_privs is set'),
    capabilities: texts('effective capabilities by name'),
    userNamespaces: Type.Object({
      inside: flag('this process is in its own user namespace'),
      canCreate: flag('a test created a user namespace'),
    }),
    procMounted: flag('/proc is mounted'),
    rootTools: Type.Object({
      chroot: text('path of chroot'),
      unshare: text('path of unshare'),
      bwrap: text('path of bwrap'),
      proot: text('path of proot'),
    }),
    pid1: text('name of process 1'),
    apparmor: text('AppArmor profile of this process'),
    selinux: text('enforcing, permissive or disabled'),
  }),
  init: Type.Object({
    system: nullable(oneOf(['systemd', 'openrc', 'runit', 's6', 'other', 'none'], 'what runs as init')),
  }),
  disk: Type.Record(Type.String(), diskSchema, {
    description: 'by label: root, tmp, home, config (settings), nix, docker, cwd',
  }),
  nix: Type.Object({
    installed: flag('a nix command exists, on the PATH or not'),
    version: text('version of nix'),
    variant: text('nix, lix, determinate or nix-portable'),
    mode: nullable(oneOf(['multi-user', 'single-user', 'none'], 'how the store is used')),
    store: Type.Object({ exists: flag('/nix/store exists'), writable: flag('this user can write to it') }),
    daemon: Type.Object({
      state: nullable(oneOf(['running', 'refused', 'absent', 'denied', 'unknown'], 'from a connection attempt')),
      socket: text('path of the socket'),
    }),
    buildUsers: count('members of the build users group'),
    buildUsersGroup: text('effective build-users-group; empty: builds need no build users'),
    features: texts('experimental features that are on'),
    sandbox: text('effective sandbox setting: true, false or relaxed'),
    trustedUser: flag('the daemon trusts this user'),
    substituters: texts('binary caches in use'),
    nixpkgs: Type.Object({
      source: nullable(oneOf(['NIX_PATH', 'channel', 'registry', 'none'], 'where <nixpkgs> comes from')),
      path: text('where it lies'),
    }),
    builders: texts('remote builders'),
    extraPlatforms: texts('systems that it can build for by emulation'),
  }),
  engines: Type.Object({
    docker: engine('Docker'),
    podman: engine('Podman'),
    buildah: engine('Buildah'),
  }),
  binfmt: Type.Object({
    supported: flag('the kernel supports binfmt_misc'),
    mounted: flag('its file system is mounted here'),
    enabled: flag('its status says enabled'),
    handlers: Type.Array(
      Type.Object({
        name: Type.String(),
        arch: text('architecture of the programs it runs'),
        interpreter: text('the emulator'),
        flags: text('letters of POCF'),
        enabled: flag('this handler is enabled'),
        interpreterFound: flag('the emulator exists'),
      }),
    ),
    emulates: texts('architectures of foreign binaries that run here'),
  }),
  toolchain: Type.Object({
    cc: tool('the C compiler'),
    cxx: tool('the C++ compiler'),
    clang: tool('clang'),
    muslGcc: tool('musl-gcc'),
    zig: tool('zig, also as a Python module'),
    muslCross: nullable(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'the C compiler' }),
          triple: Type.String({ description: 'what its name begins with' }),
          arch: Type.String({ description: 'architecture that it builds for, as printed by uname -m' }),
          tools: Type.Array(Type.String(), { description: 'tools of the same name beside it: g++, gfortran, ar, …' }),
        }),
        { description: 'compilers called TRIPLE-linux-musl*-gcc on the search path' },
      ),
    ),
    glibcStatic: tool("glibc's libc.a"),
    muslStatic: tool("musl's libc.a, on a system of musl"),
    cargo: tool('cargo'),
    rustc: tool('rustc'),
    rustTargets: texts('targets whose standard library is installed'),
    rustup: tool('rustup'),
    go: tool('go'),
    upx: tool('upx'),
    make: tool('make'),
    cmake: tool('cmake'),
    pkgConfig: tool('pkg-config'),
    git: tool('git'),
    archives: nullable(texts('known static libraries (lib*.a) in the folders where compilers look, by path')),
    headers: nullable(texts('headers of known libraries, or their folders, by path')),
  }),
  network: Type.Object({
    proxy: text('proxy set in the environment'),
    caBundle: text('CA certificate file in use'),
    endpoints: Type.Array(
      Type.Object({
        name: Type.String(),
        url: Type.String(),
        state: oneOf(
          ['ok', 'dns', 'refused', 'timeout', 'tls', 'http', 'skipped'],
          'how far a connection got; skipped: not tried, or not in time',
        ),
        ms: count('duration in milliseconds'),
      }),
    ),
  }),
});
