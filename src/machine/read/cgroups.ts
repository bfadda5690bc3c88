import { join } from 'node:path';
import type { Capture } from '../capture.js';
import { cgroupFolders } from '../cgroup-folders.js';
import { failed, ok } from './errno.js';
import { readText } from './files.js';

/** Reads one control-group file at every level of this process's groups. */
export const readCgroup = async (file: string): Promise<Capture> => {
  try {
    const [selfCgroup, mountinfo] = await Promise.all([
      readText('/proc/self/cgroup'),
      readText('/proc/self/mountinfo'),
    ]);
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
