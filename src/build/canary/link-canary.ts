import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../../facts/facts.js';
import { linkNames } from '../../project/link-names.js';
import { linkProgram } from '../../project/link-program.js';
import type { ChosenProject } from '../../project/project.js';
import type { RungId } from '../../rungs/registry.js';
import type { CanaryResult, LinkProof } from '../result.js';
import { type BuildOutcome, runBuild } from '../run-build.js';
import type { CanaryOptions } from './canary.js';

const name = 'link-check';

/** What a link of the libraries that a project requires proved of a rung, with the log of a failure. */
export interface Linked extends LinkProof {
  readonly made: BuildOutcome | null;
}

/**
 * Links, static and by a rung, a small program that uses every library which a project requires, before the project
 * itself is built: what is missing is known in seconds. A link that fails for another reason than a library or a header
 * that is not there proves nothing of the project, which may link with further words. Null where nothing is required.
 * @throws {UserError} when there is no folder to build in
 */
export const linkCanary = async (
  project: ChosenProject,
  rung: RungId,
  facts: Facts,
  options: Omit<CanaryOptions, 'program'>,
): Promise<Linked | null> => {
  const program = linkProgram(project);
  if (program === null) return null;
  const { source, libraries, untried } = program;
  const ids = libraries.map(({ id }) => id);
  if (source === null) return { outcome: 'untried', libraries: ids, untried, made: null };
  const made = await runBuild({
    ...options,
    rung,
    options: options.rungOptions,
    upx: false,
    facts,
    project: {
      ...project,
      name,
      build: { system: 'plain', programs: [{ name, sources: ['main.c'] }] },
      languages: ['c'],
      libraries,
      targets: [],
      tools: [],
      evidence: [],
    },
    args: [],
    env: options.env ?? process.env,
    folder: process.cwd(),
    logName: `link-${rung}`,
    copySources: async (to) => {
      mkdirSync(to, { mode: 0o700 });
      writeFileSync(join(to, 'main.c'), source);
      return null;
    },
    expected: null,
    deliver: null,
  });
  const outcome =
    made.outcome === 'passed' || made.outcome === 'cancelled'
      ? made.outcome
      : isMissing(made, ids)
        ? 'failed'
        : 'untried';
  return {
    outcome,
    libraries: ids,
    untried: outcome === 'untried' ? [...ids, ...untried] : untried,
    made,
  };
};

/**
 * Whether a library itself was not found. Where that is only a part which some systems split off (Debian's tinfo of
 * ncurses), the project may link without it.
 */
const isMissing = ({ diagnoses }: BuildOutcome, ids: readonly string[]): boolean => {
  const splitOff = ids.flatMap((id) => linkNames(id).slice(1));
  return diagnoses.some(
    ({ root, cause, excerpt }) =>
      root &&
      cause === 'missing-static-lib' &&
      !splitOff.some((part) => new RegExp(`(?:-l|['"‘])${part.replace(/[^\w]/g, '\\$&')}(?![\\w.+-])`).test(excerpt)),
  );
};

/** The result of a rung whose small program passed, with what the link proved: a library that is not there ends it. Pure. */
export const withLink = (small: CanaryResult, project: string, linked: Linked | null): CanaryResult => {
  if (linked === null) return small;
  const { made, ...link } = linked;
  if (made === null || link.outcome === 'passed' || link.outcome === 'untried') return { ...small, link };
  const [root] = made.diagnoses;
  const reason =
    link.outcome === 'cancelled'
      ? 'It was cancelled.'
      : `The small program passed, but ${small.rung} cannot link what ${project} requires: ${root?.title ?? made.reason}.`;
  return {
    ...small,
    link,
    outcome: link.outcome,
    reason,
    durationMs: small.durationMs + made.steps.reduce((sum, { durationMs }) => sum + durationMs, 0),
    steps: [...small.steps, ...made.steps],
    diagnoses: made.diagnoses,
    logFile: made.logFile ?? small.logFile,
  };
};
