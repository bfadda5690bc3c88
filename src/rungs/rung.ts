import type { Facts } from '../facts/facts.js';
import type { RungOptions } from './options.js';
import type { OtherLanguage } from './other-languages.js';
import type { RungId } from './registry.js';
import type { LibraryPackages, Supply } from './supply.js';
import type { HelperFile, Programs, Toolchain } from './toolchain.js';

/**
 * A way to get a static binary: everything that is special to it. What all rungs that build in one place share
 * (steps, containers, Nix expressions) stands in `build` and `recipe`, by `builds.where`.
 */
export interface Rung {
  readonly id: RungId;
  readonly title: string;
  /** The C library of what it builds. */
  readonly libc: 'musl' | 'glibc';
  /** What its binary means for who runs it, in one sentence. */
  readonly gives: string;
  /** Paths of the facts of its tools: `nix`, `engines`, or a program of `toolchain`. */
  readonly tools: readonly string[];
  /**
   * Why it is for other machines than this, in one sentence without a period; null where it is for one as this, or
   * that is not known. Nothing is wrong with the machine then, and nothing is to be fixed. Absent: it is for all.
   */
  ruledOut?(facts: Facts, options?: RungOptions): string | null;
  /** Languages that it compiles, where their own compilers are there. */
  readonly languages: readonly Language[];
  /** What its C++ means for a program, where it links another C++ library than g++ does; in one sentence. */
  readonly otherCxx?: string;
  readonly builds: Building;
  /**
   * Paths of the facts that would have to be known before the rung can be called ready, of those
   * that are not known on this machine. Facts that matter no more (another engine works) are left out.
   */
  openFacts(facts: Facts): readonly string[];
  /** Paths of the facts that the proof of a saved setup rests on, in addition to those of every rung. */
  basis(options: RungOptions): readonly string[];
  /** What a try of it costs, in a few words; of a small C program. What must be fetched decides. */
  forecast(facts: Facts | null): string;
  /** Whether the compiling is done by another machine, whose limits are not those of this one. */
  buildsElsewhere(facts: Facts, options: RungOptions): boolean;
  /**
   * Whether the tools that build are not this machine's: those of an image, or of a remote builder. What they make is
   * run in an empty root or not at all.
   */
  madeElsewhere(facts: Facts, options: RungOptions): boolean;
  /** How it gets a library. */
  supply(library: LibraryPackages): Supply;
  /** Why it does not have a library that the machine may well have. */
  readonly lacksLibrary: string;
  /** What is worth changing after a failure, one thing at a time, the least harmful first. */
  variations(facts: Facts, options: RungOptions): readonly Variation[];
  /** What the cause of a failure says is worth one more try; nothing on the machine is changed. */
  readonly retries: readonly Retry[];
  /** Its recipe patterns by name (src/recipe/patterns.ts); the first that fits a project is the usual one. */
  readonly recipes: readonly PatternName[];
  /** null: no runner has its tools. */
  readonly ci: CiSetup | null;
}

export type Language = 'c' | 'cxx' | 'rust' | 'go' | OtherLanguage;

/** Where a rung builds, with what is special to it there. */
type Building = BuildsHere | BuildsInContainer | BuildsByNix;
export type Where = Building['where'];

/** By tools of this machine. */
export interface BuildsHere {
  readonly where: 'here';
  /** Its programs on this machine, by their paths, or why it cannot build for an architecture here. */
  find(facts: Facts, arch: string, options?: RungOptions): Programs | Unplannable;
  /** Its programs for an architecture by their names on the search path, for recipes. */
  named(arch: string): Programs;
  /** The folders of this machine in which its compiler looks for libraries and headers by itself. */
  searches(arch: string): { readonly archives: readonly string[]; readonly headers: readonly string[] };
  /** @param host the architecture of the machine that builds */
  toolchain(programs: Programs, arch: string, host: string): Toolchain;
  /**
   * The same tools for programs that are not static and need no glibc newer than `version`, which no rung promises and
   * `build --glibc-floor` asks for. Absent: it cannot.
   */
  glibcFloor?(tools: Toolchain, version: string): Toolchain;
  /** The makefile that its recipe writes. */
  readonly makefile: string;
  /** Its compiler has no headers of the kernel (linux/*.h). */
  readonly noKernelHeaders?: true;
  /** What the compiler's own target must name: its name alone promises it, and is not what it does. */
  readonly asksTarget?: string;
  /** Scripts for the end of the search path, where one of its tools may go by another name. */
  readonly standIns: readonly HelperFile[];
}

/** Inside an image whose own compiler makes static programs. */
export interface BuildsInContainer {
  readonly where: 'container';
  /** The tools by their names in the image. */
  toolchain(arch: string): Toolchain;
}

/** By nix-build, with a package set of nixpkgs. */
interface BuildsByNix {
  readonly where: 'nix';
  /** The tools by their names in the shell of the set. */
  toolchain(arch: string): Toolchain;
}

/** A build that cannot be tried as things are. */
export interface Unplannable {
  readonly blocked: string;
  /** Ids of findings (src/diagnosis/catalogue.ts). */
  readonly findings: readonly string[];
}

/** One thing done otherwise than in the build that failed. */
export interface Variation {
  /** In words, as "without Nix's sandbox". */
  readonly name: string;
  /** What is given up by it, in one sentence; null where nothing is. */
  readonly givesUp: string | null;
  readonly options: RungOptions;
}

/** One more try for known causes. */
export interface Retry {
  readonly causes: readonly string[];
  readonly name: string;
  /** The same as words of a command, where the cause has no such fix of its own. */
  readonly words?: readonly string[];
  readonly givesUp: string | null;
  readonly change: (options: RungOptions) => RungOptions;
}

/** Names of recipe patterns (**contract**: `recipe --pattern`). */
export type PatternName =
  | 'nix-build'
  | 'nix-shell'
  | 'nix-flake'
  | 'nix-matrix'
  | 'nix-crane'
  | 'nix-fenix'
  | 'nix-naersk'
  | 'nix-rust-flake'
  | 'nix-windows'
  | 'nix-build-std'
  | 'dockerfile'
  | 'dockerfile-buildkit'
  | 'makefile'
  | 'justfile'
  | 'team'
  | 'ci';

/** What a runner of GitHub Actions (Ubuntu) needs before it can build by a rung's recipe. */
interface CiSetup {
  readonly action: CiAction | null;
  /** Debian packages of its tools. */
  readonly packages: readonly string[];
  /** Whether the project's libraries are Debian's packages, too. */
  readonly librariesFromDebian: boolean;
  /** The recipe is run in a container of Alpine, with Alpine's packages of tools and libraries. */
  readonly inAlpine?: true;
}

/** An action by its commit, since a tag can be moved; the tag that it was is for people and for bots. */
export interface CiAction {
  readonly name: string;
  readonly commit: string;
  readonly tag: string;
  readonly with?: Readonly<Record<string, string>>;
}
