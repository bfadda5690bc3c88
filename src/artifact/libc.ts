import type { Libc } from './artifact.js';
import type { DynamicSection } from './dynamic-section.js';
import type { Markers } from './markers.js';
import type { ElfNote } from './notes.js';

/** Which C library, and why that is believed. */
export interface LibcVerdict {
  readonly libc: Libc;
  readonly evidence: readonly string[];
}

interface Sign {
  readonly libc: Libc;
  readonly text: string;
}

/** All signs name one library: that one. They disagree: unknown, with what each says. None: null. */
const agree = (signs: readonly Sign[]): LibcVerdict | null => {
  const first = signs[0];
  if (!first) return null;
  const evidence = signs.map(({ text }) => text);
  if (signs.every(({ libc }) => libc === first.libc)) return { libc: first.libc, evidence };
  return { libc: 'unknown', evidence: signs.map(({ libc, text }) => `${text} (${libc})`) };
};

const loaders: readonly (readonly [pattern: RegExp, libc: Libc])[] = [
  [/^ld-musl-/, 'musl'],
  [/^ld(?:64)?-uClibc/, 'uclibc'],
  [/^linker(?:64)?(?:_asan|_hwasan64)?$/, 'bionic'],
  // ld.so.1 and ld64.so.N are glibc's names on mips, ppc and s390.
  [/^ld(?:-linux[\w-]*|64)?\.so\.\d+$|^ld-lsb|^ld-2\.\d+\.so$/, 'glibc'],
];

const libraries: readonly (readonly [pattern: RegExp, libc: Libc])[] = [
  [/^libc\.so\.6(?:\.1)?$|^ld(?:-linux[\w-]*|64)?\.so\.\d+$/, 'glibc'],
  [/^(?:libc|ld)[.-]musl-/, 'musl'],
  [/^libuClibc|^ld(?:64)?-uClibc|^libc\.so\.[01]$/, 'uclibc'],
];

const match = (table: readonly (readonly [RegExp, Libc])[], name: string): Libc | undefined =>
  table.find(([pattern]) => pattern.test(name))?.[1];

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What only libraries that need no other are asked for, since it costs reads. */
export interface OwnSigns {
  readonly muslStart: () => boolean;
  readonly imports: () => boolean | null;
}

/**
 * The C library of a file that the dynamic linker handles, by what it asks for: the loader, the
 * libraries, the symbol versions; and of the libraries themselves, by their own name.
 */
export const dynamicLibc = (
  interpreter: string | null,
  dynamic: DynamicSection | null,
  notes: readonly ElfNote[],
  own: OwnSigns,
): LibcVerdict => {
  const signs: Sign[] = [];
  const sign = (libc: Libc | undefined, text: string) => libc && signs.push({ libc, text });
  const needed = dynamic?.needed ?? [];

  if (interpreter !== null) sign(match(loaders, baseName(interpreter)), `loader ${interpreter}`);
  for (const name of needed) sign(match(libraries, name), `needs ${name}`);
  if (dynamic?.soname) sign(match(libraries, dynamic.soname), `is ${dynamic.soname}`);
  for (const { library, versions } of dynamic?.versionsNeeded ?? []) {
    const version = versions.find((name) => /^GLIBC_|^LIBC(?:_[A-Z])?$/.test(name));
    if (version) sign(version.startsWith('GLIBC_') ? 'glibc' : 'bionic', `needs ${version} of ${library}`);
  }
  if (notes.some(({ owner }) => owner === 'Android')) sign('bionic', 'note of Android');
  // musl's own name for itself has no version; Android's is the same, but it leaves the signs above.
  if (needed.includes('libc.so') && !signs.some(({ libc }) => libc === 'bionic')) sign('musl', 'needs libc.so');

  // musl's libc.so is its own loader, and starts as its programs do.
  const alone = interpreter === null && needed.length === 0;
  if (alone && own.muslStart()) signs.push({ libc: 'musl', text: "entry point is musl's _start" });

  const verdict = agree(signs);
  if (verdict) return verdict;
  if (alone && own.imports() === false) return { libc: 'none', evidence: ['needs no library and no library symbols'] };
  return { libc: 'unknown', evidence: [] };
};

/** Functions that only one C library defines. */
export const libcSymbols: Readonly<Record<string, Libc>> = {
  __init_libc: 'musl',
  __libc_start_init: 'musl',
  libc_start_main_stage2: 'musl',
  _start_c: 'musl',
  _dlstart_c: 'musl',
  __libc_setup_tls: 'glibc',
  _dl_non_dynamic_init: 'glibc',
  _dl_relocate_static_pie: 'glibc',
  __libc_init_first: 'glibc',
  __uClibc_main: 'uclibc',
  __uClibc_init: 'uclibc',
  __libc_init_common: 'bionic',
};

/** Functions that any C library has; a file with symbols but none of these was linked without one. */
export const anyLibcSymbols = ['__libc_start_main', '__libc_init', 'exit', '_exit'] as const;

export interface StaticSigns {
  readonly notes: readonly ElfNote[];
  readonly muslStart: boolean;
  /** Symbols that were looked for and found; null for a stripped file. */
  readonly symbols: ReadonlySet<string> | null;
  /** Whether Go built it. */
  readonly go: boolean;
  /** Whether Free Pascal built it, whose own start code leaves glibc's note without any C library. */
  readonly freePascal: boolean;
}

/** Evidence of a program whose needs are known by its Go functions. */
export const goWithoutC = 'built by Go, without C';

/**
 * The C library inside a static file by its structure: notes, the code at the entry point, symbols.
 * Null where that says nothing. `__libc_start_main`, EI_OSABI and .comment decide nothing: several
 * libraries share them.
 */
export const staticLibc = ({ notes, muslStart, symbols, go, freePascal }: StaticSigns): LibcVerdict | null => {
  const signs: Sign[] = [];
  const abiTag = notes.some(
    ({ owner, type, description }) =>
      owner === 'GNU' && type === 1 && description.every((byte, i) => i > 3 || byte === 0),
  );
  if (abiTag && !freePascal) signs.push({ libc: 'glibc', text: "note NT_GNU_ABI_TAG of glibc's crt1.o" });
  if (notes.some(({ owner }) => owner === 'Android')) signs.push({ libc: 'bionic', text: 'note of Android' });
  if (muslStart) signs.push({ libc: 'musl', text: "entry point is musl's _start" });
  for (const [name, libc] of Object.entries(libcSymbols)) {
    if (symbols?.has(name)) signs.push({ libc, text: `symbol ${name}` });
  }
  const verdict = agree(signs);
  if (verdict) return verdict;
  if (go) return { libc: 'none', evidence: [goWithoutC] };
  if (symbols && !anyLibcSymbols.some((name) => symbols.has(name)))
    return { libc: 'none', evidence: ['symbols, but none of a C library'] };
  return null;
};

/** The C library by texts alone, for stripped files whose structure says nothing. */
export const libcByText = (markers: Markers): LibcVerdict => {
  const signs: Sign[] = [];
  const sign = (libc: Libc, id: Parameters<Markers['get']>[0]) => {
    const text = markers.get(id);
    if (text !== undefined) signs.push({ libc, text: `text "${text.replace(/\0$/, '').trim()}"` });
  };
  sign('glibc', 'glibcTunables');
  sign('glibc', 'glibcFatal');
  sign('glibc', 'glibcBanner');
  sign('musl', 'muslPrintf');
  sign('musl', 'muslErrno');
  sign('musl', 'muslDlopen');
  sign('musl', 'muslLocalePath');
  sign('uclibc', 'uclibc');
  sign('bionic', 'bionic');
  return agree(signs) ?? { libc: 'unknown', evidence: [] };
};
