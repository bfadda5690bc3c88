/** A line of /proc/self/mountinfo. */
export interface Mount {
  /** Folder of the file system that is mounted: "/" or what a bind mount or a container shows of it. */
  readonly root: string;
  readonly mountPoint: string;
  readonly options: readonly string[];
  readonly fsType: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

const decodeOctal = (field: string): string =>
  field.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/**
 * Parses /proc/self/mountinfo; lines that are not mounts are left out.
 * Source: proc_pid_mountinfo(5).
 */
export const parseMountinfo = (text: string): Mount[] =>
  text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ', 2);
    const fields = before?.split(' ') ?? [];
    const [fsType, source = '', superOptions = ''] = after?.split(' ') ?? [];
    const [, , , root, mountPoint, options] = fields;
    if (!root || !mountPoint || !options || !fsType) return [];
    return [
      {
        root: decodeOctal(root),
        mountPoint: decodeOctal(mountPoint),
        options: options.split(','),
        fsType,
        source: decodeOctal(source),
        superOptions: superOptions.split(','),
      },
    ];
  });

/** Whether `path` is `folder` or below it. */
export const isBelow = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`);

/** The mount that a path lies on: the longest mount point, and of equal ones the last, which hides the others. */
export const mountOf = (mounts: readonly Mount[], path: string): Mount | null => {
  let best: Mount | null = null;
  for (const mount of mounts) {
    if (!isBelow(path, mount.mountPoint)) continue;
    if (!best || mount.mountPoint.length >= best.mountPoint.length) best = mount;
  }
  return best;
};
