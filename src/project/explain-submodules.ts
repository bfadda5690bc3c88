import { basename } from 'node:path';
import type { Diagnosis, Explanation, UnknownError } from '../explain/diagnosis.js';
import { makeFix } from './obtain-library.js';

type LogCauses = Pick<Explanation, 'diagnoses' | 'unknown'>;

const missesFile =
  /No such file|not found|does not (?:exist|contain)|not an existing|doesn't exist|failed to (?:read|load)|cannot (?:find|open)|can't (?:find|open)|No rule to make target|missing|not exist/i;

/**
 * Names empty Git submodules as the root cause of a failure, where what failed is that a file is not there or where it
 * names one; a library that is missing is no part of the sources, unless a submodule has its name. Pure.
 * @param empty folders of the submodules that are empty
 */
export const explainSubmodules = ({ diagnoses, unknown }: LogCauses, empty: readonly string[]): LogCauses => {
  const called = (text: string): boolean =>
    empty.some((path) => text.toLowerCase().includes(basename(path).toLowerCase()));
  const isElsewhere = (each: Diagnosis | UnknownError): boolean =>
    'cause' in each && each.cause === 'missing-static-lib' && !called(each.excerpt);
  const explained = [...diagnoses, ...unknown].find(
    (each) =>
      (missesFile.test(each.excerpt) && !isElsewhere(each)) || empty.some((path) => each.excerpt.includes(path)),
  );
  if (empty.length === 0) return withoutGuess({ diagnoses, unknown });
  if (explained === undefined) return { diagnoses, unknown };
  const cause: Diagnosis = {
    cause: 'git-submodules-empty',
    root: true,
    confidence: 0.9,
    line: explained.line,
    excerpt: explained.excerpt,
    title: `Git submodules of this project are empty: ${empty.slice(0, 3).join(', ')}`,
    why: 'A part of the sources is in other repositories, which git clone fetches only with --recurse-submodules.',
    fixes: [makeFix('Fetch them, then build again.', ['git submodule update --init --recursive'], false)],
    links: [],
  };
  return { diagnoses: [cause, ...diagnoses.map((each) => ({ ...each, root: false }))], unknown };
};

/** What a log alone lets guess from the name of a folder, as third_party, is false where the project has no empty submodule. */
const withoutGuess = ({ diagnoses, unknown }: LogCauses): LogCauses => {
  const isGuess = ({ cause, confidence }: Diagnosis): boolean => cause === 'git-submodules-empty' && confidence < 0.6;
  const guess = diagnoses.find(isGuess);
  if (guess === undefined) return { diagnoses, unknown };
  const rest = diagnoses.filter((each) => !isGuess(each));
  const hasRoot = rest.some(({ root }) => root);
  return {
    diagnoses: rest.map((each, at) => (hasRoot || at > 0 ? each : { ...each, root: true })),
    unknown: [{ line: guess.line, excerpt: guess.excerpt }, ...unknown],
  };
};
