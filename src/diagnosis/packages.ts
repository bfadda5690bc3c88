import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import type { FixSpec } from './build-finding.js';
import { type Manager, managers } from './package-managers.js';
import { hasNoRoute } from './reach.js';

/**
 * One tool, and the packages that bring it; a distribution that is not named has none. A package after `+` may well
 * have been there before, or the system rests on it: undoing leaves it.
 */
const packages = {
  cc: {
    apt: 'gcc +libc6-dev',
    dnf: 'gcc +glibc-devel',
    apk: 'gcc +musl-dev',
    pacman: 'gcc',
    zypper: 'gcc +glibc-devel',
  },
  glibcStatic: {
    apt: 'libc6-dev',
    dnf: 'glibc-static +libstdc++-static',
    pacman: '+glibc',
    zypper: 'glibc-devel-static',
  },
  muslStatic: { apk: '+musl-dev' },
  muslGcc: { apt: 'musl-tools', dnf: 'musl-gcc', pacman: 'musl' },
  zig: { dnf: 'zig', apk: 'zig', pacman: 'zig', zypper: 'zig' },
  upx: { apt: 'upx-ucl', dnf: 'upx', apk: 'upx', pacman: 'upx', zypper: 'upx' },
  nix: { apt: 'nix-bin', apk: 'nix', pacman: 'nix', dnf: 'nix' },
  docker: { apt: 'docker.io', dnf: 'moby-engine', apk: 'docker', pacman: 'docker', zypper: 'docker' },
  podman: { apt: 'podman', dnf: 'podman', apk: 'podman', pacman: 'podman', zypper: 'podman' },
  buildah: { apt: 'buildah', dnf: 'buildah', apk: 'buildah', pacman: 'buildah', zypper: 'buildah' },
  newuidmap: { apt: 'uidmap', dnf: '+shadow-utils', apk: 'shadow-uidmap', pacman: '+shadow', zypper: '+shadow' },
  qemu: {
    apt: 'qemu-user-static',
    dnf: 'qemu-user-static',
    pacman: 'qemu-user-static qemu-user-static-binfmt',
    zypper: 'qemu-linux-user',
  },
  caCertificates: {
    apt: '+ca-certificates',
    dnf: '+ca-certificates',
    apk: '+ca-certificates',
    pacman: '+ca-certificates',
    zypper: '+ca-certificates',
  },
} as const satisfies Record<string, Partial<Record<Manager['name'], string>>>;

export type PackagedTool = keyof typeof packages;

/**
 * The fix that installs a tool with this distribution's package manager; null where it has no such
 * package, or where it could not be fetched or written.
 */
export const installFix = (facts: Facts, captures: Captures, tool: PackagedTool, changes?: string): FixSpec | null => {
  const manager = managers.find(({ distributions }) => facts.os.id !== null && distributions.includes(facts.os.id));
  if (!manager || facts.disk.root?.readOnly === true || hasNoRoute(captures)) return null;
  const words = (packages[tool] as Partial<Record<Manager['name'], string>>)[manager.name]?.split(' ');
  if (words === undefined) return null;
  const names = words.map((word) => word.replace(/^\+/, '')).join(' ');
  const own = words.filter((word) => !word.startsWith('+')).join(' ');
  return {
    title: `Install ${names} with ${manager.name}`,
    commands: manager.install(names),
    root: true,
    ...(own === '' ? {} : { undo: manager.remove(own) }),
    ...(changes === undefined ? {} : { changes }),
  };
};
