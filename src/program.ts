import type { Command } from 'commander';
import type { BuildFlags } from './commands/build.js';
import type { CanaryFlags } from './commands/canary.js';
import type { ChooseOptions } from './commands/choose.js';
import type { DoctorOptions } from './commands/doctor.js';
import type { ExplainOptions } from './commands/explain.js';
import type { FlowOptions } from './commands/flow.js';
import type { InspectOptions } from './commands/inspect.js';
import { addRungFlags } from './commands/parts/rung-flags.js';
import type { RecipeFlags } from './commands/recipe.js';
import type { SnapshotOptions } from './commands/snapshot.js';
import type { StatusFlags } from './commands/status.js';
import type { UndoOptions } from './commands/undo.js';
import type { Command as Run } from './console/context.js';
import { type GlobalOptions, processContext } from './console/process-context.js';

/** Loads a command only when it is called, so that no command pays for another. */
type Load<O> = () => Promise<{ run: Run<O> }>;

/** Gathers an option that may be given again. */
const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** All commands with their options. `done` is told the exit code of the one that ran. */
export const createProgram = async (signal: AbortSignal, done: (code: number) => void): Promise<Command> => {
  const { Command } = await import('commander');
  const program = new Command('musl-wizard')
    .description('Get a static Linux binary out of the machine in front of you.')
    .version(__VERSION__, '-V, --version')
    .option('--no-color', 'plain text (also NO_COLOR=1)')
    .option('-q, --quiet', 'answers only, no progress')
    .option('-v, --verbose', 'show the evidence')
    .option('--config-dir <dir>', 'folder of settings')
    .exitOverride()
    .configureOutput({ outputError: () => {} }) // told by report(), as every error is
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
      // What commander says by itself where a program does nothing without a command: with the nearest name.
      type Strict = Command & { unknownOption(flag: string): never; unknownCommand(): never };
      const strict = program.allowUnknownOption(false) as Strict;
      if (first?.startsWith('-')) strict.unknownOption(first);
      if (first !== undefined) strict.unknownCommand();
      return openWizard(...words);
    });

  addRungFlags(
    program
      .command('choose')
      .description('climb the ladder without questions; save the first rung whose canary passes')
      .option('--rung <rung>', 'this rung only')
      .option('--ladder <file>', 'a ladder of your own, in the form of flows/ladder.yaml')
      .option(
        '--compare',
        'build by every rung that may work and show the programs side by side: those of the project here',
      )
      .option('--build-system <name>', '--compare: where the folder can be built in several ways')
      .option('--upx', 'pack the binary with UPX after any rung')
      .option('-y, --yes', 'replace a setup that was saved before; try again by what the cause of a failure asks for')
      .option('--timeout <s>', 'seconds that one canary or build may take')
      .option('--json', 'one JSON document on standard output'),
  ).action(action<ChooseOptions>(() => import('./commands/choose.js')));

  addRungFlags(
    program
      .command('canary')
      .description('build, inspect and run a small program by each way to a static binary')
      .argument('[rung...]', 'pkgs-musl, alpine, zig, musl-gcc, glibc-static; all when none is named')
      .option(
        '--program <name>',
        'what to build: c-hello, c-libc, c-crypto, cxx, rust or go; a small program like the project here when not named',
      )
      .option('--upx', 'pack it with UPX afterwards')
      .option('--timeout <s>', 'seconds that one canary may take')
      .option('--vary', 'after a failure, change one thing at a time and name what cures it')
      .option('--keep', 'leave the scratch folder')
      .option('--json', 'one JSON document on standard output'),
  ).action(action<CanaryFlags>(() => import('./commands/canary.js')));

  program
    .command('undo')
    .description('take back what fixes changed, newest first')
    .option('--list', 'only show what could be taken back')
    .option('-y, --yes', 'take back all of it without a question')
    .option('--json', 'one JSON document on standard output')
    .action(action<UndoOptions>(() => import('./commands/undo.js')));

  program
    .command('explain')
    .description('find the root cause in a log of a failed build, or in a build file')
    .argument(
      '[file]',
      'a log (plain, gzip, UTF-16), a flake.nix, Dockerfile, Makefile or Cargo.toml; - for standard input',
    )
    .option('--all', 'tell also what only follows from the root cause')
    .option('--on <target>', 'weigh with the facts of the machine that the log comes from')
    .option('--json', 'one JSON document on standard output')
    .action(action<ExplainOptions>(() => import('./commands/explain.js')));

  program
    .command('inspect')
    .description('say what a file is: static or not, which libc, which machine, what it wants at run time')
    .argument('[file...]', 'files to look into')
    .option(
      '--files-from <list>',
      'a file with more paths, one a line or NUL-ended; - for standard input; again for more',
      collect,
    )
    .option(
      '--require <list>',
      'what must hold, as static,musl,x86_64,no-upx,max-size=3MB,glibc<=2.31; again for more',
      collect,
    )
    .option('--portable', 'also RUN each program, alone in an empty root, without privileges, for at most 5 s')
    .option('--json', 'one JSON document on standard output')
    .action(action<InspectOptions>(() => import('./commands/inspect.js')));

  program
    .command('flow')
    .description('walk a decision tree: list, run NAME|FILE, lint [FILE], graph NAME|FILE')
    .argument('[action]', 'list, run, lint or graph')
    .argument('[words...]', 'name of a tree, or files')
    .option('--on <target>', 'run: another machine, as for doctor; nothing is tried or mended there')
    .option('--answer <id=value>', 'run: answer a question; again for more', collect)
    .option('--what-if <fact=value>', 'run: suppose a fact; again for more', collect)
    .option('--trace <file>', 'run: save the walk, to be shared and replayed')
    .option('--replay <file>', 'run: walk a saved trace again')
    .option(
      '-y, --yes',
      'run: without a question replace a setup that was saved before, and use options of a tree that is not shipped',
    )
    .option('--format <format>', 'graph: mermaid, dot or svg')
    .option('--json', 'one JSON document on standard output')
    .action(action<FlowOptions>(() => import('./commands/flow.js')));

  program
    .command('doctor')
    .description('say what stands in the way of a static binary on this machine, and how to mend it')
    .option(
      '--on <target>',
      'another machine: snapshot:FILE, ssh:HOST, docker:NAME, exec:COMMAND; again for more',
      collect,
    )
    .option('--domain <name>', 'read only this, as memory or nix; again for more', collect)
    .option('--what-if <fact=value>', 'suppose a fact, as memory.limitBytes=8GiB; again for more', collect)
    .option('--deadline <s>', 'seconds for reading everything; what is late is unknown')
    .option('--read-only', 'leave no trace and reach no server; what that costs is unknown')
    .option('--fix', 'offer the fixes one by one')
    .option('--ladder <file>', 'a ladder of your own, in the form of flows/ladder.yaml')
    .option('--json', 'one JSON document on standard output')
    .action(action<DoctorOptions>(() => import('./commands/doctor.js')));

  program
    .command('snapshot')
    .description(
      'write all that was read of a machine into one file, to be looked at elsewhere with --on snapshot:FILE',
    )
    .option('-o, --output <file>', 'the file; without it, standard output')
    .option(
      '--on <target>',
      'another machine: snapshot:FILE, ssh:[USER@]HOST[:PORT], docker:NAME, podman:NAME, exec:COMMAND',
    )
    .option('--script', 'print a POSIX shell script that does it where there is no Node')
    .option('--no-redact', 'leave names, addresses and secrets in')
    .option('--force', 'replace the file if it exists')
    .action(action<SnapshotOptions>(() => import('./commands/snapshot.js')));

  addRungFlags(
    program
      .command('recipe')
      .description('print or write the files by which this project is built static')
      .argument('[rung]', 'the rung; the saved one when not named')
      .option('--pattern <name>', 'which of the ways to write it down')
      .option('--list', 'name all patterns')
      .option('--write', 'write into this folder; shows what changes, and asks')
      .option('--force', 'write without a question')
      .option('--build-system <name>', 'where the folder can be built in several ways'),
  ).action(action<RecipeFlags>(() => import('./commands/recipe.js')));

  addRungFlags(
    program
      .command('build')
      .description('build this project by the saved setup; inspect what came out')
      .argument('[args...]', 'after --: words for the tool that configures or builds')
      .option('--rung <rung>', 'another rung than the saved one')
      .option('--upx', 'pack what was built with UPX')
      .option('--output <dir>', 'where the programs go; dist-static when not named')
      .option('--build-system <name>', 'where the folder can be built in several ways')
      .option('--timeout <s>', 'seconds for the whole build; 3600 when not named')
      .option('--keep', 'leave the scratch folder for a look')
      .option('--json', 'one JSON document on standard output'),
  ).action(action<BuildFlags>(() => import('./commands/build.js')));

  program
    .command('status')
    .description('say whether the saved setup is still good, and what changed since it was proven')
    .option('--check', 'if something changed, run the canary again')
    .option('--json', 'one JSON document on standard output')
    .action(action<StatusFlags>(() => import('./commands/status.js')));

  program
    .command('completion')
    .description('print a script that completes words of this program in bash, zsh or fish')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      `
To have it in every shell:
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
    if (printsJson) command.option('--json-schema', 'print the JSON Schema of that document');
  }
  return program;
};
