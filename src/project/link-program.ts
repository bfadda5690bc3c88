import { recipeFor } from '../libs/recipes.js';
import { packageById } from './packages.js';
import type { ChosenProject, LinkedLibrary } from './project.js';

/** A small program that links what a project requires. */
export interface LinkProgram {
  /** Its source in C; null where of no library a header or a symbol is known. */
  readonly source: string | null;
  /** The libraries that it links, in the order in which the project names them. */
  readonly libraries: readonly LinkedLibrary[];
  /** Ids of required libraries of which nothing is known to link: these stay untried. */
  readonly untried: readonly string[];
}

/**
 * The program that includes a header of every library which a project requires, and calls a symbol of each. Null where
 * it requires none. What crates bring is theirs: cargo compiles or finds it. Pure.
 */
export const linkProgram = ({ build, libraries }: Pick<ChosenProject, 'build' | 'libraries'>): LinkProgram | null => {
  const required = build.system === 'cargo' ? [] : libraries.filter(({ optional }) => !optional);
  if (required.length === 0) return null;
  const known = required.filter(({ id }) => recipeFor(id) !== null && packageById(id) !== null);
  const checks = known.flatMap(({ id }) => recipeFor(id)?.check ?? []);
  const source = [
    ...checks.flatMap(({ define }) => (define === undefined ? [] : [`#define ${define.replace('=', ' ')}`])),
    ...new Set(checks.flatMap(({ headers }) => headers.map((header) => `#include <${header}>`))),
    `int main(void) { return ${checks.map(({ fails }) => `(${fails})`).join(' || ')} ? 1 : 0; }`,
    '',
  ].join('\n');
  return {
    source: checks.length === 0 ? null : source,
    libraries: known,
    untried: required.filter((each) => !known.includes(each)).map(({ id }) => id),
  };
};
