import type { Fix } from '../diagnosis/finding.js';
import type { Diagnosis, Explanation } from '../explain/diagnosis.js';
import type { RungId } from '../ladder/rung-id.js';
import { type Package, packageById, packageFor, packages } from './packages.js';
import type { ChosenProject } from './project.js';

type Told = Pick<Explanation, 'diagnoses' | 'unknown'>;

/** Causes that are about some library, whichever: what the project tells of it belongs to them. */
const aboutLibraries = new Set([
  'missing-static-lib',
  'openssl-for-target-missing',
  'static-dependency-not-linked',
  'pkg-config-refuses-cross',
]);

/**
 * Adds to an explanation what the project's own files know: that a header, a -lNAME or a name in a
 * complaint of configure belongs to a library that the project links, and how each rung gets it.
 * Pure.
 */
export const explainLibraries = ({ diagnoses, unknown }: Told, project: ChosenProject, rung: RungId): Told => {
  const told = diagnoses.find(({ root }) => root);
  if (told && !aboutLibraries.has(told.cause)) return { diagnoses, unknown };
  const hints = told?.cause === 'static-dependency-not-linked' ? trapsOf(project) : [];
  if (told && hints.length > 0) return { diagnoses: withFixes(diagnoses, told, hints), unknown };
  const lines = told ? [{ line: told.line, excerpt: told.excerpt }] : unknown;
  for (const { line, excerpt } of lines) {
    const library = libraryIn(excerpt, project);
    if (library === null) continue;
    const found = missing(library, rung, line, excerpt);
    if (!told) return { diagnoses: [found, ...diagnoses], unknown };
    return { diagnoses: withFixes(diagnoses, told, found.fixes), unknown };
  }
  return { diagnoses, unknown };
};

const withFixes = (all: readonly Diagnosis[], told: Diagnosis, fixes: readonly Fix[]): Diagnosis[] =>
  all.map((each) => (each === told ? { ...told, fixes: [...fixes, ...told.fixes] } : each));

/** What is known of the libraries that are linked, as hints. */
const trapsOf = ({ libraries }: ChosenProject): Fix[] =>
  libraries.flatMap(({ id }) => (packageById(id)?.traps ?? []).map((trap) => fix(`${id}: ${trap}`, [], false)));

/** The library that a line complains of: by header, by -lNAME, or by a name that the project asks for. */
const libraryIn = (text: string, { libraries }: ChosenProject): Package | null => {
  const header = /([\w.+-]+(?:\/[\w.+-]+){0,4}\.h(?:pp)?)\b.{0,40}(?:No such file|not found)/i.exec(text)?.[1];
  if (header !== undefined) return packageFor({ how: 'header', name: header });
  const flag = /(?:cannot find|unable to find library|library not found for) -l([\w.+-]+)/i.exec(text)?.[1];
  if (flag !== undefined) return packageFor({ how: 'flag', name: flag.replace(/[.:]+$/, '') });
  if (!/missing|not found|required|could not find|cannot find|no package/i.test(text)) return null;
  const words = new Set(text.toLowerCase().split(/[^\w.+-]+/));
  const named = ({ id, pkgConfig = [], cmake = [] }: Package): boolean =>
    [id, `lib${id}`, ...pkgConfig, ...cmake].some((name) => words.has(name.toLowerCase()));
  return packages.find((entry) => libraries.some(({ id }) => id === entry.id) && named(entry)) ?? null;
};

const missing = (library: Package, rung: RungId, line: number, excerpt: string): Diagnosis => ({
  cause: 'missing-static-lib',
  root: true,
  confidence: 0.8,
  line,
  excerpt,
  title: `${library.id} is missing for this way to build`,
  why: whyMissing[rung],
  fixes: fixesFor(library, rung),
  links: [],
});

const whyMissing: Readonly<Record<RungId, string>> = {
  'pkgs-musl': 'The derivation does not have the library among its inputs, or its set has no archive of it.',
  alpine: 'The image does not have the library with its archive.',
  zig: 'zig brings musl and nothing else: libraries of the machine are made for glibc and cannot be linked.',
  'musl-gcc':
    'musl-gcc brings musl and nothing else: libraries of the machine are made for glibc and cannot be linked.',
  'glibc-static': 'Its header or its static archive is not installed; often only the shared library is.',
};

const fix = (title: string, commands: readonly string[], needsRoot: boolean): Fix => ({
  title,
  commands,
  needsRoot,
  changes: null,
  undo: null,
  runnable: commands.length > 0,
});

const fixesFor = ({ id, debian, alpine, nix }: Package, rung: RungId): Fix[] => {
  if (rung === 'glibc-static') {
    if (debian.archives.length === 0) return [elsewhere(id, 'Debian has no static archive of it')];
    return [
      fix(
        `Install ${debian.dev.join(', ')}; it has ${debian.archives.join(', ')}.`,
        [`apt-get install -y ${debian.dev.join(' ')}`],
        true,
      ),
    ];
  }
  if (rung === 'alpine') {
    if (alpine.static === null) return [elsewhere(id, 'Alpine has no static archive of it')];
    return [fix(`Add ${[...alpine.dev, ...alpine.static].join(' and ')} to the image.`, [], false)];
  }
  if (rung === 'pkgs-musl') return [fix(`Add ${nix.attr} to buildInputs.`, [], false)];
  return [elsewhere(id, 'There is no package of it for this compiler')];
};

const elsewhere = (id: string, why: string): Fix =>
  fix(
    `${why}: build where ${id} is of the same C library (alpine, pkgs-musl), or without it if the project can.`,
    ['musl-wizard choose --rung alpine --yes'],
    false,
  );
