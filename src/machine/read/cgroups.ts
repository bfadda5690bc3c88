import { join } from 'node:path';
import type { Capture } from '../capture.js';
import { cgroupFolders } from '../cgroup-folders.js';
import { failed, ok } from './errno.js';
import { readTextNow } from './files.js';

/**
 * Reads control-group files, each at every level of this process's groups; where these are is read once.
 * They are the kernel's own, which answers at once: there is nothing to wait for.
 */
export const cgroupReader = (): ((file: string) => Capture) => {
  let places: readonly [string, string] | null = null;
  return (file) => {
    try {
      places ??= [readTextNow('/proc/self/cgroup'), readTextNow('/proc/self/mountinfo')];
      return ok(
        cgroupFolders(...places, file)
          .flatMap((folder) => levelOf(folder, file))
          .join('\n'),
      );
    } catch (error) {
      return failed(error);
    }
  };
};

const levelOf = (folder: string, file: string): string[] => {
  try {
    return [`${folder}\t${readTextNow(join(folder, file)).trimEnd().replaceAll('\n', ' ')}`];
  } catch {
    return []; // not enabled at this level
  }
};
