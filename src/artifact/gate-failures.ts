import type { Artifact, RequirementResult } from './artifact.js';

/** What an inspection found wrong with a file, for reports that other programs read. */
export interface GateFailure {
  readonly path: string;
  /** Which check found it: the name of a requirement, `portable` or `readable`. */
  readonly rule: string;
  /** warning: it could not be checked, and that was accepted. */
  readonly level: 'error' | 'warning';
  /** One sentence. */
  readonly message: string;
}

/** How a program did alone in an empty root. */
interface Alone {
  readonly path: string;
  /** Null when that could not be tried. */
  readonly started: boolean | null;
  readonly reason: string;
}

/**
 * All that is wrong with inspected files, in their order. Empty if and only if the gate is open. Pure.
 * @param allowUntested whether what could not be checked is only a warning
 */
export const gateFailures = (
  files: readonly Artifact[],
  results: readonly RequirementResult[],
  alone: readonly Alone[],
  allowUntested: boolean,
): GateFailure[] => {
  const untested = allowUntested ? 'warning' : 'error';
  return [
    ...files
      .filter(({ format, error }) => format === 'unreadable' || error !== null)
      .map(({ path, error }): GateFailure => {
        return { path, rule: 'readable', level: 'error', message: `It cannot be read: ${error ?? 'unknown error'}` };
      }),
    ...results
      .filter(({ holds }) => !holds)
      .map(({ path, name, checked, found }): GateFailure => {
        return checked
          ? { path, rule: name, level: 'error', message: `It is required to be "${name}", but: ${found}` }
          : { path, rule: name, level: untested, message: `Whether it is "${name}" could not be checked: ${found}` };
      }),
    ...alone
      .filter(({ started }) => started !== true)
      .map(({ path, started, reason }): GateFailure => {
        return started === false
          ? { path, rule: 'portable', level: 'error', message: `It does not start in an empty root: ${reason}` }
          : { path, rule: 'portable', level: untested, message: `It was not started in an empty root: ${reason}` };
      }),
  ];
};
