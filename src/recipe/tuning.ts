import type { RungOptions } from '../rungs/options.js';
import type { Toolchain } from '../rungs/toolchain.js';
import { type Allocator, allocatorWords } from './allocator.js';

/** What options of a rung ask of its compilers. */
export interface Tuning extends Pick<RungOptions, 'fcommon' | 'lenient' | 'small'> {
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

/**
 * What clang 16 and gcc 14 made errors: words that gcc 12 knows, too. Sources: "Porting to GCC 14"; clang's release notes,
 * "Potentially Breaking Changes".
 */
const lenientC = ['implicit-function-declaration', 'implicit-int', 'int-conversion', 'incompatible-pointer-types'].map(
  (name) => `-Wno-error=${name}`,
);
const lenientCxx = ['-Wno-error=narrowing'];

/** The tools with the words that a tuning adds to each call of a compiler. Pure. */
export const tuned = (
  tools: Toolchain,
  { fcommon = false, lenient = false, small = false }: Tuning = {},
): Toolchain => ({
  ...tools,
  cc: [...tools.cc, ...(fcommon ? ['-fcommon'] : []), ...(lenient ? lenientC : []), ...(small ? sections : [])],
  cxx: tools.cxx && [...tools.cxx, ...(lenient ? lenientCxx : []), ...(small ? sections : [])],
});

/** The words that a tuning adds to a link; with `-c` zig takes the symbols out of the object. Pure. */
export const linkWordsOf = (tuning: Tuning = {}): readonly string[] => [
  ...(tuning.small ? dropped : []),
  ...allocatorWords(tuning),
];

/** The words that a tuning adds to each call of a compiler, for a build that takes them by a variable. Pure. */
export const compileWordsOf = ({ fcommon = false, lenient = false, small = false }: Tuning): readonly string[] => [
  ...(fcommon ? ['-fcommon'] : []),
  ...(lenient ? [...lenientC, ...lenientCxx] : []),
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
