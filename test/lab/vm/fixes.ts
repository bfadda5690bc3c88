import type { Domain } from '../../../src/facts/facts.js';
import type { User } from './machine.js';

/** A fault that root makes there, the fix of it that is offered, and the state that it changes. */
export interface FixCase {
  readonly fix: string;
  readonly domain: Domain;
  /** Who meets it. */
  readonly users: readonly User[];
  readonly break: string;
  /** Prints what the fix changes; UID in these four is that of the user. */
  readonly state: string;
  /** That state once it is fixed. */
  readonly fixed: RegExp;
  /** Takes away what is left of the fault. */
  readonly repair: string;
}

const everybody: readonly User[] = ['root', 'alice', 'carol'];
/** Root may make user namespaces whatever they say. */
const ordinary: readonly User[] = ['alice', 'carol'];
/** UID is that of the user who meets the fault. */
const inSlice = (property: string, value: string): string =>
  `systemctl set-property --runtime user-UID.slice ${property}=${value}`;
const ofSlice = (file: string): string => `cat /sys/fs/cgroup/user.slice/user-UID.slice/${file}`;

export const fixCases: readonly FixCase[] = [
  {
    fix: 'Remove the task limit of user-',
    domain: 'pids',
    users: everybody,
    break: inSlice('TasksMax', '70'),
    state: ofSlice('pids.max'),
    fixed: /max/,
    repair: inSlice('TasksMax', '5144'),
  },
  {
    fix: 'Remove the memory limit of user-',
    domain: 'memory',
    users: everybody,
    break: inSlice('MemoryHigh', '700M'),
    state: ofSlice('memory.high'),
    fixed: /max/,
    repair: inSlice('MemoryHigh', 'infinity'),
  },
  {
    fix: 'Allow users to create user namespaces',
    domain: 'isolation',
    users: ordinary,
    break: 'sysctl -q kernel.unprivileged_userns_clone=0',
    state: 'sysctl -n kernel.unprivileged_userns_clone',
    fixed: /^1$/m,
    repair: 'sysctl -q kernel.unprivileged_userns_clone=1',
  },
  {
    fix: 'Allow user namespaces',
    domain: 'isolation',
    users: ordinary,
    break: 'sysctl -q user.max_user_namespaces=0',
    state: 'sysctl -n user.max_user_namespaces',
    fixed: /^28633$/m,
    repair: 'sysctl -q user.max_user_namespaces=7794',
  },
  {
    fix: 'Start the Docker daemon',
    domain: 'engines',
    // Others may not open its socket, whether it runs or not.
    users: ['root'],
    break: 'systemctl stop docker.socket docker.service',
    state: 'systemctl is-active docker.socket docker.service || true',
    fixed: /^active$/m,
    repair: 'systemctl start docker.socket docker.service',
  },
];
