import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { type GlobalOptions, processContext } from './console/process-context.js';
import { UsageError } from './errors.js';
import { addBuild } from './program/build.js';
import { addFindOut } from './program/find-out.js';
import { addMore } from './program/more.js';
import { examples, type Load } from './program/parts.js';
import { sanitizeLine } from './text/sanitize.js';

/** Whether a word names something to read: a file, or a pipe as of `<(...)`. */
const isFile = (word: string): boolean => {
  const stat = statSync(word, { throwIfNoEntry: false });
  return stat !== undefined && (stat.isFile() || stat.isFIFO());
};

const topExamples = [
  ['', 'the wizard: choose a rung, try it, save it'],
  ['doctor', 'what blocks a static build here, and the fixes'],
  ['explain build.log', 'why a build failed'],
  ['choose --yes', 'the same as the wizard, without questions'],
  ['build', 'build this project with the saved setup'],
] as const;

/** All commands with their options. `done` receives the exit code of the one that ran. */
export const createProgram = async (signal: AbortSignal, done: (code: number) => void): Promise<Command> => {
  const { Command } = await import('commander');
  const program = new Command('musl-wizard')
    .usage('[options] [command]')
    .description(
      'Build static Linux binaries with what this machine has.\n\n' +
        'Without a command: the wizard, in the current folder. With a log file, or a log piped in: the cause of the failure.',
    )
    .version(__VERSION__, '-V, --version', 'Print the version')
    .option('--no-color', 'Print plain text (also NO_COLOR=1)')
    .option('-q, --quiet', 'Print results only, no progress')
    .option('-v, --verbose', 'Also print the evidence')
    .option('--config-dir <dir>', 'Settings folder (default: ~/.config/musl-wizard)')
    .option('--patience <n>', 'Allow n times the usual time for reading a machine (a slow one is measured)')
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false) // commander's own prints the whole help for a name that it does not know
    .addHelpText('after', examples(topExamples))
    .exitOverride()
    .configureOutput({ outputError: () => {} }) // report() prints it, as every error
    .enablePositionalOptions(false);

  const action =
    <O>(load: Load<O>) =>
    async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1) as Command;
      const context = processContext(program.opts<GlobalOptions>(), signal);
      const { args } = command;
      if (command.opts<{ jsonSchema?: boolean }>().jsonSchema) {
        const { shippedSchema } = await import('./commands/schemas/schema-file.js');
        context.out.write(shippedSchema(command.name(), args[0]));
        return;
      }
      const { run } = await load();
      done(await run(context, args, command.opts() as O));
    };

  const openWizard = action<object>(() => import('./commands/wizard.js'));
  const openLog = action<object>(() => import('./commands/log-door.js'));
  program
    .allowExcessArguments()
    .allowUnknownOption() // else a misspelt command would be reported as having wrong options
    .action((...args: unknown[]) => {
      const [first] = program.args;
      // A log at the door. Commands come first, so that no file in a folder can take their place.
      if (first !== undefined && isFile(first) && program.args.length === 1) return openLog(...args);
      if (first !== undefined && isFile(first))
        return explainCommand.parseAsync(program.args, { from: 'user' }).then(() => {});
      // What commander says by itself where a program does nothing without a command: with the nearest name.
      type Strict = Command & { unknownOption(flag: string): never; unknownCommand(): never };
      const strict = program.allowUnknownOption(false) as Strict;
      if (first?.startsWith('-')) strict.unknownOption(first);
      if (first !== undefined) strict.unknownCommand();
      return openWizard(...args);
    });

  const explainCommand = addFindOut(program, action);
  addBuild(program, action);
  addMore(program, action);
  program
    .command('help')
    .description('Show help for a command')
    .argument('[command]')
    .addHelpText('after', examples([['help build', 'the same as build --help']]))
    .action((name: string | undefined) => {
      const command = name === undefined ? program : program.commands.find((each) => each.name() === name);
      if (command) return command.outputHelp();
      throw new UsageError(`unknown command '${sanitizeLine(name ?? '')}'`);
    });
  program
    .command('version')
    .description('Print the version')
    .action(() => void process.stdout.write(`${__VERSION__}\n`));

  program
    .command('completion')
    .description('Print a shell completion script for bash, zsh or fish')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      `
Examples:
  ~/.bashrc                    eval "$(musl-wizard completion bash)"
  ~/.zshrc, after compinit     eval "$(musl-wizard completion zsh)"
  ~/.config/fish/config.fish   musl-wizard completion fish | source`,
    )
    .action(async (shell: string) => {
      const { completionScript } = await import('./commands/completion.js');
      process.stdout.write(completionScript(shell));
    });
  program
    .command('complete', { hidden: true })
    .argument('[args...]')
    .action(async (args: string[]) => (await import('./commands/completion.js')).printCompletions(program, args));

  for (const command of program.commands) {
    const printsJson = command.name() === 'snapshot' || command.options.some(({ long }) => long === '--json');
    if (printsJson) command.optionsGroup('Options:').option('--json-schema', 'Print the JSON Schema of the document');
  }
  return program;
};
