import type { Language } from '../rungs/rung.js';
import type { Compiler } from './make-compilers.js';

export type { Language } from '../rungs/rung.js';

/** What is built in a folder, as far as its files tell. Pure data. */

/** Those of other languages, by their names in flows/languages.yaml. */
export const languageSystems = ['cabal', 'crystal', 'dub', 'dune', 'fpc', 'nim', 'zig'] as const;
export type LanguageSystem = (typeof languageSystems)[number];

export const buildSystems = [
  'make',
  'cmake',
  'meson',
  'autotools',
  'plain',
  'cargo',
  'go',
  ...languageSystems,
] as const;
export type BuildSystem = (typeof buildSystems)[number];

/** Whether `text` names a build system. */
export const isBuildSystem = (text: string): text is BuildSystem => (buildSystems as readonly string[]).includes(text);

/** Where something was read. */
export interface Evidence {
  readonly file: string;
  /** 1-based; null where the file's presence is the evidence. */
  readonly line: number | null;
  /** The text that shows it, on one line, bounded. */
  readonly text: string;
}

/** How a library is asked for. */
export type Asked = 'pkg-config' | 'flag' | 'find-package' | 'meson' | 'autoconf' | 'crate' | 'cgo' | 'header';

/** A library that the project links. */
export interface LinkedLibrary {
  /** Id in flows/packages.yaml, or the name as asked for where the table does not know it. */
  readonly id: string;
  readonly known: boolean;
  /** True when every place that asks for it can do without. */
  readonly optional: boolean;
  /** The word by which configure builds without it; null where its files name none. */
  readonly without: string | null;
  readonly asked: readonly { readonly how: Asked; readonly name: string; readonly evidence: Evidence }[];
}

/** A program that the build makes. */
export interface Target {
  readonly name: string;
  /** The folder whose programs its file lists, where others may list none of theirs; absent: of the whole project. */
  readonly scope?: string;
  readonly evidence: Evidence;
}

/** A program that a build runs in addition to the compiler, by the name of its package in Debian, Alpine and nixpkgs. */
export type BuildTool = 'bison' | 'ed' | 'flex' | 'perl' | 'python3';

/** What is special to a build system. */
export type Build =
  | {
      readonly system: 'make';
      readonly file: string;
      /** What stands behind `ar` where the makefile has it in the variable, as in `AR = ar rcu`: whoever sets AR must say it too. */
      readonly arFlags: string | null;
      /** Variables for a compiler in addition to the usual CC and CXX. */
      readonly compilers: readonly Compiler[];
      /** Whether its rules start a compiler by name, as `gcc -o app`, and not by a variable. */
      readonly callsByName: boolean;
      /** Whether it makes warnings errors, which fits the compilers that its author had. */
      readonly strict: boolean;
      /** Its configuration, in the kernel's language for them (Kconfig), is not made yet: without one it builds nothing. */
      readonly kconfig?: true;
    }
  | { readonly system: 'cmake' }
  | { readonly system: 'meson' }
  | {
      readonly system: 'autotools';
      /** generated: a configure that autoconf made is there; handwritten: one that somebody wrote; absent: autoreconf first. */
      readonly configure: 'generated' | 'handwritten' | 'absent';
      /** The project's own script that makes configure, where it is absent; without one, autoreconf makes it. */
      readonly generator?: string;
      /** How a handwritten configure is told its tools, by variable: CXX as `CXX=` or `--cxx=`; absent where it reads the environment. */
      readonly toolOptions?: Readonly<Record<string, string>>;
      /** configure refuses libtool's words for archives, as kmod's does: then it gets none of them. */
      readonly refusesArchives?: true;
      /** Words by which configure leaves the documentation out. */
      readonly withoutDocs?: readonly string[];
    }
  | {
      readonly system: 'plain';
      /** One for each file with a main, with all files that have none. */
      readonly programs: readonly { readonly name: string; readonly sources: readonly string[] }[];
    }
  | {
      readonly system: 'cargo';
      readonly workspace: boolean;
      /** Members with a program that `cargo build` leaves out by default. */
      readonly leftOut: readonly string[];
      readonly lockFile: boolean;
      /** Packages with a build script. */
      readonly buildScripts: readonly string[];
      /** Procedural macros: they run inside the compiler, so they must stay shared objects of the build machine. */
      readonly procMacros: readonly string[];
      /** Crates that link a C library. */
      readonly sysCrates: readonly string[];
      /** The crate that compiles protobuf files and so needs `protoc`; null where none does. */
      readonly protobuf: string | null;
    }
  | {
      readonly system: 'go';
      readonly module: string;
      readonly cgo: boolean;
      /** Packages with a main, as `./cmd/x`. */
      readonly mains: readonly string[];
      /** A makefile that calls go: what tags and values it gives, make is asked. */
      readonly makefile: boolean;
    }
  | {
      readonly system: LanguageSystem;
      /** The programs, where the tool must be told them. */
      readonly mains: readonly { readonly name: string; readonly path: string }[];
      /** The tool that fetches the packages which the project requires; null where there is none, or the compiler does so. */
      readonly fetches: string | null;
    };

/** One way in which the folder can be built. */
export interface Candidate {
  readonly build: Build;
  readonly languages: readonly Language[];
  readonly tools: readonly BuildTool[];
  readonly libraries: readonly LinkedLibrary[];
  readonly targets: readonly Target[];
  /** Libraries that its makefiles build, as in -lNAME; only where there are some. */
  readonly own?: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** Files that already describe a build environment. */
export interface EnvironmentFile {
  readonly kind: 'flake' | 'nix-shell' | 'nix-build' | 'dockerfile' | 'justfile' | 'ci';
  readonly path: string;
}

export interface Project {
  /** Made of letters, digits and `._+-`, so that it is safe in every language. */
  readonly name: string;
  /** More than one: it must be asked which is meant. None: nothing here is known how to build. */
  readonly candidates: readonly Candidate[];
  readonly environments: readonly EnvironmentFile[];
  /** Folders below that look like projects, the nearest first; only where this one is none. */
  readonly below?: readonly string[];
  /** The build system that the folder is built with, where it is none of `buildSystems`, and the file that says so. */
  readonly foreign?: OtherBuilder;
  /** Sources whose names no build file can hold, which is why this is no project; only where there are such. */
  readonly unusable?: readonly string[];
  /** True when the folder has more files than were looked at. */
  readonly truncated: boolean;
}

/** What builds a project that this program does not build. */
export interface OtherBuilder {
  readonly name: string;
  /** The file that says so. */
  readonly file: string;
  /** Whether it can be made static, and how; absent where that is not known here. */
  readonly static?: { readonly possible: boolean; readonly why: string; readonly next: readonly string[] };
  /** The build system by which a rung builds such a project, where its programs are known. */
  readonly system?: LanguageSystem;
}

/** The name in `Project.foreign` of what go built before it had modules. */
export const goWithoutModule = 'Go without go.mod';

/** A project of which it is known how it is built. */
export interface ChosenProject extends Candidate {
  readonly name: string;
  /** What its recipes say at their head. */
  readonly remarks?: readonly string[];
}
