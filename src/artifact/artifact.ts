/** What the inspector says of one file. Keys are a contract (`inspect --json`). */
export interface Artifact {
  readonly path: string;
  readonly format: 'elf' | 'other' | 'unreadable';
  /** What a file that is not ELF is: "script (#!/bin/sh)", "ar archive", "PE executable", "empty file", ... */
  readonly kind: string | null;
  readonly class: 32 | 64 | null;
  /** Architecture as `uname -m` writes it: x86_64, aarch64, i686, armv7l, riscv64, ...; `em-N` where it has no name here. */
  readonly machine: string | null;
  readonly endian: 'little' | 'big' | null;
  readonly type: 'exec' | 'dyn' | 'rel' | 'core' | null;
  /** How the kernel will run it, by the program headers alone. */
  readonly linkage: Linkage | null;
  /** PT_INTERP: the loader that the kernel starts in its place. */
  readonly interpreter: string | null;
  /** DT_NEEDED, in file order. */
  readonly needed: readonly string[];
  readonly libc: Libc | null;
  /** Why `libc` is believed: the interpreter, a symbol version, a note, a marker string. */
  readonly libcEvidence: readonly string[];
  /** Least glibc that has all the symbol versions asked for, as "2.34"; null when none is asked for. */
  readonly glibcMinimum: string | null;
  readonly packer: 'upx' | null;
  readonly stripped: boolean | null;
  readonly debugInfo: boolean | null;
  readonly buildId: string | null;
  /** What a file that needs no library still needs at run time. */
  readonly runtimeNeeds: readonly RuntimeNeed[];
  /** In what a static program behaves otherwise than one with glibc and libstdc++; null where that is unknown. */
  readonly glibcDifferences: readonly Remark[] | null;
  readonly sizeBytes: number | null;
  readonly error: string | null;
}

export type Linkage = 'static' | 'static-pie' | 'dynamic' | 'shared-library' | 'relocatable';
/** Whether a file is a static program, at a fixed address or at any. Pure. */
export const isStatic = ({ linkage }: Pick<Artifact, 'linkage'>): boolean =>
  linkage === 'static' || linkage === 'static-pie';

export type Libc = 'musl' | 'glibc' | 'bionic' | 'uclibc' | 'none' | 'unknown';

/** Something that is to be said of a file, with the reason. */
export interface Remark {
  readonly what: string;
  readonly why: string;
}

/** What an image can be given, by kind; `machine`: what no image can be given, since it belongs to one machine or library. */
export type NeedKind = 'names' | 'users' | 'shell' | 'timeZones' | 'terminfo' | 'certificates' | 'machine';

export interface RuntimeNeed extends Remark {
  readonly kind: NeedKind;
}

/** One requirement of `inspect --require`, and whether the file meets it. */
export interface RequirementResult {
  readonly path: string;
  readonly name: string;
  /** False where it is not met, and where that could not be checked. */
  readonly holds: boolean;
  readonly checked: boolean;
  readonly found: string;
}
