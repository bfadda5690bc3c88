import { expect, it } from 'vitest';
import { readCargoMetadata } from '../../src/project/cargo-metadata.js';

interface Member {
  readonly folder?: string;
  readonly bins?: readonly (readonly [name: string, ...features: string[]])[];
  readonly features?: Readonly<Record<string, readonly string[]>>;
  readonly plain?: boolean;
}
const metadata = (members: Readonly<Record<string, Member>>, said = true) =>
  JSON.stringify({
    workspace_root: '/w',
    workspace_members: Object.keys(members).map((name) => `id:${name}`),
    ...(said
      ? {
          workspace_default_members: Object.entries(members).flatMap(([name, { plain = true }]) =>
            plain ? [`id:${name}`] : [],
          ),
        }
      : {}),
    packages: Object.entries(members).map(([name, { folder = `${name}/`, bins = [], features = {} }]) => ({
      name,
      id: `id:${name}`,
      manifest_path: `/w/${folder}Cargo.toml`,
      features,
      targets: [
        { kind: ['lib'], name },
        ...bins.map(([bin, ...required]) => ({ kind: ['bin'], name: bin, 'required-features': required })),
      ],
    })),
  });

it.each([
  ['one package', { app: { bins: [['app'], ['b']] } }, ['app', 'b'], ['--bins'], 0],
  ['a library', { base: {} }, [], ['--bins'], 0],
  [
    'programs beside a root package without any',
    { base: {}, cli: { bins: [['app']], plain: false }, xtask: { bins: [['xtask']], plain: false } },
    ['app'],
    ['-p', 'cli', '--bins'],
    0,
  ],
  [
    'what plain cargo build builds, before other members',
    { app: { bins: [['app']] }, other: { bins: [['other']], plain: false } },
    ['app'],
    ['--bins'],
    1,
  ],
  [
    'programs, but no helpers, of a workspace',
    { one: { bins: [['one']] }, x: { bins: [['x']], folder: 'examples/x/' } },
    ['one'],
    ['-p', 'one', '--bins'],
    0,
  ],
  [
    'a program that is there by features alone',
    { a: { bins: [['a', 'cli']] } },
    ['a'],
    ['--bins', '--features', 'cli'],
    0,
  ],
  [
    'features by the names of their packages',
    { a: { bins: [['a', 'cli']] }, b: { bins: [['b', 'x/y']] } },
    ['a', 'b'],
    ['--bins', '--features', 'a/cli,b/x/y'],
    0,
  ],
  [
    'a program whose features are on by default',
    {
      a: {
        bins: [
          ['a', 'cli'],
          ['c', 'off'],
        ],
        features: { default: ['std'], std: ['cli'] },
      },
    },
    ['a'],
    ['--bins'],
    1,
  ],
] as const)('reads %s', (_, members, programs, words, notices) => {
  const read = readCargoMetadata(metadata(members as Readonly<Record<string, Member>>));
  expect(read).toMatchObject({ programs });
  if (programs.length > 0) expect(read?.words).toEqual(words);
  expect(read?.notices).toHaveLength(notices);
});

it('takes the root package for what is built where an older cargo says nothing of it', () => {
  const members = { base: { folder: '', bins: [['base']] }, cli: { bins: [['cli']] } } as const;
  expect(readCargoMetadata(metadata(members, false))).toMatchObject({ programs: ['base'], words: ['--bins'] });
});

it.each(['', '{', '[]', '{}', '{"packages":[{}],"workspace_members":[]}'])('knows nothing of %j', (answer) => {
  expect(readCargoMetadata(answer)).toBeNull();
});

it('makes no word of what is no name', () => {
  const evil = metadata({ '--config=x': { bins: [['a']] }, b: { bins: [['../x'], ['b', '--config']], plain: false } });
  expect(readCargoMetadata(evil)?.programs).toEqual([]);
});
