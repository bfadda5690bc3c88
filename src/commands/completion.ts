import type { Argument, Command, Option } from 'commander';
import { canaryPrograms } from '../build/canary/canary.js';
import { UsageError } from '../errors.js';
import { shippedForest } from '../flow/shipped.js';
import { probes } from '../probes/index.js';
import { buildSystems } from '../project/project.js';
import { patterns } from '../recipe/patterns.js';
import { engineChoices } from '../rungs/options.js';
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
  '--engine': engineChoices,
  '--nix-set': ['pkgsMusl', 'pkgsStatic', 'pkgsCross.musl64'],
  'canary rung': rungIds,
  'recipe rung': rungIds,
  'flow action': ['list', 'run', 'lint', 'graph'],
  'flow args': [...shippedForest.keys()],
  'completion shell': Object.keys(completionScripts),
};

interface Completion {
  readonly value: string;
  readonly description: string;
}

/** Files are wanted: the shell completes these itself. */
const files = null;

/** Values of an option or argument that begin with `word`; none where a number, say, is wanted. */
const valuesOf = (name: string, holder: Argument | Option, word: string): readonly Completion[] | typeof files => {
  const known = values[name] ?? holder.argChoices;
  if (known === undefined) return /file|dir/.test('flags' in holder ? holder.flags : holder.name()) ? files : [];
  const found = known.filter((value) => value.startsWith(word)).map((value) => ({ value, description: '' }));
  // A tree goes by its name or by its file.
  return name === 'flow args' && found.length === 0 ? files : found;
};

const names = ({ long, short }: Option, word: string): boolean => word === long || word === short;
const takesValue = ({ required, optional }: Option): boolean => required || optional;

/** Where the words before the one that is typed lead: the command, how many arguments it has, an option without its value. */
const placeOf = (program: Command, words: readonly string[]) => {
  let command = program;
  let given = 0;
  let open: Option | undefined;
  for (const word of words) {
    if (word === '=') continue; // bash makes three words of --rung=alpine
    if (word.startsWith('-')) {
      const option = [...command.options, ...program.options].find((each) => names(each, word));
      open = option && takesValue(option) ? option : undefined;
    } else if (open) open = undefined;
    else {
      const next = command === program ? program.commands.find((each) => each.name() === word) : undefined;
      if (next) command = next;
      else given += 1;
    }
  }
  return { command, given, open };
};

/** Completions of the last of the words behind the program's name. Pure. */
const completionsOf = (program: Command, words: readonly string[]): readonly Completion[] | typeof files => {
  const [before, word] = [words.slice(0, -1), words.at(-1) ?? ''];
  // What follows `--` are another tool's arguments (`build -- --with-x`).
  if (before.includes('--')) return files;
  const { command, given, open } = placeOf(program, before);
  if (open && !word.startsWith('-')) return valuesOf(open.long ?? '', open, word);
  const [, flag, part = ''] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  if (flag !== undefined) {
    const option = command.options.find((each) => names(each, flag) && takesValue(each));
    const found = option ? valuesOf(flag, option, part) : [];
    return found?.map(({ value }) => ({ value: `${flag}=${value}`, description: '' })) ?? files;
  }
  const help = program.createHelp();
  const beginning = (each: readonly Completion[]) => each.filter(({ value }) => value.startsWith(word));
  if (word.startsWith('-'))
    return beginning(
      help
        .visibleOptions(command)
        .flatMap(({ long, short, description }) =>
          [long, short].flatMap((value) => (value === undefined ? [] : [{ value, description }])),
        ),
    );
  if (command === program && given === 0)
    return beginning(
      help.visibleCommands(program).map((each) => ({ value: each.name(), description: each.description() })),
    );
  const wanted = command.registeredArguments;
  const argument = wanted[given] ?? wanted.findLast(({ variadic }) => variadic);
  return argument ? valuesOf(`${command.name()} ${argument.name()}`, argument, word) : [];
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
  const found = completionsOf(program, args);
  for (const { value, description } of found ?? []) console.log(`${value}\t${description}`);
  console.log(found === files ? ':0' : ':4');
};
