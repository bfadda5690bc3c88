import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shippedForest } from '../../src/flow/shipped.js';
import { fillCommand } from '../../src/flow/template.js';
import { createProgram } from '../../src/program.js';
import { someFacts } from '../support/facts.js';

/** The commands of all ends and fixes of a tree, for each architecture that they can be for, with where they stand. */
const commandsOf = (tree: string): readonly (readonly [at: string, command: string])[] =>
  Object.entries(shippedForest.get(tree)?.nodes ?? {}).flatMap(([id, node]) => {
    const commands =
      'done' in node ? (node.commands ?? []) : 'fix' in node && 'title' in node.fix ? node.fix.commands : [];
    return commands.flatMap((one) => {
      const text = typeof one === 'string' ? one : one.run;
      const filled = ['x86_64', 'aarch64', 'armv7l'].map((arch) => fillCommand(text, someFacts({ os: { arch } }), {}));
      return [...new Set(filled)].map((command) => [`${tree}/${id}`, command] as const);
    });
  });

const trees = [...shippedForest.keys()];

it.each(trees)('a shell can read each command of %s', (tree) => {
  const isRead = (script: string) => spawnSync('sh', ['-n', '-c', script]).status === 0;
  const commands = commandsOf(tree);
  const isGood = isRead(commands.map(([, command]) => command).join('\n'));
  expect(isGood ? [] : commands.filter(([, command]) => !isRead(command))).toEqual([]);
});

/** A command's words, as the shell parts them. */
const words = (command: string): string[] => {
  const { stdout } = spawnSync('sh', ['-fc', `printf '%s\\n' ${command}`], { encoding: 'utf8' });
  return stdout.split('\n').slice(0, -1);
};

it.each(trees)('each command of %s to musl-wizard has a name and options that exist', async (tree) => {
  const program = await createProgram(new AbortController().signal, () => {});
  const refused = commandsOf(tree).flatMap(([at, command]) =>
    command
      .split(/&&|\|\||[;|]/)
      .map((part) => part.replace(/#.*$/, '').replace(/'\s*$/, '').trim())
      .filter((part) => part.startsWith('musl-wizard '))
      .flatMap((part) => {
        const [, name = '', ...given] = words(part).filter(
          (word) => !program.options.some(({ long }) => long === word),
        );
        const known = program.commands.find((one) => one.name() === name);
        if (!known) return [`${at}: no command ${name}`];
        try {
          const { unknown } = known.parseOptions(given);
          return unknown.length > 0 ? [`${at}: ${part}: ${unknown.join(' ')}`] : [];
        } catch (error) {
          return [`${at}: ${part}: ${String(error)}`];
        }
      }),
  );
  expect(refused).toEqual([]);
});
