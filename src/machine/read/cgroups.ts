import { join } from 'node:path';
import type { Capture } from '../capture.js';
import { cgroupFolders } from '../cgroup-folders.js';
import { failed, ok } from './errno.js';
import { readText } from './files.js';

/** Reads control-group files, each at every level of this process's groups; where these are is read once. */
export const cgroupReader = (): ((file: string) => Promise<Capture>) => {
  let places: Promise<[string, string]> | null = null;
  return (file) => {
    places ??= Promise.all([readText('/proc/self/cgroup'), readText('/proc/self/mountinfo')]);
    return readCgroup(file, places);
  };
};

const readCgroup = async (file: string, places: Promise<[string, string]>): Promise<Capture> => {
  try {
    const [selfCgroup, mountinfo] = await places;
    const levels = await Promise.all(
      cgroupFolders(selfCgroup, mountinfo, file).map((folder) =>
        readText(join(folder, file)).then(
          (text) => [`${folder}\t${text.trimEnd().replaceAll('\n', ' ')}`],
          () => [], // not enabled at this level
        ),
      ),
    );
    return ok(levels.flat().join('\n'));
  } catch (error) {
    return failed(error);
  }
};
