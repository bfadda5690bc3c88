import { alpineImage } from '../facts/alpine-image.js';
import { packageById } from '../project/packages.js';
import type { ChosenProject } from '../project/project.js';
import { rustTarget } from '../rungs/architectures.js';
import { rungs } from '../rungs/registry.js';
import type { CiAction } from '../rungs/rung.js';
import { shellQuote } from '../text/shell-quote.js';
import { apkPackages, exportByDocker } from './dockerfile.js';
import { commentText, yamlMap } from './escape.js';
import { recipeOf } from './local.js';
import { neededLibraries } from './makefile-libraries.js';
import { type RecipeFile, type RecipeInput, titleOf } from './recipe.js';
import { refuseDynamic, refuseEmpty } from './shell.js';

// A type, not an interface: so that it is a map of texts too.
type CiStep = {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
};

// Actions by commit, since a tag can be moved; the tag that it was is written behind it, for people and for bots.
const checkout: CiAction = {
  name: 'actions/checkout',
  commit: '3d3c42e5aac5ba805825da76410c181273ba90b1',
  tag: 'v7.0.1',
};
const upload: CiAction = {
  name: 'actions/upload-artifact',
  commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
  tag: 'v7.0.0',
};

const calls = ({ name, commit, tag, with: inputs }: CiAction): string =>
  stepText({ uses: `${name}@${commit}`, ...(inputs ? { with: inputs } : {}) }).replace('\n', ` # ${tag}\n`);

/** The architecture of a job of several, in its steps. */
const archOfJob = `\${{ matrix.arch }}`;

/** A job of GitHub Actions that builds by the rung's own recipe and refuses what is not static. */
export const ci = (input: RecipeInput): RecipeFile[] => {
  const { project, rung, archs = [] } = input;
  const several = archs.length > 1;
  // What of a job is for one of its architectures.
  const each = several ? `/${archOfJob}` : '';
  const action = rungs[rung].ci?.action ?? null;
  const steps = [
    calls({ ...checkout, with: { 'persist-credentials': 'false' } }),
    ...(action === null ? [] : [calls(action)]),
    ...buildSteps(input).map(stepText),
    stepText({
      name: 'Reject anything that is not static',
      run: `${refuseEmpty(`dist-static${each}`)}\n${refuseDynamic(`dist-static${each}`)}\n`,
    }),
    calls({ ...upload, with: { name: `static-programs${each.replace('/', '-')}`, path: `dist-static${each}/` } }),
  ];
  const head = `# Build ${commentText(titleOf(project))} as a static program with ${rung}.\n`;
  return [
    { path: '.github/workflows/static.yml', content: head + workflow(input) + steps.join('') },
    ...recipeOf(input),
  ];
};

const armRunner = 'ubuntu-24.04-arm';
const runner = 'ubuntu-24.04';

/** Where a job runs, for several architectures once for each. */
const runsOn = ({ arch, archs = [] }: RecipeInput): string =>
  archs.length > 1
    ? `    strategy:
      fail-fast: false
      matrix:
        arch: [${archs.join(', ')}]
    runs-on: \${{ matrix.arch == 'aarch64' && '${armRunner}' || '${runner}' }}
`
    : `    runs-on: ${arch === 'aarch64' ? armRunner : runner}
`;

const workflow = (input: RecipeInput): string => `name: static
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  static:
${runsOn(input)}    steps:
`;

/** A step as an entry of the list of steps. */
const stepText = (step: CiStep): string => yamlMap(step, 8).replace(/^ {8}/, '      - ');

const apt = (packages: readonly string[]): CiStep => ({
  name: 'Install build dependencies',
  run: `sudo apt-get update\nsudo apt-get install -y --no-install-recommends ${shellQuote([...new Set(packages)].sort())}\n`,
});

const toolPackages = ({ build: { system }, tools }: ChosenProject): string[] => {
  const own: Partial<Record<typeof system, string[]>> = {
    cmake: ['cmake'],
    meson: ['meson'],
    autotools: ['autoconf', 'automake', 'libtool'],
    cabal: ['cabal-install', 'ghc', 'libgmp-dev'],
    crystal: ['crystal', 'libevent-dev', 'libgc-dev', 'libpcre2-dev'],
    dub: ['dub', 'ldc', 'zlib1g-dev'],
    dune: ['ocaml-dune', 'ocaml-nox'],
    fpc: ['fp-compiler', 'fp-units-fcl', 'fp-units-rtl'],
    nim: ['nim'],
  };
  return [...(own[system] ?? []), ...tools];
};

/** rustup comes with the standard library of its own machine alone. */
const addRustTarget = ({ build }: ChosenProject, archs: readonly string[]): CiStep[] =>
  build.system === 'cargo'
    ? [
        {
          name: 'Add the standard library of the target',
          run: `rustup target add ${archs.map((arch) => rustTarget('musl', arch)).join(' ')}\n`,
        },
      ]
    : [];

/** A step that is run in a container of Alpine with what the project's build needs. */
const inAlpine = (project: ChosenProject, command: string): CiStep => ({
  name: 'Build',
  run: `docker run --rm --volume "$PWD:/src" --workdir /src ${alpineImage} sh -euc '\n  apk add --no-cache ${shellQuote(apkPackages(project))}\n  ${command}\n'\n`,
});

/** The steps that build by the files of `recipeOf`, once the rung's action has run. */
const buildSteps = (input: RecipeInput): CiStep[] => {
  const { project, rung, arch, archs = [arch] } = input;
  const { builds, libc, ci: setup } = rungs[rung];
  switch (builds.where) {
    case 'nix':
      return [{ name: 'Build', run: 'nix-build static.nix\nmkdir -p dist-static\ncp result/bin/* dist-static/\n' }];
    case 'container':
      return [{ name: 'Build', run: `${exportByDocker(project).join('\n')}\n` }];
    case 'here': {
      const file = `${builds.makefile}${archs.length > 1 ? `.${archOfJob}` : ''}`;
      if (setup?.inAlpine) return [inAlpine(project, `make -f ${file}`)];
      const libraries = project.libraries.flatMap(({ id }) => packageById(id)?.debian.dev ?? []);
      return [
        apt([...(setup?.packages ?? []), ...toolPackages(project), ...(setup?.librariesFromDebian ? libraries : [])]),
        ...(libc === 'musl' ? addRustTarget(project, archs) : []),
        {
          name: 'Build',
          run: `make -f ${file}${neededLibraries(input)?.built.length ? " MUSL_WIZARD='npx --yes musl-wizard'" : ''}\n`,
        },
      ];
    }
  }
};
