import type { CaptureKey } from './capture.js';

/** How far a reading may go: everything; nothing off this machine; or nothing that leaves the least trace on it either. */
export type Reach = 'all' | 'offline' | 'read-only';

/**
 * Programs that write although they are only asked: podman and buildah lock and make their storage,
 * rustup's cargo and rustc write its settings, go counts its calls, nix and docker buildx may make
 * their folders. Seen by strace; checked by test/tools/read-only.test.ts.
 */
const writes = /^run:(?:podman|buildah|cargo|rustc|rustup|go|docker buildx|nix) /;

/** Whether a key may be read within a reach. A foreign program is tried by writing it to a file first. */
export const mayRead = (reach: Reach, key: CaptureKey): boolean => {
  if (reach === 'all') return true;
  if (key.startsWith('fetch:')) return false;
  return reach === 'offline' || !(writes.test(key) || key.startsWith('foreign:'));
};
