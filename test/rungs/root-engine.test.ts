import { describe, expect, it } from 'vitest';
import type { RungOptions } from '../../src/rungs/options.js';
import { chooseRootEngine, firstRootEngine, whyNoRootEngine } from '../../src/rungs/root-engine.js';
import { type DeepPartial, someFacts } from '../support/facts.js';

type Isolation = ReturnType<typeof someFacts>['isolation'];

const tools = {
  chroot: '/usr/sbin/chroot',
  unshare: '/usr/bin/unshare',
  bwrap: '/usr/bin/bwrap',
  proot: '/usr/bin/proot',
};
const none = { chroot: null, unshare: null, bwrap: null, proot: null };
const machine = (isolation: DeepPartial<Isolation>, docker: 'running' | 'absent' = 'absent') =>
  someFacts({
    isolation: { uid: 1000, capabilities: [], userNamespaces: { canCreate: false }, rootTools: none, ...isolation },
    engines: {
      docker: { cli: { path: '/usr/bin/docker', version: null }, daemon: { state: docker } },
      podman: { cli: null, daemon: { state: 'absent' } },
      buildah: { cli: null, daemon: { state: 'absent' } },
    },
  });

describe('the engine that enters a root file system', () => {
  it.each<[string, DeepPartial<Isolation>, object | null]>([
    ['nothing is there', { userNamespaces: { canCreate: true } }, null],
    [
      'a user may make namespaces',
      { userNamespaces: { canCreate: true }, rootTools: tools },
      { name: 'userns', tool: { name: 'chroot', path: tools.chroot }, unshare: tools.unshare },
    ],
    [
      'bubblewrap alone',
      { userNamespaces: { canCreate: true }, rootTools: { ...none, bwrap: tools.bwrap } },
      { name: 'userns', tool: { name: 'bwrap', path: tools.bwrap }, unshare: null },
    ],
    [
      'whether a user may is unknown',
      { userNamespaces: { canCreate: null }, rootTools: { ...tools, proot: null } },
      null,
    ],
    [
      'root of a container as Docker starts it',
      { uid: 0, capabilities: ['sys_chroot', 'mknod'], rootTools: tools },
      { name: 'chroot', tool: { name: 'chroot', path: tools.chroot }, unshare: null },
    ],
    [
      'root with all rights mounts in a namespace of its own',
      { uid: 0, capabilities: ['sys_chroot', 'mknod', 'sys_admin'], rootTools: tools },
      { name: 'chroot', tool: { name: 'chroot', path: tools.chroot }, unshare: tools.unshare },
    ],
    [
      'root who may mount, without unshare, and make no device: mounts would stay',
      { uid: 0, capabilities: ['sys_chroot', 'sys_admin'], rootTools: { ...none, chroot: tools.chroot } },
      null,
    ],
    [
      'root without the right to a device file',
      { uid: 0, capabilities: ['sys_chroot'], rootTools: tools },
      { name: 'proot', tool: { name: 'proot', path: tools.proot }, unshare: null },
    ],
    [
      'a user without namespaces',
      { rootTools: tools },
      { name: 'proot', tool: { name: 'proot', path: tools.proot }, unshare: null },
    ],
  ])('%s', (_, isolation, expected) => {
    expect(firstRootEngine(machine(isolation))).toEqual(expected);
  });

  it.each<[string, RungOptions, 'running' | 'absent', string | null]>([
    ['no archive: container engines alone', {}, 'absent', null],
    ['an archive, and no engine works', { imageArchive: '/a.tar' }, 'absent', 'userns'],
    ['an archive, and an engine works', { imageArchive: '/a.tar' }, 'running', null],
    ['an archive for an engine by name', { imageArchive: '/a.tar', engine: 'podman' }, 'absent', null],
    ['one by name, whatever works', { engine: 'proot' }, 'running', 'proot'],
    ['one by name that does not work', { engine: 'chroot' }, 'absent', null],
  ])('%s', (_, options, docker, expected) => {
    const facts = machine({ userNamespaces: { canCreate: true }, rootTools: tools }, docker);
    expect(chooseRootEngine(facts, options)?.name ?? null).toBe(expected);
  });

  it.each<[Parameters<typeof whyNoRootEngine>[0], DeepPartial<Isolation>, string]>([
    ['userns', { userNamespaces: { canCreate: null } }, 'Whether this user can create a user namespace is unknown.'],
    ['userns', {}, 'This user cannot create a user namespace here.'],
    ['userns', { userNamespaces: { canCreate: true } }, 'Neither unshare with chroot nor bwrap is installed.'],
    ['chroot', {}, 'chroot requires root.'],
    ['chroot', { uid: 0 }, 'chroot is not installed.'],
    [
      'chroot',
      { uid: 0, rootTools: tools },
      'chroot requires the capability sys_chroot, and mknod or sys_admin for /dev/null.',
    ],
    ['proot', {}, 'proot is not installed.'],
  ])('says why %s cannot be used: %j', (name, isolation, why) => {
    expect(whyNoRootEngine(name, machine(isolation))).toBe(why);
  });
});
