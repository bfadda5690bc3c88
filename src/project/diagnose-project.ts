import { finding, fixesFor } from '../diagnosis/build-finding.js';
import type { Finding } from '../diagnosis/finding.js';
import { managers } from '../diagnosis/package-managers.js';
import type { Facts } from '../facts/facts.js';
import { libraryPlan } from '../libs/library-plan.js';
import type { Captures } from '../machine/capture.js';
import { type RungId, rungIds, rungs } from '../rungs/registry.js';
import type { ChosenProject } from './project.js';
import { type BuiltFor, type LibrarySupply, suppliesOf } from './supplies.js';

/**
 * Findings on rungs that lack a library which a project requires, one a rung, with what would bring it. Pure.
 * @param concerned the rungs that the machine leaves open: of the others more need not be said
 */
export const diagnoseProject = (
  project: ChosenProject,
  facts: Facts,
  captures: Captures,
  concerned: readonly RungId[] = rungIds,
  builtFor?: BuiltFor,
): Finding[] => [
  ...concerned.flatMap((rung) => diagnoseCxx(project, rung)),
  ...concerned.flatMap((rung) => {
    const required = suppliesOf(project, rung, facts, builtFor).filter((each) => each.required);
    const missing = required.filter(({ met }) => met === false);
    if (missing.length > 0) return [lacking(project, rung, missing, facts, captures)];
    // Only what was not read leaves the rung open; a library that no table knows may be the project's own.
    if (facts.toolchain.archives !== null || rungs[rung].builds.where !== 'here') return [];
    const open = required.filter(({ met }) => met === null);
    return open.length === 0
      ? []
      : [
          finding('toolchain-unknown', {
            title: 'Not known: toolchain.archives',
            rungs: [rung],
            evidence: open.flatMap(({ id }) => evidenceFor(project, id)),
          }),
        ];
  }),
];

/** What a rung's C++ means for a project that has C++ sources: nothing, where it is that of g++. */
const diagnoseCxx = ({ languages }: ChosenProject, rung: RungId): Finding[] => {
  const { title, languages: compiled, otherCxx } = rungs[rung];
  if (!languages.includes('cxx')) return [];
  if (otherCxx !== undefined)
    return [
      finding('project-cxx', {
        title: `${title} links another C++ library than g++`,
        rungs: [rung],
        evidence: [otherCxx],
      }),
    ];
  if (compiled.includes('cxx')) return [];
  const only = !languages.includes('c');
  return [
    finding('project-cxx', {
      title: `${title} has no C++ compiler, and this project ${only ? 'is written in C++' : 'has C++ sources'}`,
      severity: only ? 'blocker' : 'warning',
      rungs: [rung],
      evidence: [`C++ sources, and ${only ? 'none of C' : 'some of C'}`],
    }),
  ];
};

const lacking = (
  project: ChosenProject,
  rung: RungId,
  missing: readonly LibrarySupply[],
  facts: Facts,
  captures: Captures,
): Finding => {
  const packages = missing.flatMap((each) => each.packages);
  const all = missing.every((each) => each.packages.length > 0);
  const manager = managers.find(({ distributions }) => distributions.includes(facts.os.id ?? ''));
  return finding('project-library-missing', {
    title: `${rungs[rung].title} has no static ${missing.map(({ id }) => id).join(', ')}, which this project links`,
    rungs: [rung],
    evidence: missing.flatMap(({ id, how }) => [...evidenceFor(project, id), `${id}: ${how}`]),
    fixes: missing.every(({ supply }) => supply === 'buildable')
      ? fixesFor(facts, captures, [
          {
            title: `Build ${missing.map(({ id }) => id).join(', ')} for ${rung}${timeFor(missing, rung, facts)}`,
            commands: [`musl-wizard libs add ${missing.map(({ id }) => id).join(' ')} --rung ${rung} --yes`],
            undo: `musl-wizard libs remove ${missing.map(({ id }) => id).join(' ')}`,
          },
        ])
      : all && manager
        ? fixesFor(facts, captures, [
            {
              title: `Install ${packages.join(', ')}`,
              commands: manager.install(packages.join(' ')),
              root: true,
              undo: manager.remove(packages.join(' ')),
            },
          ])
        : [],
  });
};

/** How long the builds from source take, for a title. */
const timeFor = (missing: readonly LibrarySupply[], rung: RungId, facts: Facts): string => {
  const seconds = missing.map(({ id }) => libraryPlan(id, rung, facts.os.arch ?? 'x86_64')?.seconds ?? Number.NaN);
  const minutes = Math.ceil(seconds.reduce((sum, each) => sum + each, 0) / 60);
  return Number.isNaN(minutes) ? '' : ` (about ${minutes} min)`;
};

const evidenceFor = ({ libraries }: ChosenProject, wanted: string): string[] =>
  libraries
    .filter(({ id }) => id === wanted)
    .flatMap(({ asked }) => asked.slice(0, 1))
    .map(({ evidence: { file, line, text } }) => `${file}${line === null ? '' : `:${line}`}: ${text}`);
