import { relative } from 'node:path';
import type { DifferenceCause } from '../../artifact/differences.js';
import type { BuildResult } from '../../build/project/build-result.js';
import type { SecondBuild } from '../../build/project/build-twice.js';
import type { Behaviour, CheckedCommand } from '../../build/project/check-behaviour.js';
import type { WithoutRung } from '../../engine/without-rung.js';
import { plainLines } from '../../presentation/entry.js';
import { diagnosisEntries, fixEntries } from '../../presentation/finding.js';
import type { LeftOut } from '../../project/left-out.js';
import type { ChosenProject } from '../../project/project.js';
import type { Setup } from '../../project/setup.js';
import type { RungId } from '../../rungs/registry.js';
import { formatBytes, formatCount, formatDuration } from '../../text/format.js';
import { maskDeep } from '../../text/mask-secrets.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { escapeLine } from '../../text/shown-command.js';

/**
 * What came of a build, in words. Pure.
 * @param otherwise how the project is made static anyway where its rung is blocked
 */
export const buildLines = (
  cwd: string,
  setup: Setup,
  result: BuildResult,
  next: RungId | null,
  otherwise: WithoutRung | null = null,
): string[] => {
  const programs = result.programs.flatMap(({ name, savedTo, artifact, fault, packed }) => [
    `  ${sanitizeLine(savedTo === null ? name : near(cwd, savedTo))}  ${artifact.linkage}, ${artifact.libc}, ${artifact.machine}, ${formatBytes(artifact.sizeBytes ?? 0)}`,
    ...(fault === null ? [] : [`    ${sanitizeLine(fault, 400)}`]),
    ...(packed === null ? [] : [`    ${sanitizeLine(packed, 400)}`]),
    ...artifact.runtimeNeeds.map(
      ({ what, why }) => `    needs ${sanitizeLine(what)} at run time: ${sanitizeLine(why)}`,
    ),
  ]);
  const notices = result.notices.map((notice) => `  ${sanitizeLine(notice, 600)}`);
  const effort =
    result.steps.length === 0 ? '' : ` in ${formatDuration(result.durationMs)}, ${formatCount(result.jobs, 'job')}`;
  const head = `${result.outcome === 'passed' ? 'Built' : 'Not built'} by ${setup.rung}${effort}.`;
  if (result.outcome === 'passed') return [head, ...programs, ...notices, ...result.leftOut.flatMap(leftOutLines)];
  return [
    head,
    `  ${sanitizeLine(result.reason, 400)}`,
    ...programs,
    ...plainLines(result.diagnoses.flatMap((each) => diagnosisEntries(each, 'musl-wizard'))),
    ...(!result.diagnoses.some(({ root }) => root)
      ? result.unknown.slice(0, 5).map(({ line, excerpt }) => `  line ${line}: ${sanitizeLine(excerpt)}`)
      : []),
    ...(result.outcome === 'blocked' ? ['To see what blocks it and the fixes: musl-wizard doctor --verbose'] : []),
    ...(otherwise === null ? [] : [otherwise.why, `  $ ${otherwise.command}`]),
    ...(result.logFile === null ? [] : [`Log: ${sanitizeLine(result.logFile)}`]),
    ...(next === null ? [] : [nextLine(next, setup.options.arch)]),
  ];
};

const nextLine = (next: RungId, arch: string | undefined): string => {
  const forArch = arch === undefined ? '' : ` --arch ${arch}`;
  return `Next rung: musl-wizard choose --rung ${next}${forArch} --yes && musl-wizard build${forArch}`;
};

/** What came of a build for several architectures: a line for each program. Pure. */
export const architectureLines = (
  cwd: string,
  archs: readonly string[],
  builds: readonly { readonly setup: Pick<Setup, 'options'>; readonly result: BuildResult }[],
): string[] => {
  const passed = builds.filter(({ result }) => result.outcome === 'passed').length;
  const rows = archs.flatMap((arch): (readonly [arch: string, where: string, what: string])[] => {
    const result = builds.find(({ setup }) => setup.options.arch === arch)?.result;
    if (result?.outcome !== 'passed') return [[arch, result === undefined ? 'not started' : 'not built', '']];
    return result.programs.map(({ name, savedTo, artifact }) => [
      arch,
      sanitizeLine(savedTo === null ? name : near(cwd, savedTo)),
      `${artifact.linkage}, ${artifact.libc}, ${formatBytes(artifact.sizeBytes ?? 0)}`,
    ]);
  });
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return [
    `Built for ${passed} of ${formatCount(archs.length, 'architecture')}.`,
    ...rows.map(([arch, where, what]) =>
      `  ${arch.padEnd(widths[0] ?? 0)}  ${where.padEnd(widths[1] ?? 0)}  ${what}`.trimEnd(),
    ),
  ];
};

/** What to do about each cause of a difference. */
const fixesOfDifference: Partial<Record<DifferenceCause, string>> = {
  path: 'C, C++: -ffile-prefix-map="$PWD"=. in CFLAGS; Rust: --remap-path-prefix in RUSTFLAGS; Go: -trimpath',
  date: 'take the date of the last commit: SOURCE_DATE_EPOCH, which compilers obey in __DATE__ and __TIME__',
  order: 'sort what the build lists, such as wildcards in a makefile or the keys of a table',
  number: 'a seed or a hash: -frandom-seed for gcc, or a hash that does not include the path',
};
const maxDifferences = 8;

/** How a second build compares with the first, in words; nothing where there was none. Pure. */
export const secondBuildLines = (second: SecondBuild | null): string[] => {
  if (second === null) return [];
  if (second.same === null) return [`The second build was not compared: ${sanitizeLine(second.reason, 400)}`];
  if (second.same) return ['Built twice, in different folders: the same bytes.'];
  const lines = ['Built twice, in different folders: the bytes differ.'];
  for (const { name, same, differences, fault } of second.programs) {
    if (same) continue;
    lines.push(`  ${sanitizeLine(name)}${fault === null ? '' : `: ${sanitizeLine(fault, 400)}`}`);
    for (const { section, cause, detail } of differences.slice(0, maxDifferences))
      lines.push(`    ${sanitizeLine(section ?? 'file')}: ${cause}: ${sanitizeLine(detail, 400)}`);
    if (differences.length > maxDifferences) lines.push(`    … ${differences.length - maxDifferences} more sections`);
  }
  const found = new Set(second.programs.flatMap(({ differences }) => differences.map(({ cause }) => cause)));
  for (const cause of found) {
    const fix = fixesOfDifference[cause];
    if (fix !== undefined) lines.push(`  Fix for ${cause}: ${fix}`);
  }
  return lines;
};

/** How the program behaves beside one of a native build, in words; nothing where that was not asked. Pure. */
export const behaviourLines = (behaviour: Behaviour | null, programs: BuildResult['programs']): string[] => {
  if (behaviour === null) return [];
  const { native, checks } = behaviour;
  const failed = native.outcome === 'passed' ? [] : [`  Native build: ${sanitizeLine(native.reason, 400)}`];
  const log = failed.length === 0 || native.logFile === null ? [] : [`  Log: ${sanitizeLine(native.logFile)}`];
  const reasons = checks.some(({ same }) => same === false) ? programs.flatMap(reasonLines) : [];
  return [...checksHead(checks), ...failed, ...log, ...checks.flatMap(checkLines), ...reasons];
};

/** Of a program that behaves differently: all that can be the reason, by its symbols. */
const reasonLines = ({ name, artifact }: BuildResult['programs'][number]): string[] => {
  const found = artifact.glibcDifferences;
  if (found === null) return [`  It is unknown in what ${sanitizeLine(name)} can differ: it has no symbols.`];
  if (found.length === 0) return [];
  return [
    `  By its symbols, ${sanitizeLine(name)} can differ from a program with glibc in:`,
    ...found.map(({ what, why }) => `    ${what}: ${why}`),
  ];
};

const checksHead = (checks: readonly CheckedCommand[]): string[] => {
  if (checks.every(({ same }) => same === true))
    return ['Compared with a native build: the same output and exit code.'];
  const bad = checks.some(({ same }) => same === false);
  return [bad ? 'Compared with a native build: it behaves differently.' : 'Not compared with a native build.'];
};

const checkLines = ({ command, program, same, reason, exit, differences }: CheckedCommand): string[] => {
  const what = `${sanitizeLine(program === '' ? command : `${program}: ${command}`, 200)}`;
  if (same === true) return [`  same: ${what} (${exit})`];
  if (same === null) return [`  not compared: ${what}`, `    ${sanitizeLine(reason ?? '', 400)}`];
  return [
    `  differs: ${what}`,
    ...differences.flatMap(({ where, line, static: ofStatic, native }) => [
      `    ${where}${line === null ? '' : `, line ${line}`}`,
      ...shownBeside(ofStatic, native),
    ]),
  ];
};

/** Two lines that differ; where they would look the same, from where they differ, with what cannot be seen of them. */
const shownBeside = (ofStatic: string | null, native: string | null): string[] => {
  const lines = [ofStatic, native];
  const plain = lines.map((text) => text && sanitizeLine(text.replace(/\n$/, ''), 200));
  const exact = lines.map((text) => escapeLine(JSON.stringify(text)));
  let same = 0;
  while (same < Math.min(...exact.map(({ length }) => length)) && exact[0]?.[same] === exact[1]?.[same]) same += 1;
  const from = Math.max(0, same - 20);
  const shown =
    plain[0] === plain[1] ? exact.map((text) => sanitizeLine(`${from > 0 ? '…' : ''}${text.slice(from)}`, 200)) : plain;
  return ['static', 'native'].map((name, n) => `      ${name}: ${shown[n] ?? 'no such line'}`);
};

/** Relative where it lies below the folder. */
const near = (cwd: string, path: string): string => {
  const inside = relative(cwd, path);
  return inside.startsWith('..') ? path : inside;
};

const leftOutLines = ({ library, why, asked, line, excerpt, fixes }: LeftOut): string[] => [
  `Optional library not used: ${sanitizeLine(library)}. The build looked for it and continued without it.`,
  `  ${sanitizeLine(why, 400)}`,
  `  required by ${sanitizeLine(asked)}`,
  `  line ${line} of the log: ${sanitizeLine(excerpt)}`,
  ...plainLines(fixes.slice(0, 3).flatMap((fix) => fixEntries(fix, 'musl-wizard'))),
];

/** `build --json`; keys are a contract (schemas/build.ts). Pure. */
export const buildDocument = (project: ChosenProject, setup: Setup, result: BuildResult, next: RungId | null) => ({
  schema: 'musl-wizard.build/1',
  project: {
    name: project.name,
    buildSystem: project.build.system,
    languages: project.languages,
    libraries: project.libraries.map(({ id, known, optional, asked }) => ({
      id,
      known,
      optional,
      evidence: asked.map(
        ({ evidence }) => `${evidence.file}${evidence.line === null ? '' : `:${evidence.line}`}: ${evidence.text}`,
      ),
    })),
  },
  setup: { rung: setup.rung, upx: setup.upx, options: maskDeep(setup.options) },
  ...result,
  nextRung: next,
});
