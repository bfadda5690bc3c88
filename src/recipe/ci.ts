import { packageById } from '../project/packages.js';
import type { ChosenProject } from '../project/project.js';
import type { RungId } from '../rungs/rung-id.js';
import { rustTarget } from '../rungs/rust-target.js';
import { shellQuote } from '../text/shell-quote.js';
import { exportByDocker } from './dockerfile.js';
import { commentText, yamlMap } from './escape.js';
import { makefileName, recipeOf } from './local.js';
import type { RecipeFile, RecipeInput } from './recipe.js';
import { refuseDynamic, refuseEmpty } from './shell.js';

// A type, not an interface: so that it is a map of texts too.
type CiStep = {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
};

/** Actions by commit, since a tag can be moved; the tag that it was is written behind it, for people and for bots. */
const actions = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
  nix: 'cachix/install-nix-action@630ae543ea3a38a9a4166f03376c02c50f408342',
  upload: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
  zig: 'mlugg/setup-zig@d1434d08867e3ee9daa34448df10607b98908d29',
};
/** The version that the recipes are tested with. */
const zigVersion = '0.17.1';
const tags: Readonly<Record<keyof typeof actions, string>> = {
  checkout: 'v7.0.1',
  nix: 'v31.11.0',
  upload: 'v7.0.0',
  zig: 'v2.2.1',
};

/** A job of GitHub Actions that builds by the rung's own recipe and refuses what is not static. */
export const ci = (input: RecipeInput): RecipeFile[] => {
  const { project, rung, arch } = input;
  const steps: CiStep[] = [
    { uses: actions.checkout, with: { 'persist-credentials': 'false' } },
    ...buildSteps[rung](project, arch),
    {
      name: 'Refuse what is not static',
      run: `${refuseEmpty('dist-static')}\n${refuseDynamic('dist-static')}\n`,
    },
    { uses: actions.upload, with: { name: `${project.name}-static`, path: 'dist-static/' } },
  ];
  const head = `# ${commentText(project.name)} as a static program, by ${rung}.\n`;
  return [
    { path: '.github/workflows/static.yml', content: head + workflow(arch) + steps.map(stepText).join('') },
    ...recipeOf(input),
  ];
};

const workflow = (arch: string): string => `name: static
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  static:
    runs-on: ${arch === 'aarch64' ? 'ubuntu-24.04-arm' : 'ubuntu-24.04'}
    steps:
`;

/** A step as an entry of the list of steps. */
const stepText = (step: CiStep): string => {
  const action = (Object.keys(actions) as (keyof typeof actions)[]).find((name) => actions[name] === step.uses);
  const text = yamlMap(step, 8).replace(/^ {8}/, '      - ');
  return action === undefined ? text : text.replace('\n', ` # ${tags[action]}\n`);
};

const apt = (packages: readonly string[]): CiStep => ({
  name: 'Install what the build wants',
  run: `sudo apt-get update\nsudo apt-get install -y --no-install-recommends ${shellQuote([...new Set(packages)].sort())}\n`,
});

const build = (rung: RungId): CiStep => ({ name: 'Build', run: `make -f ${makefileName(rung)}\n` });

const toolPackages = ({ build: { system }, tools }: ChosenProject): string[] => {
  const own: Partial<Record<typeof system, string[]>> = {
    cmake: ['cmake'],
    meson: ['meson'],
    autotools: ['autoconf', 'automake', 'libtool'],
  };
  return [...(own[system] ?? []), ...tools];
};

/** rustup comes with the standard library of its own machine alone. */
const addRustTarget = ({ build }: ChosenProject, arch: string): CiStep[] =>
  build.system === 'cargo'
    ? [{ name: 'Add the standard library of the target', run: `rustup target add ${rustTarget('musl', arch)}\n` }]
    : [];

const buildSteps: Readonly<Record<RungId, (project: ChosenProject, arch: string) => CiStep[]>> = {
  'pkgs-musl': () => [
    { uses: actions.nix },
    { name: 'Build', run: 'nix-build static.nix\nmkdir -p dist-static\ncp result/bin/* dist-static/\n' },
  ],
  alpine: (project) => [{ name: 'Build', run: `${exportByDocker(project).join('\n')}\n` }],
  zig: (project, arch) => [
    { uses: actions.zig, with: { version: zigVersion } },
    apt(['make', 'pkg-config', ...toolPackages(project)]),
    ...addRustTarget(project, arch),
    build('zig'),
  ],
  'musl-gcc': (project, arch) => [
    apt(['make', 'musl-tools', 'pkg-config', ...toolPackages(project)]),
    ...addRustTarget(project, arch),
    build('musl-gcc'),
  ],
  'glibc-static': (project) => [
    apt([
      'build-essential',
      'pkg-config',
      ...toolPackages(project),
      ...project.libraries.flatMap(({ id }) => packageById(id)?.debian.dev ?? []),
    ]),
    build('glibc-static'),
  ],
};
