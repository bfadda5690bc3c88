import type { Fix } from '../diagnosis/finding.js';
import type { RungId } from '../rungs/rung-id.js';
import type { Package } from './packages.js';
import type { LinkedLibrary } from './project.js';

/** Why a way to build does not have a library that the machine may well have. */
export const whyMissing: Readonly<Record<RungId, string>> = {
  'pkgs-musl': 'The derivation does not have the library among its inputs, or its set has no archive of it.',
  alpine: 'The image does not have the library with its archive.',
  zig: 'zig brings musl and nothing else: libraries of the machine are made for glibc and cannot be linked.',
  'musl-gcc':
    'musl-gcc brings musl and nothing else: libraries of the machine are made for glibc and cannot be linked.',
  'glibc-static':
    'Its header or its static archive is not installed (often only the shared library is), or the archive wants more libraries after it.',
};

/** A hint, or what can be pasted. */
export const fix = (title: string, commands: readonly string[], needsRoot: boolean): Fix => ({
  title,
  commands,
  needsRoot,
  changes: null,
  undo: null,
  runnable: commands.length > 0,
});

/** What a project has to do with a library. */
export interface Asking {
  /** Libraries to go without, each with its word for configure; [] where it went without already. */
  readonly without: readonly Pick<LinkedLibrary, 'id' | 'without'>[];
  /** Whether a configure looks for it, which takes libraries to link from the variable LIBS. */
  readonly configured: boolean;
}

/** How a rung gets a library, and by which word the project is built without it. */
export const fixesFor = (library: Package, rung: RungId, { without, configured }: Asking): Fix[] => [
  ...obtaining(library, rung),
  ...(configured && rung === 'glibc-static' ? linkingRest(library) : []),
  // Into an image or a derivation no words are handed.
  ...(rung === 'alpine' || rung === 'pkgs-musl' ? [] : goingWithout(without)),
];

const goingWithout = (libraries: Asking['without']): Fix[] => {
  const known = libraries.filter(({ without }) => without !== null);
  const words = known.map(({ without }) => without).join(' ');
  const names = known.map(({ id }) => id).join(', ');
  return known.length === 0 ? [] : [fix(`Or build without ${names}.`, [`musl-wizard build -- ${words}`], false)];
};

/** The package may be there: configure links the archive alone, and takes what it lacks for its absence. */
const linkingRest = ({ debian: { archives, uses = [] } }: Package): Fix[] =>
  uses.length === 0
    ? []
    : [
        fix(
          `Where that is installed: configure does not know what ${archives[0]} uses itself, so name it.`,
          [`LIBS='${uses.map((name) => `-l${name}`).join(' ')}' musl-wizard build`],
          false,
        ),
      ];

const obtaining = (library: Package, rung: RungId): Fix[] => {
  const { debian, alpine, nix } = library;
  if (rung === 'glibc-static') {
    if (debian.archives.length === 0) return [elsewhere(library, rung, 'Debian has no static archive of it')];
    return [
      fix(
        `Install ${debian.dev.join(', ')}; it has ${debian.archives.join(', ')}.`,
        ['apt-get update', `apt-get install -y ${debian.dev.join(' ')}`],
        true,
      ),
    ];
  }
  if (rung === 'alpine') {
    if (alpine.static === null) return [elsewhere(library, rung, 'Alpine has no static archive of it')];
    return [fix(`Add ${[...alpine.dev, ...alpine.static].join(' and ')} to the image.`, [], false)];
  }
  if (rung === 'pkgs-musl') return [fix(`Add ${nix.attr} to buildInputs.`, [], false)];
  return [elsewhere(library, rung, 'There is no package of it for this compiler')];
};

/** The rungs whose packages have an archive of a library. */
const elsewhere = ({ id, alpine, nix }: Package, rung: RungId, why: string): Fix => {
  const others = [
    ...(alpine.static === null ? [] : ['alpine']),
    ...(nix.static === 'none' ? [] : ['pkgs-musl']),
  ].filter((other) => other !== rung);
  const where = others.length === 0 ? '' : `build where ${id} is of the same C library (${others.join(', ')}), or `;
  return fix(
    `${why}: ${where}build without it if the project can.`,
    others.slice(0, 1).map((other) => `musl-wizard choose --rung ${other} --yes`),
    false,
  );
};
