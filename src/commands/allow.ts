import { canAsk, confirm } from '../console/ask.js';
import type { Command, Context } from '../console/context.js';
import type { SteeringFile } from '../engine/read-team-file.js';
import { steeringFiles } from '../engine/steering.js';
import { exitCode, UsageError, UserError } from '../errors.js';
import { configFolder } from '../settings/paths.js';
import { type Permission, setPermission } from '../settings/permissions.js';
import { sanitizeLine } from '../text/sanitize.js';
import { escapeLine } from '../text/shown-command.js';

export interface AllowFlags {
  readonly list?: boolean;
  readonly revoke?: boolean;
  readonly json?: boolean;
}

/**
 * `musl-wizard allow`: shows the files of this project that steer how it is built, whole, and remembers by their
 * content that this user allowed them; on a terminal after a question for each. Exit code 0 when all of them
 * are allowed (with `--revoke`: none), 1 when not.
 */
export const run: Command<AllowFlags> = async (context, args, flags) => {
  if (args.length > 0) throw new UsageError(`allow takes no arguments (got: ${sanitizeLine(args.join(' '))})`);
  const folder = configFolder(context.env, context.configDir);
  const files = await steeringFiles(folder, context.cwd);
  const answered: Answered[] = [];
  for (const file of files) answered.push({ file, permission: await answer(context, folder, file, flags) });
  if (flags.json) {
    const document = { schema: 'musl-wizard.allow/1', files: answered.map(asDocument) };
    context.out.write(`${JSON.stringify(document, null, 2)}\n`);
  } else if (files.length === 0) {
    context.out.write('Nothing to allow: this folder has no musl-wizard.json and no .musl-wizard/flows.\n');
  } else {
    for (const { file, permission } of answered)
      context.out.write(`${escapeLine(file.path)}: ${permission === 'allowed' ? 'allowed' : 'not allowed, ignored'}\n`);
  }
  const wanted = flags.revoke ? 'unasked' : 'allowed';
  return answered.every(({ permission }) => permission === wanted) ? exitCode.yes : exitCode.no;
};

interface Answered {
  readonly file: SteeringFile;
  readonly permission: Permission;
}

const asDocument = ({ file, permission }: Answered) => ({
  path: file.path,
  hash: file.content?.hash ?? null,
  allowed: permission === 'allowed',
  sets: file.sets,
  problem: file.problem,
});

const answer = async (
  context: Context,
  folder: string,
  file: SteeringFile,
  { list, revoke }: AllowFlags,
): Promise<Permission> => {
  const { content, permission } = file;
  if (revoke && content && !list) return remember(context, folder, content.hash, 'unasked');
  if (permission !== 'allowed' || list) showWhole(context, file);
  if (list || permission === 'allowed' || content === null || file.problem !== null) return permission;
  if (canAsk(context) && !(await confirm(context, `Allow this ${file.path}?`)))
    return remember(context, folder, content.hash, 'refused');
  return remember(context, folder, content.hash, 'allowed');
};

const remember = ({ cwd }: Context, folder: string, hash: string, permission: Permission): Permission => {
  try {
    setPermission(folder, hash, permission, cwd);
  } catch (error) {
    throw new UserError(
      'The permission cannot be saved.',
      [(error as Error).message],
      ['musl-wizard allow --config-dir DIR   # a folder outside the project'],
      exitCode.broken,
      {
        cause: error,
      },
    );
  }
  return permission;
};

/** The text of a file, every line and every character of it; then what it sets, so that this is above the question. */
const showWhole = ({ err }: Context, { path, sets, problem, content }: SteeringFile): void => {
  const text = content?.text.replace(/\n$/, '').split('\n') ?? [];
  const lines = [
    escapeLine(path),
    ...(text.length > 0 ? ['  Content:'] : []),
    ...text.map((each) => `  | ${escapeLine(each)}`),
    ...(problem === null ? ['  It sets:'] : [`  It cannot be used: ${escapeLine(problem)}`]),
    ...sets.map((each) => `    ${escapeLine(each)}`),
    '',
  ];
  err.write(lines.join('\n'));
};

/**
 * Before the first screen of the wizard: asks once for each content that was not shown yet, and remembers either answer.
 * Where nobody can be asked (standard error leads to a file), nothing is allowed.
 */
export const askOnce = async (context: Context): Promise<void> => {
  if (!canAsk(context)) return;
  const folder = configFolder(context.env, context.configDir);
  for (const file of await steeringFiles(folder, context.cwd)) {
    if (file.permission === 'unasked') await answer(context, folder, file, {});
  }
};
