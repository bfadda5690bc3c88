import { isBelow, type Mount, parseMountinfo } from './mountinfo.js';

/**
 * The folders in which a control-group file may lie for this process, leaf first, up to the root
 * of each mount: the v2 hierarchy, then the v1 hierarchy of the file's controller. A controller
 * that is not enabled in a folder leaves the file out there, so that all of them must be asked.
 *
 * @param file such as pids.max; what stands before the first dot names the controller
 * Source: cgroups(7), "/proc files"; Documentation/admin-guide/cgroup-v2.rst.
 */
export const cgroupFolders = (selfCgroup: string, mountinfo: string, file: string): string[] => {
  const controller = file.slice(0, file.indexOf('.'));
  const mounts = parseMountinfo(mountinfo);
  return selfCgroup.split('\n').flatMap((line) => {
    const match = /^(\d+):([^:]*):(\/.*)$/.exec(line);
    if (!match) return [];
    const [, id, controllers = '', path = '/'] = match;
    const unified = id === '0' && controllers === '';
    if (!unified && !controllers.split(',').includes(controller)) return [];
    const candidates = mounts.filter((mount) =>
      unified ? mount.fsType === 'cgroup2' : mount.fsType === 'cgroup' && mount.superOptions.includes(controller),
    );
    const mount = candidates.findLast((candidate) => isBelow(path, candidate.root)) ?? candidates.at(-1);
    return mount ? ancestors(mount, path) : [];
  });
};

const ancestors = (mount: Mount, path: string): string[] => {
  // Inside a cgroup namespace, or a bind mount of one group, the path can lie outside of what is mounted.
  const relativePath = isBelow(path, mount.root) ? path.slice(mount.root === '/' ? 0 : mount.root.length) : '';
  const parts = relativePath.split('/').filter((part) => part !== '' && part !== '..');
  return [...parts.keys(), parts.length]
    .reverse()
    .map((length) => [mount.mountPoint === '/' ? '' : mount.mountPoint, ...parts.slice(0, length)].join('/') || '/');
};
