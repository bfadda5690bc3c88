import { isStatic, type Libc, type Linkage, type Remark } from './artifact.js';

interface KnownDifference extends Remark {
  /** Any of these shows it. Of musl they are names of its own, which no project's function of the same purpose has. */
  readonly symbols: readonly string[];
  /** It shows only together with this. */
  readonly beside?: string;
  /** Not where the program has one of these. */
  readonly without?: readonly string[];
}

/** Stands for a stack size in the program headers, which musl gives threads, too. */
const gnuStack = 'PT_GNU_STACK';

const ofCxx: readonly KnownDifference[] = [
  {
    what: 'C++ library',
    symbols: ['_ZNSt3__14coutE', '_ZNSt3__112__next_primeEm', '_ZNSt3__122__libcpp_verbose_abortEPKcz'],
    why: "LLVM's libc++ in place of libstdc++: random distributions, std::hash, the order of unordered containers and texts of exceptions can differ",
  },
];

/** By the functions of musl 1.2: what is linked is called by something. */
const ofMusl: readonly KnownDifference[] = [
  {
    what: 'C++ locales',
    symbols: ['_ZNSt6localeC1EPKc', '_ZNSt6localeC2EPKc'],
    why: 'std::locale of any name but C and POSIX throws',
  },
  {
    what: 'name resolution',
    symbols: ['__res_msend'],
    why: 'all name servers are asked at once and the first answer counts; nsswitch.conf (mDNS, LDAP, systemd-resolved) is ignored',
  },
  {
    what: 'users and groups',
    symbols: ['__getpw_a', '__getgr_a'],
    why: 'only /etc/passwd, /etc/group and nscd are asked',
  },
  {
    what: 'locales',
    symbols: ['__get_locale'],
    why: 'any name is accepted, and means UTF-8 with the order, numbers and dates of C',
  },
  {
    what: 'character sets',
    symbols: ['iconv_open'],
    why: 'fewer are known, //TRANSLIT is refused, and a character that the target lacks becomes *',
  },
  {
    what: 'time zones',
    symbols: ['__secs_to_zone'],
    why: 'an unknown name in TZ is UTC under the name UTC, not under its own',
  },
  {
    what: 'regular expressions',
    symbols: ['__tre_mem_new_impl'],
    why: 'no back-references in extended ones, no \\` and {,N}; texts of errors differ',
  },
  { what: 'sorting', symbols: ['trinkle'], why: 'qsort does not keep the order of equal elements' },
  { what: 'random numbers', symbols: ['rand', '__random_lockptr'], why: 'the same seed gives other numbers' },
  { what: 'float printing', symbols: ['fmt_fp'], why: '%a of a long double has other digits, for the same number' },
  {
    what: 'options',
    symbols: ['__getopt_msg'],
    why: 'getopt ends at the first word that is no option (getopt_long does not); texts of errors differ',
  },
  { what: 'error texts', symbols: ['__strerror_l'], why: 'some texts of strerror differ' },
  {
    what: 'thread stacks',
    symbols: ['__pthread_create'],
    without: ['pthread_attr_setstacksize', gnuStack],
    why: 'a thread has 128 KiB unless more is asked for, not 8 MiB',
  },
  {
    what: 'allocator',
    symbols: ['__libc_malloc_impl'],
    beside: '__pthread_create',
    without: ['mi_malloc', 'mallocx', 'je_mallocx', '_rjem_mallocx', 'tc_malloc', 'rpmalloc', 'runtime.mallocgc'],
    why: 'malloc has one lock for all threads and is slower where many allocate',
  },
];

const differences = (libc: Libc): readonly KnownDifference[] => (libc === 'musl' ? [...ofCxx, ...ofMusl] : ofCxx);

/** Functions whose presence shows a difference of a program with this C library. */
export const differenceSymbols = (libc: Libc): readonly string[] =>
  differences(libc).flatMap(({ symbols, beside, without = [] }) => [
    ...symbols,
    ...(beside === undefined ? [] : [beside]),
    ...without,
  ]);

/** What is said of a difference with musl. */
export const whyOfMusl = (what: string): string => ofMusl.find((each) => each.what === what)?.why ?? what;

/**
 * In what a static program behaves otherwise than one that was built as usual, with glibc and libstdc++. Null where that is
 * unknown, since it is stripped or its C library is; [] of what is not static. Pure.
 */
export const glibcDifferencesOf = (program: {
  readonly linkage: Linkage | null;
  readonly libc: Libc | null;
  /** Which of `differenceSymbols` it has; null for a stripped or packed file. Not asked where it makes no difference. */
  readonly symbols: (libc: Libc) => ReadonlySet<string> | null;
  /** The stack that its program headers ask for; 0: none. */
  readonly stackBytes: number;
}): readonly Remark[] | null => {
  const { libc, stackBytes } = program;
  if (!isStatic(program) || libc === 'none') return [];
  if (libc === null || libc === 'unknown') return null;
  const symbols = program.symbols(libc);
  if (symbols === null) return null;
  return differences(libc)
    .filter(
      (each) =>
        each.symbols.some((name) => symbols.has(name)) &&
        (each.beside === undefined || symbols.has(each.beside)) &&
        !each.without?.some((name) => (name === gnuStack ? stackBytes > 0 : symbols.has(name))),
    )
    .map(({ what, why }) => ({ what, why }));
};
