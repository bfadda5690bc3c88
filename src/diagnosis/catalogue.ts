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
  'os-not-linux': blocker(all, 'The machine runs another kernel than Linux.'),
  'os-arch-rare': info(all, 'No binary cache and few prebuilt tools serve this architecture.'),

  'container-wsl1': warning(confined, 'WSL 1 imitates a kernel: no namespaces, no seccomp filters.'),
  'container-gvisor': warning(
    confined,
    "gVisor stands in for the kernel: Nix's builders lose their exit status there.",
  ),
  'container-chroot': info(nix, 'The root folder is a chroot: no user namespace can be made in it.'),
  'container-proc-missing': blocker(confined, '/proc is not mounted: Nix and the engines do not start.'),

  'isolation-no-new-privs': info(confined, 'no_new_privs is set: sudo and setuid programs have no effect.'),
  'isolation-userns-denied': warning(confined, 'No user namespace may be made.'),
  'isolation-apparmor-userns': warning(
    confined,
    'AppArmor takes the rights from user namespaces of programs without a profile.',
  ),
  'isolation-selinux-enforcing': info(container, 'SELinux is enforcing: folders shared with a container need a label.'),
  'isolation-unknown': info(all, 'What this process may do could not be read.'),

  'memory-too-low': blocker(all, 'There is too little memory for what the rung runs.'),
  'memory-low': warning(all, 'The memory may not be enough.'),
  'memory-toolchain-rebuild': info(nix, 'The memory is not enough to build the musl tool chain from source.'),
  'memory-unknown': info(all, 'How much memory there is could not be read.'),

  'pids-too-low': blocker(all, 'Too few processes may still be started.'),
  'pids-low': warning(all, 'The number of processes that may still be started may not be enough.'),
  'pids-unknown': info(all, 'How many processes may be started could not be read.'),

  'disk-full': blocker(all, 'There is no room for what the rung writes.'),
  'disk-low': warning(all, 'The room may not be enough.'),
  'disk-inodes-exhausted': blocker(all, 'There are too few free inodes.'),
  'disk-inodes-low': warning(all, 'The free inodes may not be enough.'),
  'disk-noexec': blocker(all, 'Nothing may be executed in the folder that the rung works in.'),
  'disk-read-only': blocker(all, 'The folder that the rung works in cannot be written.'),
  'disk-home-read-only': warning(none, 'The home folder cannot be written: a setup cannot be saved there.'),
  'disk-unknown': info(all, 'How much room there is could not be read.'),

  'nix-absent': blocker(nix, 'Nix is not installed.'),
  'nix-not-on-path': blocker(nix, 'There is a Nix store, and no Nix program is found.'),
  'nix-daemon-absent': blocker(nix, 'The store belongs to a daemon, and there is no daemon.'),
  'nix-daemon-refused': blocker(nix, 'The socket of the Nix daemon is there, and nobody answers.'),
  'nix-daemon-denied': blocker(nix, 'This user may not open the socket of the Nix daemon.'),
  'nix-remote-daemon-missing': blocker(nix, 'NIX_REMOTE asks for a daemon that is not there.'),
  'nix-build-users-missing': blocker(nix, 'Builds by root want build users, and there are none.'),
  'nix-store-not-writable': blocker(nix, 'This user can neither write the store nor ask a daemon to.'),
  'nix-nixpkgs-missing': blocker(nix, '<nixpkgs> is not found.'),
  'nix-features-off': warning(nix, 'Experimental features that flakes need are off.'),
  'nix-sandbox-impossible': warning(nix, 'The sandbox is asked for, and the namespaces for it cannot be made.'),
  'nix-seccomp-rejected': warning(nix, 'The kernel here takes no seccomp filter, which each build wants to load.'),
  'nix-builders-lost': warning(nix, 'Builds can end in "cannot get exit status of PID".'),
  'nix-user-untrusted': info(nix, 'The daemon ignores settings that this user gives.'),
  'nix-no-substituter': warning(nix, 'No binary cache can be asked: all that is missing is built from source.'),
  'nix-unknown': info(nix, 'How Nix stands here could not be told.'),

  'engines-none': blocker(container, 'There is no container engine.'),
  'engines-docker-stopped': blocker(container, 'The Docker client is there, its daemon does not answer.'),
  'engines-docker-denied': blocker(container, 'This user may not open the Docker socket.'),
  'engines-docker-unreachable': blocker(container, 'The Docker endpoint that is asked for does not answer.'),
  'engines-podman-unusable': blocker(container, 'Podman is there and does not work.'),
  'engines-buildah-unusable': blocker(container, 'Buildah is there and does not work.'),
  'engines-newuidmap-missing': blocker(container, 'Rootless containers want newuidmap and newgidmap.'),
  'engines-subuid-missing': blocker(container, 'This user has no range of subordinate user ids.'),
  'engines-no-base-image': blocker(container, 'The Alpine image is not there and no registry can be reached.'),
  'engines-other-image': info(container, "An image like Alpine's is there; it is not used unless it is named."),
  'engines-vfs': warning(container, 'The storage driver vfs copies every layer.'),
  'engines-nested': info(container, 'The engine runs inside a container.'),
  'engines-remote': info(container, 'The engine is another machine: local memory and disk say nothing of it.'),
  'engines-unknown': info(container, 'Whether a container engine works could not be told.'),

  'binfmt-unsupported': info(none, 'The kernel runs no foreign binaries (no binfmt_misc).'),
  'binfmt-not-mounted': info(none, 'binfmt_misc is known and not mounted here.'),
  'binfmt-interpreter-missing': warning(none, 'A handler names an emulator that is not there.'),
  'binfmt-not-fixed': warning(none, 'A handler has no flag F: it fails in containers and sandboxes.'),

  'toolchain-cc-missing': blocker(rungsTaking('toolchain.cc'), 'There is no C compiler.'),
  'toolchain-glibc-static-missing': blocker(
    rungsTaking('toolchain.glibcStatic'),
    "glibc's static library libc.a is missing.",
  ),
  'toolchain-host-is-musl': info(glibc, 'The C library of this system is musl.'),
  'toolchain-musl-gcc-missing': blocker(rungsTaking('toolchain.muslGcc'), 'musl-gcc is not installed.'),
  'toolchain-zig-missing': blocker(rungsTaking('toolchain.zig'), 'zig is not installed.'),
  'toolchain-upx-missing': info(none, 'UPX is not installed.'),
  'toolchain-rust-target-missing': info(none, 'Rust is here without its musl target.'),
  'toolchain-unknown': info(local, 'Which compilers are here could not be told.'),

  'network-none': warning(confined, 'There is no network at all.'),
  'network-offline': warning(confined, 'No server on the internet can be reached.'),
  'network-dns': warning(confined, 'Host names are not resolved.'),
  'network-tls': warning(confined, 'Certificates of servers are not accepted.'),
  'network-ca-missing': warning(confined, 'There is no file of certificate authorities.'),
  'network-proxy': info(confined, 'A proxy is in use.'),
  'network-apk-unreachable': warning(container, "Alpine's packages cannot be fetched."),
  'network-unknown': info(container, 'What the network lets through could not be told.'),

  'canary-no-scratch-folder': blocker(all, 'No folder was found in which a canary can build and run a program.'),
  'canary-not-run': blocker(
    all,
    "What another system's tools made runs here only in an empty root, and this machine permits none.",
  ),
  'canary-not-self-contained': warning(
    all,
    'The program that was built runs here, and otherwise or not at all in an empty root.',
  ),
  'canary-pkgs-musl-not-cached': blocker(
    nix,
    'The tool chain would be built from source, for which there is too little memory or time.',
  ),
  'canary-glibc-static-needs-shared-libs': warning(
    glibc,
    'The linker warned of functions of glibc that load shared libraries at run time.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type FindingId = keyof typeof catalogue;

/** All ids, for the check of flows that name them. */
export const findingIds = Object.keys(catalogue) as FindingId[];

/** Whether `text` names a finding. */
export const isFindingId = (text: string): text is FindingId => Object.hasOwn(catalogue, text);
