import type { Capture } from '../capture.js';
import { failed, ok } from './errno.js';
import { readText } from './files.js';

/** Members of a group of /etc/group. Source: group(5). */
export const readGroup = async (name: string): Promise<Capture> => {
  try {
    for (const line of (await readText('/etc/group')).split('\n')) {
      const [group, , , members = ''] = line.split(':');
      if (group === name) return ok(members);
    }
    return failed('ENOENT');
  } catch (error) {
    return failed(error);
  }
};

/** One variable of process 1's environment, as a container manager sets it. Source: proc_pid_environ(5). */
export const readEnviron = async (name: string): Promise<Capture> => {
  try {
    const entry = (await readText('/proc/1/environ')).split('\0').find((text) => text.startsWith(`${name}=`));
    return entry === undefined ? failed('unset') : ok(entry.slice(name.length + 1));
  } catch (error) {
    return failed(error);
  }
};
