import { type Captures, errorOf, runOf, stdoutOf, textOf, unread } from '../machine/capture.js';
import { capabilityNames } from './parse/capabilities.js';
import { colonFields } from './parse/fields.js';
import { integer } from './parse/numbers.js';
import type { Probe } from './probe.js';

/**
 * What this process may do. Sources: proc_pid_status(5), user_namespaces(7), capabilities(7),
 * apparmor(7), selinux(8).
 */
export const isolationProbe: Probe<'isolation'> = {
  domain: 'isolation',
  reads: [
    'file:/proc/self/status',
    'file:/proc/self/uid_map',
    'file:/proc/self/setgroups',
    'file:/proc/1/comm',
    'file:/proc/self/attr/apparmor/current',
    'file:/proc/self/attr/current',
    'file:/sys/module/apparmor/parameters/enabled',
    'file:/sys/fs/selinux/enforce',
    'stat:/sys/fs/selinux',
    'file:/proc/sys/user/max_user_namespaces',
    'file:/proc/sys/kernel/unprivileged_userns_clone',
    'file:/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    'run:unshare -Ur true',
    'run:id',
    'which:chroot',
    'which:unshare',
    'which:bwrap',
    'which:proot',
    // Read for the diagnosis alone: whether this user can carry out a fix that needs root.
    'which:sudo',
    'which:doas',
  ],
  interpret: (captures) => {
    const status = colonFields(textOf(captures, 'file:/proc/self/status'));
    return {
      uid:
        integer(status.get('Uid')?.split(/\s+/)[1]) ??
        integer(/^uid=(\d+)/.exec(stdoutOf(captures, 'run:id') ?? '')?.[1]),
      seccomp: seccompModes[status.get('Seccomp') ?? ''] ?? null,
      noNewPrivs: yesNo[status.get('NoNewPrivs') ?? ''] ?? null,
      capabilities: capabilityNames(status.get('CapEff') ?? null),
      userNamespaces: { inside: inUserNamespace(captures), canCreate: canCreate(captures) },
      procMounted: procMounted(captures),
      rootTools: {
        chroot: pathOf(captures, 'chroot'),
        unshare: pathOf(captures, 'unshare'),
        bwrap: pathOf(captures, 'bwrap'),
        proot: pathOf(captures, 'proot'),
      },
      pid1: textOf(captures, 'file:/proc/1/comm')?.trim() || null,
      apparmor: apparmor(captures),
      selinux: selinux(captures),
    };
  },
};

const pathOf = (captures: Captures, name: string): string | null => textOf(captures, `which:${name}`)?.trim() || null;

const seccompModes: Readonly<Record<string, 'disabled' | 'strict' | 'filter'>> = {
  0: 'disabled',
  1: 'strict',
  2: 'filter',
};
const yesNo: Readonly<Record<string, boolean>> = { 0: false, 1: true };

/** A map other than the whole of the initial namespace: systemd's running_in_userns(). */
const inUserNamespace = (captures: Captures): boolean | null => {
  const map = textOf(captures, 'file:/proc/self/uid_map');
  if (map === null) return null;
  if (!/^\s*0\s+0\s+4294967295\s*$/.test(map)) return true;
  if (unread(captures, 'file:/proc/self/setgroups')) return null;
  return textOf(captures, 'file:/proc/self/setgroups')?.trim() === 'deny';
};

/** By really making one; where `unshare` is missing only what surely forbids it is known. */
const canCreate = (captures: Captures): boolean | null => {
  const run = runOf(captures, 'run:unshare -Ur true');
  if (run && !run.timedOut && run.code !== null) {
    if (run.code === 0) return true;
    // BusyBox without the option, or a shell without the program, says nothing of the kernel.
    return /usage|unrecognized|invalid option|not found/i.test(run.stderr) ? forbidden(captures) : false;
  }
  return forbidden(captures);
};

const forbidden = (captures: Captures): false | null => {
  const off = (path: string) => textOf(captures, `file:${path}`)?.trim() === '0';
  return off('/proc/sys/user/max_user_namespaces') || off('/proc/sys/kernel/unprivileged_userns_clone') ? false : null;
};

const procMounted = (captures: Captures): boolean | null => {
  if (textOf(captures, 'file:/proc/self/status') !== null) return true;
  return errorOf(captures, 'file:/proc/self/status') === 'ENOENT' ? false : null;
};

const profile = (text: string | null): string | null => text?.replaceAll('\0', '').trim() || null;

const apparmor = (captures: Captures): string | null => {
  const own = profile(textOf(captures, 'file:/proc/self/attr/apparmor/current'));
  if (own) return own;
  const enabled = textOf(captures, 'file:/sys/module/apparmor/parameters/enabled')?.trim() === 'Y';
  return enabled ? profile(textOf(captures, 'file:/proc/self/attr/current')) : null;
};

const selinux = (captures: Captures): string | null => {
  const enforce = textOf(captures, 'file:/sys/fs/selinux/enforce')?.trim();
  if (enforce === '1') return 'enforcing';
  if (enforce === '0') return 'permissive';
  return errorOf(captures, 'file:/sys/fs/selinux/enforce') === 'ENOENT' ? 'disabled' : null;
};
