import type { Context } from '../../console/context.js';
import type { SteeringFile, TeamFile } from '../../engine/read-team-file.js';
import { asCalled } from '../../text/as-called.js';
import { escapeLine } from '../../text/shown-command.js';

/** What a document says of the team's file: whether it counts, and what it sets or would set. */
export const teamFileDocument = (team: TeamFile | null, from: 'project' | 'team' | 'machine' | null) =>
  team && {
    path: team.path,
    state: team.permission !== 'allowed' ? 'ignored' : from === 'team' ? 'used' : 'superseded',
    sets: team.sets,
  };

/** That a file is there and ignored, what it would set, and how it is allowed. */
const ignoredLines = ({ path, sets, problem, unheard }: SteeringFile, program: string): string[] => [
  `${escapeLine(path)} in this folder is ignored: you have not allowed its current content.${sets.length > 0 ? ' It sets:' : ''}`,
  ...(unheard === null ? [] : [`  (a permission does not count: ${escapeLine(unheard)})`]),
  ...(problem === null ? [] : [`  (it would also be invalid: ${escapeLine(problem)})`]),
  ...sets.map((each) => `  ${escapeLine(each)}`),
  `  → ${asCalled('musl-wizard allow', program)}   # shows the whole file and asks`,
];

/** Prints what steers here, and what would if it were allowed, on standard error. */
export const tellTeamFile = (context: Context, team: TeamFile | null, used: boolean): void => {
  if (!team) return;
  if (team.permission !== 'allowed') {
    for (const line of ignoredLines(team, context.program)) context.err.write(`${line}\n`);
  } else if (used)
    context.err.write(`${team.path}, which you allowed, sets ${team.sets.map(escapeLine).join('; ')}.\n`);
};
