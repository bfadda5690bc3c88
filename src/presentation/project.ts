import type { KeptSetup } from '../engine/kept-setup.js';
import type { ProjectFit } from '../ladder/verdict.js';
import type { Need, ProjectNeeds } from '../project/needs.js';
import type { OtherBuilder } from '../project/project.js';
import { formatAgo } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import { clipText } from './line.js';
import { languageName, type Mark, outcomeMark } from './words.js';

/** Names of libraries that one row has room for. */
const namedLibraries = 4;

/** The libraries without which a project cannot be linked. */
const requiredLibraries = ({ needs }: ProjectNeeds): readonly Need[] =>
  needs.filter(({ kind, required }) => kind === 'library' && required);

/** What is built in the folder, in one row: "hello: c++, make; needs zlib". Harmless. Pure. */
export const projectLine = (project: ProjectNeeds): string => {
  const libraries = requiredLibraries(project).map(({ id }) => id);
  const more = libraries.length - namedLibraries;
  const named = [...libraries.slice(0, namedLibraries), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const languages = project.languages.map((each) => languageName[each]);
  const system = project.buildSystem ?? 'several build systems';
  // Go is a language, and what builds it.
  const made = languages.some((each) => each.toLowerCase() === system) ? languages : [...languages, system];
  return sanitizeLine(`${project.name}: ${made.join(', ')}${named === '' ? '' : `; needs ${named}`}`, 200);
};

/** Of a project that no rung builds: what builds it, whether it can be static, and the next step. Harmless. Pure. */
export const otherProjectLines = (project: OtherBuilder | undefined): string[] => {
  if (project === undefined) return [];
  const { name, file, static: possibility } = project;
  const lines = [`${name} (${file}): no rung builds it`];
  if (possibility)
    lines.push(`${possibility.possible ? 'can' : 'cannot'} be linked static: ${possibility.why}`, ...possibility.next);
  return lines.map((text) => sanitizeLine(text, 300));
};

/** What an earlier run saved, in one row. Pure. */
export const keptLine = ({ rung, from, lastBuild }: KeptSetup, nowMs: number): string => {
  const whose = { project: 'Saved for this project', team: 'Chosen by the team', machine: 'Saved for this machine' }[
    from
  ];
  const built =
    lastBuild === null
      ? 'not built yet'
      : `${lastBuild.outcome === 'passed' ? 'built' : `the last build ${outcomeMark[lastBuild.outcome].word}`} ${formatAgo(nowMs - lastBuild.atMs)}`;
  return `${whose}: ${rung}; ${built}.`;
};

/**
 * Whether a rung has the libraries of the project, in a few words; null where the project needs none, or there is no
 * project. Pure.
 */
export const fitMark = (project: ProjectNeeds | null, fit: ProjectFit | undefined): Mark | null => {
  const [only, ...others] = project ? requiredLibraries(project) : [];
  if (!only || !fit) return null;
  const wanted = [only, ...others].map(({ id }) => id);
  const missing = fit.supplies.filter(({ id, supply }) => wanted.includes(id) && supply !== 'here');
  const isBuildable = missing.length > 0 && missing.every(({ supply }) => supply === 'buildable');
  const { symbol, tone } = fit.fits === null ? unknownFit : fit.fits ? fits : isBuildable ? buildable : lacks;
  const words = others.length === 0 ? clipText(sanitizeLine(only.id), 12) : `${others.length + 1} libraries`;
  return { symbol, word: `${words} ${symbol}`, tone };
};

const fits = { symbol: '✓', tone: 'good' } as const;
/** Nothing is missing but what can be built from source first. */
const buildable = { symbol: '~', tone: 'warn' } as const;
const lacks = { symbol: '✗', tone: 'bad' } as const;
const unknownFit = { symbol: '?', tone: 'warn' } as const;
