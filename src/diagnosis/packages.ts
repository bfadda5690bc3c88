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
  const found = packagesOf(facts, tool);
  if (found === null || !canInstall(facts, captures)) return null;
  const { manager, words, names } = found;
  const own = words.filter((word) => !word.startsWith('+')).join(' ');
  return {
    title: `Install ${names} with ${manager.name}`,
    commands: manager.install(names),
    root: true,
    ...(own === '' ? {} : { undo: manager.remove(own) }),
    ...(changes === undefined ? {} : { changes }),
  };
};

/**
 * The same for a tool that is all a rung needs; where nothing can be installed into this container, what whoever makes its
 * image adds to it.
 */
export const toolFix = (facts: Facts, captures: Captures, tool: PackagedTool): FixSpec | null => {
  const found = packagesOf(facts, tool);
  if (found === null || canInstall(facts, captures) || !imageBased.includes(facts.container.kind))
    return installFix(facts, captures, tool);
  const { manager, names } = found;
  return {
    title: `Add ${names} to the image of this container (RUN in its Dockerfile)`,
    commands: [manager.install(names).join(' && ')],
    by: 'host',
  };
};

/** Containers that are started from an image. */
const imageBased: readonly Facts['container']['kind'][] = ['docker', 'podman', 'containerd', 'kubernetes', 'gvisor'];

const canInstall = (facts: Facts, captures: Captures): boolean =>
  facts.disk.root?.readOnly !== true && !hasNoRoute(captures);

const packagesOf = (facts: Facts, tool: PackagedTool) => {
  const manager = managers.find(({ distributions }) => facts.os.id !== null && distributions.includes(facts.os.id));
  const words = manager && (packages[tool] as Partial<Record<Manager['name'], string>>)[manager.name]?.split(' ');
  return manager && words ? { manager, words, names: words.map((word) => word.replace(/^\+/, '')).join(' ') } : null;
};
