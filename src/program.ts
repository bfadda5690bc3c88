import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { canaryPrograms } from './build/canary/canary.js';
import type { AllowFlags } from './commands/allow.js';
import type { BuildFlags } from './commands/build.js';
import type { CanaryFlags } from './commands/canary.js';
import type { ChooseOptions } from './commands/choose.js';
import type { DoctorOptions } from './commands/doctor.js';
import type { ExplainFlags } from './commands/explain.js';
import type { FlowOptions } from './commands/flow.js';
import type { InspectOptions } from './commands/inspect.js';
import type { LibsFlags } from './commands/libs.js';
import { addRungFlags } from './commands/parts/rung-flags.js';
import type { RecipeFlags } from './commands/recipe.js';
import type { SnapshotOptions } from './commands/snapshot.js';
import type { StatusFlags } from './commands/status.js';
import type { UndoOptions } from './commands/undo.js';
import type { Command as Run } from './console/context.js';
import { type GlobalOptions, processContext } from './console/process-context.js';
import { UsageError } from './errors.js';
import { rungIds, rungsBuilding } from './rungs/registry.js';
import { sanitizeLine } from './text/sanitize.js';

/** Rungs for the examples. */
const [byTools] = rungsBuilding('here');
const [inContainer] = rungsBuilding('container');

/** Loads a command only when it is called, so that no command pays for another. */
type Load<O> = () => Promise<{ run: Run<O> }>;

/** Collects the values of a repeatable option. */
const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** Whether a word names something to read: a file, or a pipe as of `<(...)`. */
const isFile = (word: string): boolean => {
  const stat = statSync(word, { throwIfNoEntry: false });
  return stat !== undefined && (stat.isFile() || stat.isFIFO());
};

/** Command lines with what each does, as the section of a help page. */
const examples = (lines: readonly (readonly [words: string, what: string])[]): string => {
  const commands = lines.map(([words]) => `musl-wizard${words === '' ? '' : ' '}${words}`);
  const width = Math.max(...commands.map(({ length }) => length));
  const rows = lines.map(([, what], n) => `  ${commands[n]?.padEnd(width)}  ${what}`);
  return `\nExamples:\n${rows.join('\n')}`;
};

const topExamples = [
  ['', 'the wizard: choose a rung, try it, save it'],
  ['doctor', 'what blocks a static build here, and the fixes'],
  ['explain build.log', 'why a build failed'],
  ['choose --yes', 'the same as the wizard, without questions'],
  ['build', 'build this project with the saved setup'],
] as const;

const jsonOption = ['--json', 'Print one JSON document to standard output'] as const;

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
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false) // commander's own prints the whole help for a name that it does not know
    .addHelpText('after', examples(topExamples))
    .exitOverride()
    .configureOutput({ outputError: () => {} }) // report() prints it, as every error
    .enablePositionalOptions(false);

  const action =
    <O>(load: Load<O>) =>
    async (...words: unknown[]): Promise<void> => {
      const command = words.at(-1) as Command;
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
  program
    .allowExcessArguments()
    .allowUnknownOption() // else a misspelt command would be told that its options are wrong
    .action((...words: unknown[]) => {
      const [first] = program.args;
      // A log at the door. Commands come first, so that no file in a folder can take their place.
      if (first !== undefined && isFile(first))
        return explainCommand.parseAsync(program.args, { from: 'user' }).then(() => {});
      // What commander says by itself where a program does nothing without a command: with the nearest name.
      type Strict = Command & { unknownOption(flag: string): never; unknownCommand(): never };
      const strict = program.allowUnknownOption(false) as Strict;
      if (first?.startsWith('-')) strict.unknownOption(first);
      if (first !== undefined) strict.unknownCommand();
      return openWizard(...words);
    });

  program.commandsGroup('Find out what works here:');
  program
    .command('doctor')
    .description('Diagnose what blocks a static build on this machine and how to fix it')
    .option(
      '--on <target>',
      'Another machine: snapshot:FILE, ssh:[USER@]HOST[:PORT], docker:NAME, podman:NAME, exec:COMMAND (repeatable)',
      collect,
    )
    .option('--domain <name>', 'Read only this domain, e.g. memory or nix (repeatable)', collect)
    .option('--what-if <fact=value>', 'Assume a fact, e.g. memory.limitBytes=8GiB (repeatable)', collect)
    .option('--deadline <s>', 'Time limit in seconds; facts not read in time are reported as unknown')
    .option('--read-only', 'Only read: write nothing, no network (skipped facts are reported as unknown)')
    .option('--fix', 'Offer the fixes one by one')
    .option('--ladder <file>', 'Use your own ladder, in the format of flows/ladder.yaml')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['doctor', 'this machine, and the project in this folder'],
        ['doctor --on ssh:me@box --on docker:web', 'other machines side by side; no Node needed there'],
        ['doctor --fix', 'go through the fixes, confirming each'],
      ]),
    )
    .action(action<DoctorOptions>(() => import('./commands/doctor.js')));

  const explainCommand = program
    .command('explain')
    .description('Find the root cause in the log of a failed build, or in a build file')
    .argument(
      '[file]',
      'a log (plain, gzip, UTF-16), a flake.nix, Dockerfile, Makefile or Cargo.toml; - for standard input',
    )
    .option('--all', 'Also show secondary errors caused by the root cause')
    .option('--on <target>', 'Adjust confidence using facts from TARGET (the machine that produced the log)')
    .option('--deadline <s>', 'Time limit in seconds; of a longer log only the end is searched after that')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['explain build.log', 'the root cause and its fix'],
        ['explain - --json < build.log', 'from standard input, as JSON'],
      ]),
    )
    .action(action<ExplainFlags>(() => import('./commands/explain.js')));

  program
    .command('inspect')
    .description('Show how a program is linked: static or not, which libc, what it needs at run time')
    .argument('[file...]', 'files to inspect')
    .option(
      '--files-from <list>',
      'Read more paths from a file, one per line or NUL-separated; - for standard input (repeatable)',
      collect,
    )
    .option(
      '--require <list>',
      'Requirements, e.g. static,musl,x86_64,no-upx,max-size=3MB,glibc<=2.31 (repeatable)',
      collect,
    )
    .option('--portable', 'Also run each program in an empty, unprivileged root (5 s limit)')
    .option('--allow-untested', 'Accept what could not be checked, such as the contents of a packed file')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['inspect dist-static/app', 'linkage, libc, size, what it needs at run time'],
        ['inspect app --require static,musl,x86_64', 'exit code 1 unless all requirements are met (for CI)'],
      ]),
    )
    .action(action<InspectOptions>(() => import('./commands/inspect.js')));

  program
    .command('snapshot')
    .description('Save a machine snapshot to a file (inspect it with --on snapshot:FILE)')
    .option('-o, --output <file>', 'Output file (default: standard output)')
    .option(
      '--on <target>',
      'Another machine: snapshot:FILE, ssh:[USER@]HOST[:PORT], docker:NAME, podman:NAME, exec:COMMAND',
    )
    .option('--script', 'Print a POSIX shell script that takes the snapshot on a machine without Node')
    .option('--no-redact', 'Do not mask names, addresses and secrets')
    .option('--force', 'Replace an existing file')
    .addHelpText(
      'after',
      examples([
        ['snapshot -o machine.json', 'this machine; names and secrets are masked'],
        ['snapshot --script > collect.sh', 'for a machine without Node: sh collect.sh > machine.json'],
        ['doctor --on snapshot:machine.json', 'inspect it on another machine'],
      ]),
    )
    .action(action<SnapshotOptions>(() => import('./commands/snapshot.js')));

  program.commandsGroup('Build:');
  addRungFlags(
    program
      .command('choose')
      .description('Climb the ladder without questions; save the first rung that passes')
      .option('--rung <rung>', 'Try only this rung')
      .option('--ladder <file>', 'Use your own ladder, in the format of flows/ladder.yaml')
      .option('--compare', 'Build this project with every usable rung and compare the resulting binaries')
      .option('--build-system <name>', 'The build system, where the project has several')
      .option('--no-build', 'Prove the tools only; do not build the project')
      .option('--upx', 'Pack the binary with UPX')
      .option('-y, --yes', "Replace a saved setup; retry with the workaround suggested by the failure's cause")
      .option('--timeout <s>', 'Time limit for each build, in seconds')
      .option(...jsonOption)
      .addHelpText(
        'after',
        examples([
          ['choose --yes', 'find and save a setup, replacing an older one'],
          [`choose --rung ${inContainer}`, 'try one rung'],
          ['choose --compare', 'sizes and linkage of all usable rungs side by side'],
        ]),
      ),
  ).action(action<ChooseOptions>(() => import('./commands/choose.js')));

  addRungFlags(
    program
      .command('build')
      .description('Build this project with the saved setup and inspect the result')
      .argument('[args...]', 'after --: arguments for the tool that configures or builds')
      .option('--rung <rung>', 'Use this rung (default: the saved one)')
      .option('--upx', 'Pack the result with UPX')
      .option('--output <dir>', 'Output folder (default: dist-static)')
      .option('--build-system <name>', 'The build system, where the project has several')
      .option('--timeout <s>', 'Time limit for the whole build, in seconds (default: 3600)')
      .option('--keep', 'Keep the scratch folder')
      .option(...jsonOption)
      .addHelpText(
        'after',
        examples([
          ['build', 'with the saved setup'],
          [`build --rung ${byTools}`, 'with another rung'],
          ['build -- --without-gui', 'pass arguments to configure, cmake, cargo, make ...'],
        ]),
      ),
  ).action(action<BuildFlags>(() => import('./commands/build.js')));

  addRungFlags(
    program
      .command('recipe')
      .description('Print or write the build files for a static build of this project')
      .argument('[rung]', 'the rung (default: the saved one)')
      .option('--pattern <name>', 'Recipe pattern (default: the first in --list)')
      .option('--list', 'List all patterns')
      .option('--write', 'Write into this folder; shows the changes and asks first')
      .option('--force', 'Write without asking')
      .option('--build-system <name>', 'The build system, where the project has several')
      .addHelpText(
        'after',
        examples([
          ['recipe', 'print the files of the saved rung'],
          ['recipe --list', 'all patterns: Nix shell and flake, Dockerfile, Makefile, CI ...'],
          [`recipe ${inContainer} --write`, 'write a Dockerfile'],
        ]),
      ),
  ).action(action<RecipeFlags>(() => import('./commands/recipe.js')));

  program
    .command('libs')
    .description('List, build or remove static libraries for musl, built from source for a rung')
    .argument('[action]', 'list, add or remove')
    .argument('[names...]', 'libraries, e.g. zlib openssl')
    .option('--rung <rung>', 'Rung whose compiler builds (default: the first one that is installed)')
    .option('--arch <arch>', 'Target architecture, as printed by uname -m')
    .option('--from <source>', 'Where the sources come from: debian, crates, a folder, an archive, URL#sha256=SUM')
    .option('--jobs <n>', 'Parallel jobs')
    .option('--timeout <s>', 'Time limit for each library, in seconds (default: 1800)')
    .option('--all', 'With remove: all libraries')
    .option('-y, --yes', 'Build without asking')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['libs', 'what is there'],
        [`libs add openssl sodium --rung ${byTools} --yes`, 'build two; choose, build and canary find them'],
        ['libs add zlib --from sources --yes', 'offline, from a folder with zlib-1.3.1.tar.gz'],
        ['libs remove --all', 'free the disk space'],
      ]),
    )
    .action(action<LibsFlags>(() => import('./commands/libs.js')));

  program
    .command('allow')
    .description('Show and allow the project files that control how it is built')
    .option('--list', 'Only show them')
    .option('--revoke', 'Revoke the permission')
    .option(...jsonOption)
    .action(action<AllowFlags>(() => import('./commands/allow.js')));

  program
    .command('status')
    .description('Check whether the saved setup is still good, and what changed since it was proven')
    .option('--check', 'Run the canary again if something changed')
    .option(...jsonOption)
    .action(action<StatusFlags>(() => import('./commands/status.js')));

  program.commandsGroup('More:');
  addRungFlags(
    program
      .command('canary')
      .description('Build, inspect and run a small test program with each rung')
      .argument('[rung...]', `rungs to try: ${rungIds.join(', ')} (default: all)`)
      .option('--program <name>', `Test program: ${canaryPrograms.join(', ')} (default: the closest to this project)`)
      .option('--upx', 'Pack it with UPX')
      .option('--timeout <s>', 'Time limit for each canary, in seconds')
      .option('--vary', 'After a failure, change one setting at a time and report which one fixes it')
      .option('--keep', 'Keep the scratch folder')
      .option(...jsonOption)
      .addHelpText(
        'after',
        examples([
          ['canary', 'every rung, in the language of this project'],
          [`canary ${rungsBuilding('here').slice(0, 2).join(' ')} --program c-hello`, 'two rungs, a C program'],
        ]),
      ),
  ).action(action<CanaryFlags>(() => import('./commands/canary.js')));

  program
    .command('flow')
    .description('Walk a decision tree: list, run NAME|FILE, lint [FILE], graph NAME|FILE')
    .argument('[action]', 'list, run, lint or graph')
    .argument('[words...]', 'name of a tree, or files')
    .option('--on <target>', 'run: another machine, as for doctor; nothing is built or fixed there')
    .option('--answer <id=value>', 'run: answer a question (repeatable)', collect)
    .option('--what-if <fact=value>', 'run: assume a fact (repeatable)', collect)
    .option('--trace <file>', 'run: save the walk to a file, to share and replay')
    .option('--replay <file>', 'run: replay a saved walk')
    .option('-y, --yes', 'run: replace a saved setup, and accept options set by a tree that is not built in')
    .option('--format <format>', 'graph: mermaid, dot or svg')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['flow list', 'all trees'],
        ['flow run choose-setup', 'walk one'],
        ['flow graph choose-setup --format svg', 'draw one'],
      ]),
    )
    .action(action<FlowOptions>(() => import('./commands/flow.js')));

  program
    .command('undo')
    .description('Undo the changes made by fixes, newest first')
    .option('--list', 'Only list what can be undone')
    .option('-y, --yes', 'Undo everything without asking')
    .option(...jsonOption)
    .action(action<UndoOptions>(() => import('./commands/undo.js')));

  program
    .command('help')
    .description('Show help for a command')
    .argument('[command]')
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
To enable it in every shell:
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
    .argument('[words...]')
    .action(async (words: string[]) => (await import('./commands/completion.js')).printCompletions(program, words));

  for (const command of program.commands) {
    const printsJson = command.name() === 'snapshot' || command.options.some(({ long }) => long === '--json');
    if (printsJson) command.optionsGroup('Options:').option('--json-schema', 'Print the JSON Schema of the document');
  }
  return program;
};
