import { engineNames } from '../facts/engine-in-use.js';

/** The package sets of nixpkgs that link static with musl, the best first. */
export const nixSets = ['pkgsStatic', 'pkgsCross.musl64', 'pkgsMusl'] as const;

/** Engines of the alpine rung that need no daemon and no image: a root file system is unpacked and entered. */
export const rootEngines = ['userns', 'chroot', 'proot'] as const;
export type RootEngineName = (typeof rootEngines)[number];
export const isRootEngine = (name: string | undefined): name is RootEngineName =>
  rootEngines.some((each) => each === name);
/** What `--engine` takes. */
export const engineChoices = [...engineNames, ...rootEngines] as const;

/** How a rung is to be taken, where there is a choice. Saved with the setup; every key may be absent. */
export interface RungOptions {
  /** pkgs-musl: which package set gives the compiler and the libraries. */
  readonly nixSet?: (typeof nixSets)[number];
  /** pkgs-musl: `-I nixpkgs=...`; a path, a tarball's address or `flake:...`. */
  readonly nixpkgs?: string;
  /** pkgs-musl: options that are needed on a restricted machine, such as sandbox=false, one by one. */
  readonly nixSettings?: Readonly<Record<string, string>>;
  /** pkgs-musl: remote builders, as nix.conf writes them. */
  readonly nixBuilders?: string;
  /** alpine: which engine builds. */
  readonly engine?: (typeof engineChoices)[number];
  /** alpine: builder of `docker buildx` to build with, on this machine or another; absent: the one in use. */
  readonly builder?: string;
  /** alpine: base image, with registry and tag or digest. */
  readonly image?: string;
  /** alpine: archive to load the image from, where there is no registry; of a root engine, the root file system. */
  readonly imageArchive?: string;
  /** alpine: mirror that apk asks instead of dl-cdn.alpinelinux.org. */
  readonly apkMirror?: string;
  /** alpine: network of the build; `none` where all packages are in the image. */
  readonly network?: 'default' | 'none' | 'host';
  /** musl-cross: folder whose compilers are taken in place of those on the search path; absolute. */
  readonly toolchain?: string;
  /** Foreign architecture to build for, as `uname -m` writes it; absent: this machine's. */
  readonly arch?: string;
  /** Jobs to run side by side; absent: what the machine bears. */
  readonly jobs?: number;
  /** C is compiled with -fcommon: a variable that several files define is one, as with compilers before 2020. */
  readonly fcommon?: boolean;
  /** What compilers before clang 16 and gcc 14 only warn of in old C and C++ is a warning. */
  readonly lenient?: boolean;
  /** The program is built for a small size. */
  readonly small?: boolean;
}
