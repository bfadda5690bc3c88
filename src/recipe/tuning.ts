import type { RungOptions } from '../rungs/options.js';
import type { Toolchain } from '../rungs/toolchain.js';
import { type Allocator, allocatorWords } from './allocator.js';

/** What options of a rung ask of its compilers. */
export interface Tuning extends Pick<RungOptions, 'fcommon' | 'small'> {
  /** Takes the place of the C library's own; only recipes do so. */
  readonly allocator?: Allocator;
  /** Where its archive is, where the compiler does not look by itself. */
  readonly allocatorFolder?: string;
}

/** Optimisation for size. */
export const optimisedForSize = '-Os';

/** What the linker can leave out needs sections of its own. Sources: gcc's "Optimize Options", ld(1). */
const sections = ['-ffunction-sections', '-fdata-sections'];
const dropped = ['-Wl,--gc-sections', '-s'];

/** The tools with the words that a tuning adds to each call of a compiler. Pure. */
export const tuned = (tools: Toolchain, { fcommon = false, small = false }: Tuning = {}): Toolchain => ({
  ...tools,
  cc: [...tools.cc, ...(fcommon ? ['-fcommon'] : []), ...(small ? sections : [])],
  cxx: tools.cxx && [...tools.cxx, ...(small ? sections : [])],
});

/** The words that a tuning adds to a link; with `-c` zig takes the symbols out of the object. Pure. */
export const linkWordsOf = (tuning: Tuning = {}): readonly string[] => [
  ...(tuning.small ? dropped : []),
  ...allocatorWords(tuning),
];

/** The words that a tuning adds to each call of a compiler, for a build that takes them by a variable. Pure. */
export const compileWordsOf = ({ fcommon = false, small = false }: Tuning): readonly string[] => [
  ...(fcommon ? ['-fcommon'] : []),
  ...(small ? [optimisedForSize, ...sections] : []),
];

/** What cargo is told for a small program, over the project's own profile. Source: The Cargo Book, "Profiles". */
export const smallCargo = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: 'z',
  CARGO_PROFILE_RELEASE_LTO: 'fat',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '1',
  CARGO_PROFILE_RELEASE_PANIC: 'abort',
  CARGO_PROFILE_RELEASE_STRIP: 'symbols',
} as const;
