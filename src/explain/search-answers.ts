/**
 * What configure, CMake, Meson and pkg-config print of a search for a library. Sources: Autoconf's general.m4 and libs.m4,
 * pkg.m4, CMake's FindPackageHandleStandardArgs, FindPkgConfig and CheckLibraryExists, Meson's dependencies, pkg-config(1).
 */

/** What was looked for, and whether it was found. */
export interface SearchAnswer {
  readonly subject: string;
  readonly found: boolean;
}

const patterns: readonly (readonly [RegExp, (match: RegExpExecArray) => SearchAnswer])[] = [
  [
    /^(?:configure: )?check(?:ing|ed) (?:for|(?:whether|if)(?=[^\n]{0,120}\b(?:link\w{0,4}|works?|usable|available|installed|present|found)\b)) ([^\n]{1,200}?)\.{3} ?(?:\(cached\) )?([^\n]{0,80})$/,
    ([, subject = '', answer = '']) => ({ subject, found: !/^(?:no|not found|missing)(?:$|[ ,.;(])/i.test(answer) }),
  ],
  [/^\W{0,3}Failed to find ([\w./+-]{1,64}\.h)\b/, ([, subject = '']) => ({ subject, found: false })],
  [/^-- Could NOT find (\S{1,64})/, ([, subject = '']) => ({ subject, found: false })],
  [/^-- Found (\w{1,64}): /, ([, subject = '']) => ({ subject, found: true })],
  [/^-- {3}Found (\S{1,64}), version/, ([, subject = '']) => ({ subject, found: true })],
  [
    /^-- Looking for \S{1,80} in (\S{1,64}) - (not )?found$/,
    ([, name, not]) => ({ subject: `-l${name}`, found: !not }),
  ],
  [/^(?:-- {3})?No package '([^'\s]{1,64})' found/, ([, subject = '']) => ({ subject, found: false })],
  [/^Package '?([^'\s]{1,64}?)'? was not found in the pkg-config/, ([, subject = '']) => ({ subject, found: false })],
  [
    /^(?:Run-time |Build-time )?dependency (\S{1,64})(?: \([^)\n]{0,80}\))? found: (YES|NO)/i,
    ([, subject = '', answer]) => ({ subject, found: answer === 'YES' }),
  ],
  [/^Library (\S{1,64}) found: (YES|NO)/, ([, name, answer]) => ({ subject: `-l${name}`, found: answer === 'YES' })],
];

/** The answer to a search in a normalised line; null where it tells of none. Pure. */
export const searchAnswerIn = (line: string): SearchAnswer | null => {
  for (const [pattern, read] of patterns) {
    const match = pattern.exec(line);
    if (match) return read(match);
  }
  return null;
};
