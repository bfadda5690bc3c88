import { type RungId, rungIds, rungsBuilding, rungsTaking, rungsThat } from '../rungs/registry.js';
import type { Finding } from './finding.js';

/** What is said of a finding before any machine is looked at. */
export interface CatalogueEntry {
  /** At worst; how a machine is made can make it less. */
  readonly severity: Finding['severity'];
  readonly rungs: readonly RungId[];
  /** In one sentence, for the reference. */
  readonly means: string;
}

const nix = rungsBuilding('nix');
const container = rungsBuilding('container');
const confined = rungsBuilding('nix', 'container');
const local = rungsBuilding('here');
const glibc = rungsThat(({ libc }) => libc === 'glibc');
const all = rungIds;
const none = [] as const;

const blocker = (rungs: readonly RungId[], means: string): CatalogueEntry => ({ severity: 'blocker', rungs, means });
const warning = (rungs: readonly RungId[], means: string): CatalogueEntry => ({ severity: 'warning', rungs, means });
const info = (rungs: readonly RungId[], means: string): CatalogueEntry => ({ severity: 'info', rungs, means });

/** Every finding that there is. The ids are stable: flows, saved results and scripts name them. */
export const catalogue = {
  'os-not-linux': blocker(all, 'The machine does not run Linux.'),
  'os-arch-rare': info(all, 'There is no binary cache and there are few prebuilt tools for this architecture.'),

  'container-wsl1': warning(confined, 'WSL 1 emulates the kernel: no namespaces, no seccomp filters.'),
  'container-gvisor': warning(confined, 'gVisor emulates the kernel: the exit status of Nix builders gets lost.'),
  'container-chroot': info(nix, 'The root folder is a chroot: user namespaces cannot be created in it.'),
  'container-proc-missing': blocker(confined, '/proc is not mounted: Nix and container engines do not start.'),

  'isolation-no-new-privs': info(confined, 'no_new_privs is set: sudo and setuid programs have no effect.'),
  'isolation-userns-denied': warning(confined, 'User namespaces cannot be created.'),
  'isolation-apparmor-userns': warning(confined, 'AppArmor restricts unprivileged user namespaces.'),
  'isolation-selinux-enforcing': info(container, 'SELinux is enforcing: bind mounts need the option :z.'),
  'isolation-unknown': info(all, 'The privileges of this process could not be read.'),

  'memory-too-low': blocker(all, 'Not enough memory for what the rung runs.'),
  'memory-low': warning(all, 'Memory may be too small.'),
  'memory-toolchain-rebuild': info(nix, 'Not enough memory to build the musl toolchain from source.'),
  'memory-unknown': info(all, 'The amount of memory could not be read.'),

  'pids-too-low': blocker(all, 'The process limit is too low.'),
  'pids-low': warning(all, 'The process limit may be too low.'),
  'pids-unknown': info(all, 'The process limit could not be read.'),

  'disk-full': blocker(all, 'Not enough disk space for what the rung writes.'),
  'disk-low': warning(all, 'Disk space may be too small.'),
  'disk-inodes-exhausted': blocker(all, 'Not enough free inodes.'),
  'disk-inodes-low': warning(all, 'Free inodes may be too few.'),
  'disk-noexec': blocker(all, 'The working folder of the rung is mounted noexec.'),
  'disk-read-only': blocker(all, 'The working folder of the rung is not writable.'),
  'disk-home-read-only': warning(none, 'The folder of settings is not writable: a setup cannot be saved there.'),
  'disk-unknown': info(all, 'The free disk space could not be read.'),

  'nix-absent': blocker(nix, 'Nix is not installed.'),
  'nix-not-on-path': blocker(nix, 'There is a Nix store, but no Nix command was found.'),
  'nix-daemon-absent': blocker(nix, 'The Nix store is managed by a daemon, but no daemon is running.'),
  'nix-daemon-refused': blocker(nix, 'The socket of the Nix daemon exists, but the daemon does not respond.'),
  'nix-daemon-denied': blocker(nix, 'This user cannot open the socket of the Nix daemon (permission denied).'),
  'nix-remote-daemon-missing': blocker(nix, 'NIX_REMOTE selects a daemon that is not running.'),
  'nix-build-users-missing': blocker(nix, 'Builds run by root need build users, but there are none.'),
  'nix-store-not-writable': blocker(nix, 'This user cannot write to the Nix store, and there is no daemon to do it.'),
  'nix-nixpkgs-missing': blocker(nix, '<nixpkgs> is not found.'),
  'nix-features-off': warning(nix, 'The experimental features needed for flakes are off.'),
  'nix-sandbox-impossible': warning(nix, 'The Nix sandbox is enabled, but its namespaces cannot be created.'),
  'nix-seccomp-rejected': warning(nix, 'The kernel does not support the seccomp filter that every Nix build loads.'),
  'nix-builders-lost': warning(nix, 'Builds can fail with "cannot get exit status of PID".'),
  'nix-user-untrusted': info(nix, 'The Nix daemon ignores settings from this user (not a trusted user).'),
  'nix-no-substituter': warning(nix, 'No binary cache can be reached: missing packages are built from source.'),
  'nix-unknown': info(nix, 'The state of Nix could not be determined.'),

  'engines-none': blocker(container, 'No container engine is installed.'),
  'engines-docker-stopped': blocker(container, 'The Docker client is installed, but the daemon does not respond.'),
  'engines-docker-denied': blocker(container, 'This user cannot open the Docker socket (permission denied).'),
  'engines-docker-unreachable': blocker(container, 'The configured Docker endpoint does not respond.'),
  'engines-podman-unusable': blocker(container, 'Podman is installed but does not work.'),
  'engines-buildah-unusable': blocker(container, 'Buildah is installed but does not work.'),
  'engines-newuidmap-missing': blocker(container, 'Rootless containers need newuidmap and newgidmap.'),
  'engines-subuid-missing': blocker(container, 'This user has no subordinate user id range.'),
  'engines-no-base-image': blocker(container, 'The Alpine image is not present, and no registry can be reached.'),
  'engines-other-image': info(container, "An image similar to Alpine's is present; it is used only if you name it."),
  'engines-vfs': warning(container, 'The storage driver vfs copies every layer.'),
  'engines-nested': info(container, 'The engine runs inside a container.'),
  'engines-remote': info(container, 'The engine is on another machine: local memory and disk do not apply to it.'),
  'engines-unknown': info(container, 'Whether a container engine works could not be determined.'),

  'binfmt-unsupported': info(none, 'The kernel cannot run foreign binaries (no binfmt_misc).'),
  'binfmt-not-mounted': info(none, 'binfmt_misc is supported but not mounted.'),
  'binfmt-interpreter-missing': warning(none, 'A binfmt handler points to an emulator that does not exist.'),
  'binfmt-not-fixed': warning(none, 'A binfmt handler lacks flag F: it fails in containers and sandboxes.'),

  'toolchain-cc-missing': blocker(rungsTaking('toolchain.cc'), 'No C compiler is installed.'),
  'toolchain-glibc-static-missing': blocker(
    rungsTaking('toolchain.glibcStatic'),
    "glibc's static library libc.a is missing.",
  ),
  'toolchain-musl-static-missing': blocker(
    rungsTaking('toolchain.muslStatic'),
    'The C library of this system is musl, but its static library libc.a is missing.',
  ),
  'toolchain-host-is-musl': info(rungsTaking('toolchain.muslStatic'), 'The C library of this system is musl.'),
  'toolchain-musl-gcc-missing': blocker(rungsTaking('toolchain.muslGcc'), 'musl-gcc is not installed.'),
  'toolchain-zig-missing': blocker(rungsTaking('toolchain.zig'), 'zig is not installed.'),
  'toolchain-upx-missing': info(none, 'UPX is not installed.'),
  'toolchain-rust-target-missing': info(none, 'Rust is installed without its musl target.'),
  'toolchain-unknown': info(local, 'The installed compilers could not be determined.'),

  'network-none': warning(confined, 'There is no network at all.'),
  'network-offline': warning(confined, 'No server on the internet can be reached.'),
  'network-dns': warning(confined, 'Host names cannot be resolved.'),
  'network-tls': warning(confined, 'Server certificates are not accepted.'),
  'network-ca-missing': warning(confined, 'There is no CA certificate file.'),
  'network-proxy': info(confined, 'A proxy is in use.'),
  'network-apk-unreachable': warning(container, "Alpine's packages cannot be fetched."),
  'network-unknown': info(container, 'What the network allows could not be determined.'),

  'project-library-missing': blocker(
    all,
    'A library that the project in this folder links has no static archive for this rung.',
  ),

  'project-cxx': warning(
    rungsThat(({ languages, otherCxx }) => otherCxx !== undefined || !languages.includes('cxx')),
    'The project in this folder has C++ sources, and this rung has no C++ compiler, or links another C++ library than g++.',
  ),

  'canary-no-scratch-folder': blocker(all, 'No folder was found where a canary can build and run a program.'),
  'canary-not-run': blocker(
    all,
    "A program built by another system's tools runs here only in an empty root, which this machine does not allow.",
  ),
  'canary-not-self-contained': warning(
    all,
    'The program runs here, but behaves differently or fails in an empty root.',
  ),
  'canary-pkgs-musl-not-cached': blocker(
    nix,
    'The toolchain would be built from source, and there is not enough memory or time.',
  ),
  'canary-glibc-static-needs-shared-libs': warning(
    glibc,
    'The linker warned about glibc functions that load shared libraries at run time.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type FindingId = keyof typeof catalogue;

/** All ids, for the check of flows that name them. */
export const findingIds = Object.keys(catalogue) as FindingId[];

/** Whether `text` names a finding. */
export const isFindingId = (text: string): text is FindingId => Object.hasOwn(catalogue, text);
