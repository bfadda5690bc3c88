import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import languages from '../../flows/languages.yaml';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { rungIds, rungs } from '../../src/rungs/registry.js';
import { languageSamples } from '../recipe/samples.js';
import { filesOf } from './files-of.js';

const detect = (tree: Record<string, string>) => detectProject(filesOf(tree));
const chosen = (tree: Record<string, string>) => chooseBuild(detect(tree));

it.each([
  ['a cabal file', 'cabal', ['haskell'], [], null, { 'app.cabal': 'name: app\n', 'Main.hs': '', 'cbits/x.c': '' }],
  ['dub.json', 'dub', ['d'], [], null, { 'dub.json': '{"name":"app"}' }],
  ['build.zig', 'zig', ['zig'], [], null, { 'build.zig': '', 'src/main.c': 'int main(void) { return 0; }' }],
  [
    'dune files, without libraries and tests',
    'dune',
    ['ocaml'],
    [
      { name: 'app', path: 'bin/app.ml' },
      { name: 'one', path: 'tools/one.ml' },
      { name: 'two', path: 'tools/two.ml' },
    ],
    null,
    {
      'dune-project': '(lang dune 2.9)',
      'bin/dune': '(executable\n (name app)\n (libraries unix))\n(library (name core))\n',
      'bin/app.ml': '',
      'tools/dune': '(executables (names one two))\n(test (name check))',
      'tools/one.ml': '',
      'tools/two.ml': '',
      'tools/check.ml': '',
    },
  ],
  [
    'a nimble file with a folder of sources and packages',
    'nim',
    ['nim'],
    [{ name: 'app', path: 'src/app.nim' }],
    'nimble',
    {
      'app.nimble': 'srcDir = "src"\nbin = @["app", "../../x"]\nrequires "nim >= 1.6", "cligen >= 1.5"\n',
      'src/app.nim': '',
    },
  ],
  [
    'a nimble file that requires Nim alone',
    'nim',
    ['nim'],
    [{ name: 'app', path: 'app.nim' }],
    null,
    { 'app.nimble': 'bin = @["app"]\nrequires "nim >= 1.6"\n', 'app.nim': '' },
  ],
  [
    'shard.yml',
    'crystal',
    ['crystal'],
    [{ name: 'app', path: 'src/app.cr' }],
    'shards',
    {
      'shard.yml':
        'name: app\n\ntargets:\n  app:\n    main: src/app.cr\n  lost:\n    main: src/lost.cr\n\ndependencies:\n  x:\n    github: x/x\n',
      'src/app.cr': '',
    },
  ],
  [
    'programs of Lazarus',
    'fpc',
    ['pascal'],
    [{ name: 'app', path: 'app.lpr' }],
    null,
    { 'app.lpr': '', 'unit.pas': '' },
  ],
] as const)('builds a project with %s by %s', (_, system, languages, mains, fetches, tree) => {
  expect(chosen({ ...tree })).toMatchObject({ build: { system, mains, fetches }, languages, libraries: [], tools: [] });
});

it('leaves a folder to the build system of C that it has', () => {
  expect(
    chosen({ Makefile: 'all:\n\tcc -o x x.c\n', 'dune-project': '', 'x.c': 'int main(void) {}' }).build.system,
  ).toBe('make');
});

it.each([
  ['a library in OCaml', { 'dune-project': '', 'src/dune': '(library (name core))' }, 'Dune'],
  ['a library in Nim', { 'core.nimble': 'version = "1"\n' }, 'Nim'],
  ['a library in Crystal', { 'shard.yml': 'name: core\n' }, 'Crystal'],
  ['a program outside the folder', { 'app.nimble': 'bin = @["../app"]\n' }, 'Nim'],
  ['a program that another command would start', { 'app.nimble': 'bin = @["$(id)"]\n', '$(id).nim': '' }, 'Nim'],
])('says that the files of %s name no program', (_, tree, name) => {
  const project = detect({ ...tree });
  expect(project).toMatchObject({ candidates: [], foreign: { name } });
  expect(() => chooseBuild(project)).toThrow(
    `This project is built with ${name}, and its files name no program to build.`,
  );
});

/** The rows of the table of docs/languages.md: language, answer, rungs. */
const rows = [
  ...readFileSync('docs/languages.md', 'utf8').matchAll(/^\| ([^|]+) \| [^|]+ \| (yes|no) \| [^|]+ \| ([^|]+) \|/gm),
].map(([, language = '', answer, ways = '']) => ({ language, answer, ways: ways.match(/[a-z]+(?:-[a-z]+)*/g) }));

it('has each language with an answer in its table, and the rungs that build it', () => {
  const entries = languages as readonly {
    readonly name: string;
    readonly system?: keyof typeof languageSamples;
    readonly static?: { readonly possible: boolean };
  }[];
  for (const { name, system, static: possibility } of entries.filter((each) => each.static !== undefined)) {
    const row = rows.find(({ language }) => language.includes(name));
    const project = system && languageSamples[system];
    const building = rungIds.filter((id) => project?.languages.every((each) => rungs[id].languages.includes(each)));
    expect({ name, answer: row?.answer, ways: row?.ways?.toSorted() }).toEqual({
      name,
      answer: possibility?.possible ? 'yes' : 'no',
      ways: building.length > 0 ? building.toSorted() : ['none'],
    });
  }
});
