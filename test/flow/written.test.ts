import { expect, it } from 'vitest';
import { shippedForest } from '../../src/flow/shipped.js';
import { patternsFor } from '../../src/recipe/patterns.js';
import type { RecipeFile } from '../../src/recipe/recipe.js';
import { type RungId, rungIds } from '../../src/rungs/registry.js';
import { samples } from '../recipe/samples.js';

/** The commands of all ends, with where they stand. */
const ends = [...shippedForest.values()].flatMap(({ flow, nodes }) =>
  Object.entries(nodes).flatMap(([id, node]) =>
    'done' in node && node.commands
      ? [{ at: `${flow}/${id}`, commands: node.commands.map((one) => (typeof one === 'string' ? one : one.run)) }]
      : [],
  ),
);

/** What `recipe RUNG --pattern NAME --write` writes for a project of any build system that the pattern is for. */
const written = (rung: RungId, pattern: string | undefined): readonly (readonly RecipeFile[])[] =>
  Object.values(samples).flatMap((project) => {
    const fitting = patternsFor(rung, project);
    const chosen = pattern === undefined ? fitting[0] : fitting.find(({ name }) => name === pattern);
    return chosen ? [chosen.write({ project, rung, options: {}, arch: 'x86_64' })] : [];
  });

/** Files of a recipe that a command takes, and outputs of a flake. */
const taken = (command: string): readonly string[] => [
  ...(/(?:^|\s)(?:static\.nix|shell-musl\.nix|Dockerfile\.\w+|Makefile\.\w+|package\.nix)(?=\s|$)/g.exec(command) ??
    []),
  ...(/^nix (?:build|flake)\b(?!.*nixpkgs#)/.test(command) ? ['flake.nix'] : []),
];

it.each(ends.map(({ at, commands }) => [at, commands] as const))(
  '%s takes only what its recipes write',
  (_, commands) => {
    let files: readonly (readonly RecipeFile[])[] = [];
    for (const command of commands.filter((one) => !/# on /.test(one))) {
      const recipe = /^musl-wizard recipe ([\w-]+)(?: --pattern ([\w-]+))? --write/.exec(command);
      if (recipe) {
        const rung = rungIds.find((id) => id === recipe[1]);
        expect(rung, command).toBeDefined();
        files = written(rung as RungId, recipe[2]);
        expect(files, `${command}: no such pattern`).not.toEqual([]);
        continue;
      }
      for (const name of taken(command).map((word) => word.trim()))
        for (const set of files.length > 0 ? files : [[]])
          expect(
            set.map(({ path }) => path),
            command,
          ).toContain(name);
      for (const [, output = ''] of command.matchAll(/ \.#([\w-]+)(?=\s|$)/g))
        for (const set of files)
          expect(set.find(({ path }) => path === 'flake.nix')?.content, command).toContain(`"${output}"`);
    }
  },
);
