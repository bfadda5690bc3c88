import { type Command as CompletedCommand, RootCommand } from '@bomb.sh/tab';
import type { Argument, Command, Option } from 'commander';
import { canaryPrograms } from '../build/canary/canary.js';
import { UsageError } from '../errors.js';
import { shippedForest } from '../flow/shipped.js';
import { probes } from '../probes/index.js';
import { buildSystems } from '../project/project.js';
import { patterns } from '../recipe/patterns.js';
import { rungIds } from '../rungs/registry.js';
import { sanitizeLine } from '../text/sanitize.js';
import { completionScripts } from './completion/scripts.js';

const targets = ['local', 'snapshot:', 'ssh:', 'docker:', 'podman:', 'exec:'];

/** Values by the long name of an option, or by a command and the name of its argument. */
const values: Readonly<Record<string, readonly string[]>> = {
  '--rung': rungIds,
  '--on': targets,
  '--domain': probes.map(({ domain }) => domain),
  '--program': canaryPrograms,
  '--pattern': patterns.map(({ name }) => name),
  '--build-system': buildSystems,
  '--format': ['mermaid', 'dot', 'svg'],
  '--engine': ['docker', 'podman', 'buildah'],
  '--nix-set': ['pkgsMusl', 'pkgsStatic', 'pkgsCross.musl64'],
  'canary rung': rungIds,
  'recipe rung': rungIds,
  'flow action': ['list', 'run', 'lint', 'graph'],
  'flow args': [...shippedForest.keys()],
  'completion shell': Object.keys(completionScripts),
};

/** Thrown where files are wanted: the shell completes these itself. */
class FilesWanted extends Error {}

type Handler = (complete: (value: string, description: string) => void) => void;

/** `word` is what is typed of it so far. */
const handlerFor = (name: string, holder: Argument | Option, word: string): Handler | undefined => {
  const known = values[name] ?? holder.argChoices;
  if (known) {
    return (complete) => {
      // A tree goes by its name or by its file.
      if (name === 'flow args' && !known.some((value) => value.startsWith(word))) throw new FilesWanted();
      for (const value of known) complete(value, '');
    };
  }
  if (!/file|dir/.test('flags' in holder ? holder.flags : holder.name())) return undefined;
  return () => {
    throw new FilesWanted();
  };
};

const addWords = (to: CompletedCommand, from: Command, word: string): void => {
  for (const option of from.createHelp().visibleOptions(from)) {
    const [long, short] = [option.long?.slice(2), option.short?.slice(1)];
    if (!long) continue;
    const takesValue = option.required || option.optional;
    // Without a handler an option counts as one that takes no value, so that one is always given.
    if (takesValue) to.option(long, option.description, handlerFor(`--${long}`, option, word) ?? (() => {}), short);
    else if (short) to.option(long, option.description, short);
    else to.option(long, option.description);
  }
  for (const argument of from.registeredArguments) {
    const handler = handlerFor(`${from.name()} ${argument.name()}`, argument, word);
    to.argument(argument.name(), handler ?? (() => {}), argument.variadic);
  }
};

const completer = (program: Command, word: string): RootCommand => {
  const root = new RootCommand();
  addWords(root, program, word);
  for (const command of program.createHelp().visibleCommands(program)) {
    addWords(root.command(command.name(), command.description()), command, word);
  }
  return root;
};

/**
 * `musl-wizard completion SHELL`: a script that makes the shell ask this program for completions.
 * @throws {UsageError} for a shell that is not known
 */
export const completionScript = (shell: string): string => {
  const script = Object.hasOwn(completionScripts, shell) ? completionScripts[shell] : undefined;
  if (script !== undefined) return script;
  throw new UsageError(
    `completion supports ${Object.keys(completionScripts).join(', ')} (got: ${sanitizeLine(shell, 40)})`,
  );
};

/** `musl-wizard complete -- WORDS`: what those scripts call; prints completions of the last word, a line each. */
export const printCompletions = (program: Command, args: readonly string[]): void => {
  try {
    // What follows `--` are another tool's arguments (`build -- --with-x`).
    if (args.slice(0, -1).includes('--')) throw new FilesWanted();
    completer(program, args.at(-1) ?? '').parse([...args]);
  } catch (error) {
    if (!(error instanceof FilesWanted)) throw error;
    console.log(':0');
  }
};
