/** What the system's refusals ask of a person, by errno. Source: errno(3), open(2), fork(2). */
const remedies: Readonly<Record<string, string>> = {
  EMFILE: 'A process may open too few files here: ulimit -n 1024, then again.',
  ENFILE: 'The whole machine has too many open files: cat /proc/sys/fs/file-nr',
  ENOSPC: 'There is no room left, in bytes or in inodes: df -h; df -i',
  EDQUOT: 'The quota of this user is spent: quota -s',
  EROFS: 'The file system is read-only; --config-dir DIR and TMPDIR name other folders.',
  EACCES: 'This user may not do that; --config-dir DIR and TMPDIR name other folders.',
  EPERM: 'This user may not do that; --config-dir DIR and TMPDIR name other folders.',
  ENOTDIR: 'A file stands where a folder is wanted; --config-dir DIR and TMPDIR name other folders.',
  ELOOP: 'Symbolic links go in a circle there; --config-dir DIR and TMPDIR name other folders.',
  ENAMETOOLONG: 'The path is too long; --config-dir DIR and TMPDIR name other folders.',
  EAGAIN: 'No more processes can be started: ulimit -u; cat /sys/fs/cgroup/pids.max',
  ENOMEM: 'There is not enough memory: free -m',
  EIO: 'The disk, or what it is reached by, fails: dmesg | tail',
};

/** What to do where the system refused a call, and so nothing is wrong with this program; null for any other error. Pure. */
export const remedyOf = (error: unknown): string | null => {
  const { code, syscall } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return syscall === undefined ? null : (remedies[code ?? ''] ?? null);
};
