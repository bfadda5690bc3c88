import type { Fix } from '../diagnosis/finding.js';
import type { Diagnosis, Explanation } from '../explain/diagnosis.js';
import { type RungId, rungs } from '../rungs/registry.js';
import { configureLack } from './configure-lack.js';
import { insists, type LeftOut } from './left-out.js';
import { fixesForLibrary, makeFix } from './obtain-library.js';
import { type Package, packageById, packageFor, packages } from './packages.js';
import type { ChosenProject } from './project.js';

type LogFindings = Pick<Explanation, 'diagnoses' | 'unknown'>;

/** Causes that are about some library, whichever: what the project's files say about it belongs to them. */
export const aboutLibraries: ReadonlySet<string> = new Set([
  'missing-static-lib',
  'openssl-for-target-missing',
  'static-dependency-not-linked',
  'pkg-config-refuses-cross',
]);

/**
 * Adds to an explanation what the project's own files know: that a header, a -lNAME or a name in a
 * complaint of configure belongs to a library that the project links, and how each rung gets it.
 * @param leftOut what the build looked for and did not find: the cause where no other is known
 * @param tail the end of the log, in which a configure script may name what it misses above its last words
 * @param here ids of libraries that the machine has for this rung: what complains of one of them found it not, or no use
 * for it, and nothing more to install will change that
 * Pure.
 */
export const explainLibraries = (
  { diagnoses, unknown }: LogFindings,
  project: ChosenProject,
  rung: RungId,
  leftOut: readonly LeftOut[] = [],
  tail = '',
  here: ReadonlySet<string> = new Set(),
): LogFindings => {
  const root = diagnoses.find(({ root }) => root);
  if (root && !aboutLibraries.has(root.cause)) return { diagnoses, unknown };
  const hints = root?.cause === 'static-dependency-not-linked' ? trapsOf(project) : [];
  if (root && hints.length > 0) return { diagnoses: withFixes(diagnoses, root, hints), unknown };
  const lines = root ? [{ line: root.line, excerpt: root.excerpt }] : unknown;
  for (const { line, excerpt } of lines) {
    const library = libraryIn(excerpt, project) ?? (root ? libraryOfCrate(excerpt) : null);
    if (library === null || here.has(library.id)) continue;
    const found = missing(library, rung, line, excerpt, project);
    if (!root) return { diagnoses: [found, ...diagnoses], unknown };
    const named = root.cause === found.cause ? { ...root, title: found.title } : root;
    return { diagnoses: withFixes(diagnoses, root, found.fixes, named), unknown };
  }
  // Nothing else is known, and no compiler complained: what the build looked for and did not find is what it lacks.
  if (root) return { diagnoses, unknown };
  const gaveUp = unknown.find(({ excerpt }) => excerpt.startsWith('configure: error:'));
  const lack = gaveUp === undefined ? null : configureLack(tail);
  if (gaveUp && lack) {
    const found = missing(lack.library, rung, gaveUp.line - lack.above, lack.text, project);
    return { diagnoses: [{ ...found, confidence: 0.6 }, ...diagnoses], unknown };
  }
  const complained = unknown.some(({ excerpt }) => complaint.test(excerpt));
  const lost = leftOut.filter(({ excerpt }) => !complained || insists.test(excerpt));
  const ids = lost.map(({ library }) => library);
  const lacking = lost.flatMap(({ library, line, excerpt }): Diagnosis[] => {
    const entry = packageById(library);
    return entry ? [missing(entry, rung, line, excerpt, project, ids)] : [];
  });
  return { diagnoses: lacking.map((each, i) => ({ ...each, confidence: 0.5, root: i === 0 })), unknown };
};

const complaint =
  /\berror:|^CMake Error|undefined reference|undefined symbol|^(?:fatal|abort(?:ing)?)\b|\b(?:lack(?:s|ing)|must have|have to install|need to install)\b/i;

const withFixes = (
  all: readonly Diagnosis[],
  root: Diagnosis,
  fixes: readonly Fix[],
  named: Diagnosis = root,
): Diagnosis[] =>
  all.map((each) => (each === root ? { ...named, fixes: [...fixes, ...root.fixes.map(withoutInstall)] } : each));

/** What a signature would install is of one system's packages; those of the rung are known here. */
const withoutInstall = (root: Fix): Fix => (root.needsRoot ? makeFix(root.title, [], false) : root);

/** What is known of the libraries that are linked, and of how, as hints. */
const trapsOf = ({ build, libraries }: ChosenProject): Fix[] => [
  ...(build.system === 'plain' ? [makeFix(moreSources, [], false)] : []),
  ...libraries.flatMap(({ id }) => (packageById(id)?.traps ?? []).map((trap) => makeFix(`${id}: ${trap}`, [], false))),
];

// unzip: half of it is in unix/, whose makefile is to be called from the folder above.
const moreSources =
  'No makefile was found here, so the C files of this folder and of src were compiled as they are. If the program has more files elsewhere, use its makefile, with the compiler of this rung as CC.';

/** The library that a line complains of: by header, by -lNAME, or by a name that the project asks for. */
const libraryIn = (text: string, { libraries }: ChosenProject): Package | null => {
  const header = /([\w.+-]+(?:\/[\w.+-]+){0,4}\.h(?:pp)?)\b.{0,40}(?:No such file|not found)/i.exec(text)?.[1];
  if (header !== undefined) return packageFor({ how: 'header', name: header });
  const flag =
    /(?:(?:cannot find|unable to find library|library not found for) -l|find \w{0,8} ?system library ["'])([\w.+-]+)/i.exec(
      text,
    )?.[1];
  if (flag !== undefined) return packageFor({ how: 'flag', name: flag.replace(/[.:]+$/, '') });
  if (!/missing|not found|requires|required|could not find|cannot find|no package/i.test(text)) return null;
  const words = new Set(text.toLowerCase().split(/[^\w.+-]+/));
  const named = ({ id, pkgConfig = [], cmake = [] }: Package): boolean =>
    [id, `lib${id}`, ...pkgConfig, ...cmake].some((name) => words.has(name.toLowerCase()));
  return packages.find((entry) => libraries.some(({ id }) => id === entry.id) && named(entry)) ?? null;
};

/** The library whose crate did not build. Only where its lack is known: such a script can fail for many reasons. */
const libraryOfCrate = (text: string): Package | null => {
  const name = /failed to run custom build command for `([\w-]{1,80})/.exec(text)?.[1];
  return name === undefined ? null : packageFor({ how: 'crate', name });
};

/** @param without libraries that are missing at the same time: one command for all is suggested, not one per attempt */
const missing = (
  library: Package,
  rung: RungId,
  line: number,
  excerpt: string,
  project: ChosenProject,
  without: readonly string[] = [library.id],
): Diagnosis => ({
  cause: 'missing-static-lib',
  root: true,
  confidence: 0.8,
  line,
  excerpt,
  title: `${library.id} is missing for this rung`,
  why: rungs[rung].lacksLibrary,
  fixes: fixesForLibrary(library, rung, {
    without: project.libraries.filter(({ id }) => without.includes(id)),
    configured: project.build.system === 'autotools',
  }),
  links: [],
});
