import { expect, it } from 'vitest';
import { languageSystems } from '../../src/project/project.js';
import { patternsFor } from '../../src/recipe/patterns.js';
import { stepsFor } from '../../src/recipe/steps.js';
import { toolchainOf } from '../../src/recipe/tools-of.js';
import { rungIds, rungs } from '../../src/rungs/registry.js';
import { languageSamples } from './samples.js';

const folders = { source: '/s', build: '/b' };

/** The last command of a project by a rung, with what it has in its environment. */
const command = (system: (typeof languageSystems)[number], rung: (typeof rungIds)[number]): string => {
  const { steps } = stepsFor({
    project: languageSamples[system],
    folders,
    args: [],
    tools: toolchainOf(rung, 'x86_64'),
  });
  return steps
    .map(({ argv, env }) => [...Object.entries(env).map((each) => each.join('=')), ...argv].join(' '))
    .join('\n');
};

it.each([
  ['cabal', 'glibc-static', 'cabal build all --enable-executable-static'],
  ['dune', 'glibc-static', 'OCAMLPARAM=_,ccopt=-static dune build'],
  ['nim', 'musl-gcc', '--gcc.exe:musl-gcc --gcc.linkerexe:musl-gcc --passL:-static'],
  ['nim', 'zig', '--cc:clang --clang.exe:/b/bin/cc'],
  ['crystal', 'glibc-static', 'crystal build --release --static'],
  ['dub', 'glibc-static', 'DFLAGS=-O -release -static'],
  ['fpc', 'glibc-static', 'fpc -O2 -Xt'],
  ['zig', 'zig', 'zig build --release=safe -Dtarget=x86_64-linux-musl'],
] as const)('links %s static by %s', (system, rung, words) => {
  expect(command(system, rung)).toContain(words);
});

it.each(languageSystems)('has recipes for %s by the rungs that build its language, and by no other', (system) => {
  const project = languageSamples[system];
  const [language] = project.languages;
  const building = rungIds.filter((id) => language !== undefined && rungs[id].languages.includes(language));
  expect(building.length).toBeGreaterThan(0);
  expect(rungIds.filter((id) => patternsFor(id, project).length > 0)).toEqual(building);
});
