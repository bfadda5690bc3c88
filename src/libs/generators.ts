/**
 * The programs that make a configure script. Pure. Source: the manuals of Autoconf, Automake and Libtool.
 * @param macros text of its configure.ac
 */
export const generatorsFor = (macros: string): string[] => [
  'autoreconf',
  ...(/\bAM_INIT_AUTOMAKE\b/.test(macros) ? ['automake'] : []),
  ...(/\b(?:LT_INIT|A[CM]_PROG_LIBTOOL)\b/.test(macros) ? ['libtoolize'] : []),
];
