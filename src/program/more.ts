import type { Command } from 'commander';
import { canaryPrograms } from '../build/canary/canary.js';
import type { CanaryFlags } from '../commands/canary.js';
import type { FlowOptions } from '../commands/flow.js';
import { addRungFlags } from '../commands/parts/rung-flags.js';
import type { UndoOptions } from '../commands/undo.js';
import { rungIds, rungsBuilding } from '../rungs/registry.js';
import { type Action, appendValue, examples, jsonOption } from './parts.js';

/** Adds the commands that most people need seldom. */
export const addMore = (program: Command, action: Action): void => {
  program.commandsGroup('More:');
  addRungFlags(
    program
      .command('canary')
      .description('Build, inspect and run a small test program with each rung')
      .argument('[rung...]', `rungs to try: ${rungIds.join(', ')} (default: all for this kind of machine)`)
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
  ).action(action<CanaryFlags>(() => import('../commands/canary.js')));

  program
    .command('flow')
    .description('Walk a decision tree: list, run NAME|FILE, lint [FILE], graph NAME|FILE')
    .argument('[action]', 'list, run, lint or graph')
    .argument('[args...]', 'name of a tree, or files')
    .option('--on <target>', 'run: another machine (the same targets as doctor --on); nothing is built or fixed there')
    .option('--answer <id=value>', 'run: answer a question (repeatable)', appendValue)
    .option('--what-if <fact=value>', 'run: assume a fact (repeatable)', appendValue)
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
    .action(action<FlowOptions>(() => import('../commands/flow.js')));

  program
    .command('undo')
    .description('Undo the changes made by fixes, newest first')
    .option('--list', 'Only list what can be undone')
    .option('-y, --yes', 'Undo everything without asking')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples([
        ['undo --list', 'what can be undone; nothing is changed'],
        ['undo', 'undo it, with a question before each change'],
      ]),
    )
    .action(action<UndoOptions>(() => import('../commands/undo.js')));
};
