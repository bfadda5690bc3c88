import type { RungId } from '../ladder/rung-id.js';
import { packageById } from '../project/packages.js';
import type { ChosenProject } from '../project/project.js';
import { shellQuote } from '../text/shell-quote.js';
import { dockerfile } from './dockerfile.js';
import { commentText, yamlMap } from './escape.js';
import { makefile, makefileName } from './local.js';
import { nixBuild } from './nix-build.js';
import type { RecipeFile, RecipeInput } from './recipe.js';
import { collectPrograms, markStart, refuseDynamic, refuseEmpty } from './shell.js';

// A type, not an interface: so that it is a map of texts too.
type CiStep = {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
};

/** A job of GitHub Actions that builds by the rung's own recipe and refuses what is not static. */
export const ci = (input: RecipeInput): RecipeFile[] => {
  const { project, rung } = input;
  const steps: CiStep[] = [
    { uses: 'actions/checkout@v4' },
    ...buildSteps[rung](project),
    {
      name: 'Refuse what is not static',
      run: `${refuseEmpty('dist-static')}\n${refuseDynamic('dist-static')}\n`,
    },
    { uses: 'actions/upload-artifact@v4', with: { name: `${project.name}-static`, path: 'dist-static/' } },
  ];
  const head = `# ${commentText(project.name)} as a static program, by ${rung}. Pin the actions to commits where your policy asks for it.\n`;
  return [
    { path: '.github/workflows/static.yml', content: head + workflow + steps.map(stepText).join('') },
    ...recipeOf[rung](input),
  ];
};

const workflow = `name: static
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  static:
    runs-on: ubuntu-24.04
    steps:
`;

/** A step as an entry of the list of steps. */
const stepText = (step: CiStep): string => yamlMap(step, 8).replace(/^ {8}/, '      - ');

const recipeOf: Readonly<Record<RungId, (input: RecipeInput) => RecipeFile[]>> = {
  'pkgs-musl': nixBuild,
  alpine: dockerfile,
  zig: makefile,
  'musl-gcc': makefile,
  'glibc-static': makefile,
};

const apt = (packages: readonly string[]): CiStep => ({
  name: 'Install what the build wants',
  run: `sudo apt-get update\nsudo apt-get install -y --no-install-recommends ${shellQuote([...new Set(packages)].sort())}\n`,
});

const build = (rung: RungId): CiStep => ({
  name: 'Build',
  run: `${markStart('.started')}\nmake -f ${makefileName(rung)}\nmkdir -p dist-static\n${collectPrograms('.', '.started', 'dist-static').join(' ')}\n`,
});

const toolPackages = ({ build: { system }, tools }: ChosenProject): string[] => {
  const own: Partial<Record<typeof system, string[]>> = {
    cmake: ['cmake'],
    meson: ['meson'],
    autotools: ['autoconf', 'automake', 'libtool'],
  };
  return [...(own[system] ?? []), ...tools];
};

const buildSteps: Readonly<Record<RungId, (project: ChosenProject) => CiStep[]>> = {
  'pkgs-musl': () => [
    { uses: 'cachix/install-nix-action@v31' },
    { name: 'Build', run: 'nix-build static.nix\nmkdir -p dist-static\ncp result/bin/* dist-static/\n' },
  ],
  alpine: () => [{ name: 'Build', run: 'docker build -f Dockerfile.static --output dist-static .\n' }],
  zig: (project) => [
    { uses: 'mlugg/setup-zig@v2' },
    apt(['make', 'pkg-config', ...toolPackages(project)]),
    build('zig'),
  ],
  'musl-gcc': (project) => [apt(['make', 'musl-tools', 'pkg-config', ...toolPackages(project)]), build('musl-gcc')],
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
