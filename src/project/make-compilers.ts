import { blankComments } from './lines.js';

/** A variable that a makefile has for a compiler, or for a linker that is one. */
export interface Compiler {
  readonly variable: string;
  readonly language: 'c' | 'cxx';
  /** What stands behind the compiler in it, as in `CC = gcc -std=c99`: whoever sets the variable must say it too. */
  readonly flags: readonly string[];
}

const assignment = /^[ \t]*(?:export[ \t]+|override[ \t]+)?([A-Za-z_]\w{0,31})[ \t]*:{0,2}\??=[ \t]*([^\n]{0,512})$/gm;
// g++-12, x of `ccache x`; a whole path is somebody's own compiler, and stays.
const driver =
  /^(?:ccache[ \t]+)?(?:gcc|cc|clang|c99|(g\+\+|c\+\+|clang\+\+))(?:-\d[\d.]{0,7})?((?:[ \t]+\S+){0,32})[ \t]*$/;
const flag = /^(?:-[\w=+.,/:@%-]*(?:\$[({]\w+[)}][\w.,/-]*)?|\$[({]\w+[)}])$/;
// What runs on the machine that builds, or makes shared libraries.
const ofTheBuild = /HOST|BUILD|NATIVE|_FOR_|SHARED|^SH/i;

/**
 * Variables that must be given to make beside the usual CC and CXX, since makefiles name a compiler in them: `LD = gcc`;
 * and CC and CXX themselves where more than the name is in them: `CC = g++`, `CC = gcc -std=c99`.
 * @param sources of makefiles, the one that make reads first; of several assignments in one the last counts, of several
 * makefiles the first
 */
export const compilersIn = (sources: readonly string[]): Compiler[] => {
  const assigned = sources.flatMap((source) => [
    ...new Map(
      [...blankComments(source, '#').matchAll(assignment)].map(([, variable = '', value = '']) => [
        variable,
        { variable, compiler: compilerOf(variable, value) },
      ]),
    ).values(),
  ]);
  const first = new Map(assigned.toReversed().map((each) => [each.variable, each.compiler]));
  const text = sources.join('\n');
  return [...first.values()]
    .filter((compiler): compiler is Compiler => compiler !== null && !isUsual(compiler))
    .slice(0, enough)
    .filter(({ variable }) => isBuiltIn(variable) || isCalled(variable, text));
};

/** Whether rules of makefiles start a compiler by its name, which no variable changes. */
export const callsCompiler = (sources: readonly string[]): boolean =>
  sources.some((source) =>
    /^\t[ \t@+-]*(?:[^\n]{0,200}(?:&&|;)[ \t]*)?(?:g?cc|clang|[gc]\+\+|clang\+\+)[ \t]+\S/m.test(source),
  );

// A makefile made to keep us busy has thousands.
const enough = 32;

const isBuiltIn = (variable: string): boolean => variable === 'CC' || variable === 'CXX';

/** Whether rules start it; `ifeq ($(COMP),gcc)` makes it a word to choose by, which nobody may change. */
const isCalled = (variable: string, text: string): boolean => {
  const value = `\\$[({]${variable}[)}]`;
  return (
    new RegExp(`^\\t.*${value}\\s`, 'm').test(text) && !new RegExp(`^[ \\t]*(?:else )?ifn?eq.*${value}`, 'm').test(text)
  );
};

const isUsual = ({ variable, language, flags }: Compiler): boolean =>
  flags.length === 0 && ((variable === 'CC' && language === 'c') || (variable === 'CXX' && language === 'cxx'));

const compilerOf = (variable: string, value: string): Compiler | null => {
  const match = driver.exec(value.trim());
  if (match === null || ofTheBuild.test(variable)) return null;
  const words = (match[2] ?? '').split(/\s+/).filter((word) => word !== '');
  if (!words.every((word) => flag.test(word)) || words.includes('-shared')) return null;
  // `${X}` is Nix's own sign.
  const flags = words.map((word) => word.replace(/\$\{(\w+)\}/g, '$$($1)'));
  return { variable, language: match[1] === undefined ? 'c' : 'cxx', flags };
};
