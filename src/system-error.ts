/** What the system's refusals ask of a person, by errno. Source: errno(3), open(2), fork(2). */
const nextSteps: Readonly<Record<string, string>> = {
  EMFILE: 'The open-file limit is too low. Run `ulimit -n 1024` and retry.',
  ENFILE: 'The machine has too many open files. Check: cat /proc/sys/fs/file-nr',
  ENOSPC: 'No space left on the disk (bytes or inodes). Check: df -h; df -i',
  EDQUOT: 'Disk quota exceeded. Check: quota -s',
  EROFS: 'The file system is read-only. Choose other folders with --config-dir DIR and TMPDIR.',
  EACCES: 'Permission denied. Choose other folders with --config-dir DIR and TMPDIR.',
  EPERM: 'Permission denied. Choose other folders with --config-dir DIR and TMPDIR.',
  ENOTDIR: 'A file exists where a folder is expected. Choose other folders with --config-dir DIR and TMPDIR.',
  ELOOP: 'Symbolic links form a loop. Choose other folders with --config-dir DIR and TMPDIR.',
  ENAMETOOLONG: 'The path is too long. Choose other folders with --config-dir DIR and TMPDIR.',
  EAGAIN: 'No more processes can be started. Check: ulimit -u; cat /sys/fs/cgroup/pids.max',
  ENOMEM: 'Not enough memory. Check: free -m',
  EIO: 'Disk I/O error. Check: dmesg | tail',
};

/** What to do where the system refused a call, and so nothing is wrong with this program; null for any other error. Pure. */
export const nextStepFor = (error: unknown): string | null => {
  const { code, syscall } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return syscall === undefined ? null : (nextSteps[code ?? ''] ?? null);
};
