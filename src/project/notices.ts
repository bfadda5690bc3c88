import type { Diagnosis } from '../explain/diagnosis.js';
import { type BuiltFile, baseNameOf, isAmong, type ReportedPrograms } from './pick-programs.js';

const some = (names: readonly string[]): string => {
  const unique = [...new Set(names)];
  return `${unique.slice(0, 5).join(', ')}${unique.length > 5 ? ` and ${unique.length - 5} more` : ''}`;
};
const nameIn = (path: string): string => baseNameOf({ path });
const shared = /\.so(?:\.[\d.]+)?$/;

/** The start of the reason of a build that has no program to give. */
export const onlyLibraries = 'The project builds only libraries';

/** The cause of that. Pure. @param reason of the build */
export const libraryCause = (reason: string): Diagnosis => ({
  cause: 'project-only-libraries',
  root: true,
  confidence: 0.9,
  line: 1,
  excerpt: reason,
  title: onlyLibraries,
  why: 'Only a program can be static. What a library is linked into decides how it is linked.',
  fixes: [],
  links: [],
});

/** Why a build that ended well gave no program, in one sentence. Pure. @param libraries that it made */
export const whyNone = (libraries: readonly string[]): string =>
  libraries.length === 0
    ? 'The build succeeded, but produced no program.'
    : `${onlyLibraries} (${some(libraries.map(nameIn))}): there is no program that could be static.`;

/**
 * What a build made that is not among the programs, and why, in sentences. Pure.
 * @param libraries paths of the libraries that it made
 */
export const noticesOf = (
  made: readonly BuiltFile[],
  picked: readonly BuiltFile[],
  libraries: readonly string[],
  { started }: ReportedPrograms,
): string[] => {
  const helpers = made.filter((file) => !picked.includes(file) && isAmong(file, started));
  const loaded = libraries.filter((path) => shared.test(path));
  return [
    ...(helpers.length > 0 ? [`Built only as a build tool, and not kept: ${some(helpers.map(baseNameOf))}.`] : []),
    ...(loaded.length > 0
      ? [
          `Also built, but not kept because they are shared libraries: ${some(loaded.map(nameIn))}. A static program cannot load plug-ins, and a library preloaded into other programs has to use their C library: build these with the system compiler, without static linking.`,
        ]
      : []),
  ];
};
