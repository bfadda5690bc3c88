import { type Artifact, isStatic } from './artifact.js';

interface Hint {
  /** The difference from glibc (src/artifact/glibc-differences.ts) to which it is advice; null: it is none of them. */
  readonly difference: string | null;
  readonly title: string;
  readonly advice: string;
}

const to = (difference: string, advice: string): Hint => ({ difference, title: difference, advice });
const other = (title: string, advice: string): Hint => ({ difference: null, title, advice });

/** Advice for who ships a static musl program; docs/musl.md has the same. Sources: musl's release notes; its wiki, "Functional differences from glibc". */
const hints = {
  allocator: to('allocator', 'Measure it: another allocator, such as mimalloc, has no such lock.'),
  'thread-stacks': to(
    'thread stacks',
    'Deep recursion or a large array in a thread crashes: link with -Wl,-z,stack-size=8388608, or set it by pthread_attr_setstacksize.',
  ),
  'name-resolution': to(
    'name resolution',
    'There are no .local names, a name with a dot is not completed by a search domain, and long answers are repeated by TCP only since musl 1.2.4.',
  ),
  locales: to(
    'locales',
    'There is no decimal comma, no sorting by language and no translated message of the C library.',
  ),
  'character-sets': to('character sets', 'Link GNU libiconv if the program needs more.'),
  'time-zones': to(
    'time zones',
    'Local time is read from /usr/share/zoneinfo, which small images lack; a rule such as TZ=CET-1CEST,M3.5.0,M10.5.0/3 needs no file.',
  ),
  dlopen: other(
    'plug-ins',
    'dlopen always fails in a static musl program, and with it whatever loads a library at run time.',
  ),
  'rust-default': other(
    "Rust's default",
    'Rust intends to link its musl targets dynamically by default. Builds and recipes of this program pass -C target-feature=+crt-static; pass it in your own builds, too.',
  ),
  size: other(
    'size',
    'Symbols are still in it. --small strips it and optimises for size; for Rust also LTO and panic=abort.',
  ),
  stripped: other(
    'differences from glibc',
    'The program has no symbols, so which of them matter to it is unknown: docs/musl.md has all.',
  ),
} as const satisfies Readonly<Record<string, Hint>>;

export type MuslHint = keyof typeof hints;

/** All hints, in the order in which they are said. */
export const muslHints: Readonly<Record<MuslHint, Hint>> = hints;
const ids = Object.keys(hints) as MuslHint[];

type Program = Pick<Artifact, 'libc' | 'linkage' | 'glibcDifferences' | 'runtimeNeeds' | 'stripped'>;

/**
 * What whoever ships a static musl program should know of it; nothing of other programs. Pure.
 * @param rust whether it is built by cargo
 */
export const hintsOf = (program: Program, rust: boolean): MuslHint[] => {
  const { libc, glibcDifferences, runtimeNeeds, stripped } = program;
  if (libc !== 'musl' || !isStatic(program)) return [];
  const applies: Partial<Record<MuslHint, boolean>> = {
    dlopen: runtimeNeeds.some(({ what }) => what === 'dlopen'),
    'rust-default': rust,
    size: stripped === false,
    // Kept by a version that knew none: unknown, too.
    stripped: !glibcDifferences,
  };
  return ids.filter((id) => {
    const { difference } = muslHints[id];
    return difference === null
      ? applies[id] === true
      : glibcDifferences?.some(({ what }) => what === difference) === true;
  });
};
