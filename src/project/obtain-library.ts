import type { Fix } from '../diagnosis/finding.js';
import { type RungId, rungs, rungsBuilding } from '../rungs/registry.js';
import type { Package } from './packages.js';
import type { LinkedLibrary } from './project.js';

/** A hint, or what can be pasted. */
export const makeFix = (title: string, commands: readonly string[], needsRoot: boolean): Fix => ({
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
export const fixesForLibrary = (library: Package, rung: RungId, { without, configured }: Asking): Fix[] => [
  ...obtaining(library, rung),
  ...(configured && rungs[rung].builds.where === 'here' && rungs[rung].supply(library).supply !== 'none'
    ? linkingRest(library)
    : []),
  // Into a derivation no words are handed.
  ...(rungs[rung].builds.where === 'nix' ? [] : goingWithout(without)),
];

const goingWithout = (libraries: Asking['without']): Fix[] => {
  const known = libraries.filter(({ without }) => without !== null);
  const args = known.map(({ without }) => without).join(' ');
  const names = known.map(({ id }) => id).join(', ');
  return known.length === 0 ? [] : [makeFix(`Or build without ${names}.`, [`musl-wizard build -- ${args}`], false)];
};

/** The package may be there: configure links the archive alone, and takes what it lacks for its absence. */
const linkingRest = ({ debian: { archives, uses = [] } }: Package): Fix[] =>
  uses.length === 0
    ? []
    : [
        makeFix(
          `If it is installed: configure does not know what ${archives[0]} depends on, so list it in LIBS.`,
          [`LIBS='${uses.map((name) => `-l${name}`).join(' ')}' musl-wizard build`],
          false,
        ),
      ];

const obtaining = (library: Package, rung: RungId): Fix[] => {
  const { supply, how, commands, needsRoot } = rungs[rung].supply(library);
  return supply === 'none' ? [elsewhere(library, rung, how)] : [makeFix(`${how}.`, commands, needsRoot)];
};

/** The rungs whose packages have an archive of a library. */
const elsewhere = (library: Package, rung: RungId, why: string): Fix => {
  const others = rungsBuilding('container', 'nix').filter(
    (other) => other !== rung && rungs[other].supply(library).supply === 'installable',
  );
  const where =
    others.length === 0 ? '' : `build where ${library.id} is built for the same C library (${others.join(', ')}), or `;
  return makeFix(
    `${why}: ${where}build without it if the project can.`,
    others.slice(0, 1).map((other) => `musl-wizard choose --rung ${other} --yes`),
    false,
  );
};
