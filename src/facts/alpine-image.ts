import type { EngineFacts } from './engine-in-use.js';
import { pins } from './pins.js';

const { version, release, digest } = pins.alpine;

/** The image of Alpine, by the digest of its index of all architectures: what is built in unless another is named. */
export const alpineImage = `docker.io/library/alpine:${version}@${digest}`;

// An engine lists what was pulled by digest under its name, without a tag.
const byDigest = /^(?:docker\.io\/)?(?:library\/)?alpine:<none>$/;
const likeAlpine = /^(?=[a-z0-9])(?:[\w.:/-]{0,300}\/)?alpine[\w.-]*(?::[\w.-]+)?$/;

/** Whether an engine seems to have the default image already; under what is named by digest nobody can put another. Pure. */
export const hasAlpineImage = ({ daemon }: EngineFacts): boolean => daemon.images.some((name) => byDigest.test(name));

/** Images of an engine that an Alpine build could start from. Anybody may have made them: they are offered, never taken. Pure. */
export const otherAlpineImages = ({ daemon }: EngineFacts): readonly string[] =>
  daemon.images.filter((name) => likeAlpine.test(name));

/** Alpine's names for architectures that uname(1) calls otherwise. */
const alpineArchitectures: Readonly<Record<string, string>> = {
  armv7l: 'armv7',
  armv6l: 'armhf',
  i686: 'x86',
  i386: 'x86',
};
const alpineRoots = ['x86_64', 'aarch64', 'armv7', 'armhf', 'x86', 'ppc64le', 's390x', 'riscv64'];

/**
 * The archive of Alpine's smallest root file system, for engines that unpack one.
 * @param arch as `uname -m` prints it
 * @returns null where Alpine has none
 */
export const alpineRoot = (arch: string): { readonly name: string; readonly url: string } | null => {
  const named = alpineArchitectures[arch] ?? arch;
  if (!alpineRoots.includes(named)) return null;
  const name = `alpine-minirootfs-${release}-${named}.tar.gz`;
  return { name, url: `https://dl-cdn.alpinelinux.org/alpine/v${version}/releases/${named}/${name}` };
};
