import type { NixNode } from './syntax.js';

/** A package set: nixpkgs for one libc. */
export interface PackageSet {
  /** null: not known, or another one. */
  readonly libc: 'musl' | 'glibc' | null;
  /** How programs of it are linked; null: not known. */
  readonly linkage: 'static' | 'dynamic' | null;
  /** Whether it was made for another platform than the one that builds. */
  readonly cross: boolean;
  /** The expression that makes it; null where that is a parameter. */
  readonly madeBy: NixNode | null;
  /** How it came out of another set: names such as `pkgsMusl`. */
  readonly by: readonly string[];
}

/** Something of a package set: the set itself where the path is empty. */
export interface OfSet {
  readonly kind: 'of-set';
  readonly set: PackageSet;
  readonly path: readonly string[];
  /** The toolchain that a Rust platform or a library of crane or naersk was given. */
  readonly toolchain?: NixNode;
}

/** nixpkgs, as it is for the machine that builds. */
export const host: PackageSet = { libc: 'glibc', linkage: 'dynamic', cross: false, madeBy: null, by: [] };
/** A set of nobody knows which libc. */
export const anySet: PackageSet = { ...host, libc: null, linkage: null };
/** Something of a set; the set itself without a path. */
export const ofSet = (set: PackageSet, path: readonly string[] = []): OfSet => ({ kind: 'of-set', set, path });

/** Whether two things have the same name, of sets that link alike. */
export const isSame = (one: OfSet, other: OfSet): boolean =>
  one.set.libc === other.set.libc &&
  one.set.linkage === other.set.linkage &&
  one.path.join('.') === other.path.join('.');

/** The set that another one has under a name; null where that is no set. */
export const setNamed = (set: PackageSet, name: string, madeBy: NixNode | null): PackageSet | null => {
  const by = [...set.by, name];
  switch (name) {
    case 'pkgsMusl':
      return { libc: 'musl', linkage: 'dynamic', cross: false, madeBy, by };
    case 'pkgsStatic':
      return { libc: 'musl', linkage: 'static', cross: true, madeBy, by };
    case 'buildPackages':
    case 'pkgsBuildBuild':
    case 'pkgsBuildHost':
      return { ...host, libc: set.libc === 'musl' && !set.cross ? 'musl' : 'glibc', madeBy, by };
    case 'pkgs':
    case 'targetPackages':
    case '__splicedPackages':
    case 'pkgsHostTarget':
    case 'pkgsHostHost':
      return set;
    default:
      return null;
  }
};

const gnuPlatforms = /gnu|^(?:aarch64|armv7l-hf)-multiplatform$|^raspberryPi$|^riscv(?:32|64)$|^ppc64$|^s390x?$/;

/** The set for another platform, by its name in pkgsCross. */
export const crossSet = ({ by }: PackageSet, name: string, madeBy: NixNode | null): PackageSet => {
  const set = { cross: true, madeBy, by: [...by, 'pkgsCross', name] };
  if (/musl/.test(name)) return { ...set, libc: 'musl', linkage: 'dynamic' };
  const isGnu = gnuPlatforms.test(name);
  return { ...set, libc: isGnu ? 'glibc' : null, linkage: isGnu ? 'dynamic' : null };
};
