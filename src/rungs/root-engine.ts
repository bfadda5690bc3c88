import type { Facts } from '../facts/facts.js';
import { chooseEngine } from './choose-engine.js';
import { isRootEngine, type RootEngineName, type RungOptions, rootEngines } from './options.js';

/** How a root file system is entered without a container engine. */
export interface RootEngine {
  readonly name: RootEngineName;
  /** The program that enters it. */
  readonly tool: { readonly name: 'chroot' | 'bwrap' | 'proot'; readonly path: string };
  /** Path of unshare, where that gives it a mount namespace of its own first, with which all mounts end; else null. */
  readonly unshare: string | null;
}

/**
 * The engine that enters a root file system: the one asked for; where none was asked for and no container engine is
 * usable, the first that works here, which takes an archive to unpack. Pure.
 * @returns null where container engines are to be used
 */
export const chooseRootEngine = (facts: Facts, options: RungOptions): RootEngine | null => {
  const { engine, imageArchive } = options;
  if (isRootEngine(engine)) return rootEngine(engine, facts);
  if (engine !== undefined || imageArchive === undefined || chooseEngine(facts, options) !== null) return null;
  return firstRootEngine(facts);
};

/** The first that works here: by namespaces of its own, then as root, then by tracing. Pure. */
export const firstRootEngine = (facts: Facts): RootEngine | null =>
  rootEngines.map((name) => rootEngine(name, facts)).find((found) => found !== null) ?? null;

const rootEngine = (name: RootEngineName, facts: Facts): RootEngine | null => {
  const { uid, capabilities, userNamespaces, rootTools } = facts.isolation;
  const { chroot, unshare, bwrap, proot } = rootTools;
  const may = (...needed: readonly string[]) => needed.some((each) => capabilities.includes(each));
  switch (name) {
    case 'userns':
      if (userNamespaces.canCreate !== true) return null;
      if (unshare !== null && chroot !== null) return { name, tool: { name: 'chroot', path: chroot }, unshare };
      return bwrap === null ? null : { name, tool: { name: 'bwrap', path: bwrap }, unshare: null };
    case 'chroot': {
      // Without /dev/null nothing builds: it is made, or bound from here.
      if (uid !== 0 || chroot === null || !may('sys_chroot') || !may('mknod', 'sys_admin')) return null;
      const own = may('sys_admin') ? unshare : null;
      return own === null && !may('mknod') ? null : { name, tool: { name, path: chroot }, unshare: own };
    }
    case 'proot':
      return proot === null ? null : { name, tool: { name, path: proot }, unshare: null };
  }
};

/** Why a root engine that was asked for cannot be used here, in one sentence. Pure. */
export const whyNoRootEngine = (name: RootEngineName, facts: Facts): string => {
  const { uid, userNamespaces, rootTools } = facts.isolation;
  switch (name) {
    case 'userns':
      return userNamespaces.canCreate === true
        ? 'Neither unshare with chroot nor bwrap is installed.'
        : userNamespaces.canCreate === false
          ? 'This user cannot create a user namespace here.'
          : 'Whether this user can create a user namespace is unknown.';
    case 'chroot':
      return uid !== 0
        ? 'chroot requires root.'
        : rootTools.chroot === null
          ? 'chroot is not installed.'
          : 'chroot requires the capability sys_chroot, and mknod or sys_admin for /dev/null.';
    case 'proot':
      return 'proot is not installed.';
  }
};
