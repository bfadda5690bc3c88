import { readAutotools } from './autotools.js';
import { readCargo } from './cargo.js';
import { readCMake } from './cmake.js';
import { environmentsOf } from './environments.js';
import { readGo } from './go.js';
import { isSafeName, safeName } from './lines.js';
import { readMake } from './make.js';
import { onlyCalls } from './make-calls.js';
import { readMeson } from './meson.js';
import { otherBuilder } from './other-builders.js';
import { readOtherLanguage } from './other-languages.js';
import { isLibrary, packageById, packageFor } from './packages.js';
import { isSource, readPlain } from './plain.js';
import { isPlainPath } from './plain-path.js';
import {
  type BuildSystem,
  type Candidate,
  goWithoutModule,
  type Language,
  type LinkedLibrary,
  languageSystems,
  type OtherBuilder,
  type Project,
  type Target,
} from './project.js';
import type { ProjectFiles } from './project-files.js';
import type { ProjectReading } from './reading.js';
import type { Request } from './request.js';
import { buildToolsOf } from './tools.js';

/** What a folder builds. Pure; where files leave it open, every candidate is listed and none is preferred. */
export const detectProject = (given: ProjectFiles): Project => {
  const files = { ...given, paths: given.paths.filter(isPlainPath) };
  const unusable = given.paths.filter((path) => isSource(path) && !isPlainPath(path));
  const overC = foreignSystem(files.paths, true);
  const candidates = candidatesOf(files).filter(
    ({ build }) => build.system !== 'plain' || (unusable.length === 0 && overC === null),
  );
  const foreign = candidates.length === 0 ? foreignSystem(files.paths, false) : null;
  return {
    name: safeName(files.name),
    candidates,
    environments: environmentsOf(files),
    ...(candidates.length === 0
      ? {
          below: projectsBelow(files.paths),
          ...(unusable.length > 0 ? { unusable } : {}),
          ...(foreign === null ? {} : { foreign }),
        }
      : {}),
    truncated: files.truncated,
  };
};

const candidatesOf = (files: ProjectFiles): Candidate[] =>
  plausible(files, readings(files)).map(
    (reading): Candidate => ({
      build: reading.build,
      languages: reading.languages ?? languagesOf(files, reading.build.system),
      tools: ofC(reading.build.system) ? buildToolsOf(files) : [],
      libraries: librariesOf(reading.requests, reading.switches),
      targets: distinct(reading.targets),
      ...(reading.own && reading.own.length > 0 ? { own: reading.own } : {}),
      evidence: reading.evidence,
    }),
  );

const ofC = (system: BuildSystem): boolean =>
  system !== 'cargo' && system !== 'go' && !(languageSystems as readonly string[]).includes(system);

const marker =
  /^(.+)\/(?:GNUmakefile|[Mm]akefile|CMakeLists\.txt|meson\.build|configure(?:\.ac)?|Cargo\.toml|go\.mod)$/;

/** Sources of Go without a module. */
const goSource = /^(?!.*_test\.go$)(?:cmd\/)?(?:[^/]+\/)?[^/]+\.go$/;

const foreignSystem = (paths: readonly string[], overC: boolean): OtherBuilder | null => {
  const builder = otherBuilder(paths, overC);
  if (builder !== null) return builder;
  const file = paths.find((path) => goSource.test(path));
  return file === undefined ? null : { name: goWithoutModule, file };
};

/** Where a makefile makes no program that anybody means. */
const aside = /(?:^|\/)(?:docs?|documentation|man|po|tests?|examples?|contrib|debian|packaging)(?:\/|$)/i;

/** At most three, so that a home folder full of them is not listed whole, and only what can be typed. */
const projectsBelow = (paths: readonly string[]): string[] => {
  const depth = (path: string) => path.split('/').length;
  const folders = [...new Set(paths.flatMap((path) => marker.exec(path)?.[1] ?? []))];
  const rank = (path: string) => Number(aside.test(path));
  return folders.sort((a, b) => rank(a) - rank(b) || depth(a) - depth(b)).slice(0, 3);
};

const readings = (files: ProjectFiles): ProjectReading[] =>
  [readAutotools, readCMake, readMeson, readMake, readCargo, readGo].flatMap((read) => read(files) ?? []);

/**
 * Leaves out what only stands for another candidate: the makefile that configure writes, and a
 * makefile that does no more than call another build system. C files alone count only where nothing else does,
 * here or, as src/Makefile, beside them.
 */
const plausible = (files: ProjectFiles, found: ProjectReading[]): ProjectReading[] => {
  if (found.length === 0) {
    const plain = readPlain(files);
    const beside = files.paths.some((path) => marker.exec(path)?.[1] === 'src');
    const inSource = plain?.evidence.some(({ file }) => file.startsWith('src/'));
    const other = readOtherLanguage(files);
    return other !== null ? [other] : plain === null || (beside && inSource) ? [] : [plain];
  }
  const systems = found.map(({ build }) => build.system);
  return found.filter(({ build }) => {
    if (build.system !== 'make') return true;
    if (systems.includes('autotools')) return false;
    return !onlyCalls(files.texts.get(build.file) ?? '', systems);
  });
};

const languagesOf = (files: ProjectFiles, system: BuildSystem): Language[] => {
  if (system === 'cargo') return ['rust'];
  if (system === 'go') return ['go'];
  const sources = files.paths.filter((path) => !/(?:^|\/)tests?\//.test(path));
  const cxx = sources.some((path) => /\.(?:cc|cpp|cxx|c\+\+)$/.test(path));
  const c = !cxx || sources.some((path) => path.endsWith('.c'));
  return [...(c ? (['c'] as const) : []), ...(cxx ? (['cxx'] as const) : [])];
};

/** One entry a library, with every place that asks for it; where it is required by any of them, it is required. */
const librariesOf = (requests: readonly Request[], switches: readonly string[] = []): LinkedLibrary[] => {
  const byId = new Map<string, Request[]>();
  for (const request of requests.filter(isLibrary)) {
    const id = packageFor(request)?.id ?? request.name;
    // What no library can be called is a variable or a slip; it would be code in a recipe.
    if (!isSafeName(id)) continue;
    const asked = byId.get(id);
    if (asked) asked.push(request);
    else byId.set(id, [request]);
  }
  return [...byId].map(([id, asked]) => ({
    id,
    known: asked.some((request) => packageFor(request) !== null),
    optional: asked.every(({ optional }) => optional),
    without: switches.find((word) => isNamedIn(id, word)) ?? null,
    asked: asked.slice(0, 8).map(({ how, name, evidence }) => ({ how, name, evidence })),
  }));
};

// --disable-openssl, --without-libedit, --without-ssl.
const isNamedIn = (id: string, word: string): boolean => {
  const name = word.replace(/^--(?:without|disable)-/, '').toLowerCase();
  const { flags = [], pkgConfig = [] } = packageById(id) ?? {};
  return [id, ...flags, ...pkgConfig].some((known) => [known, `lib${known}`].includes(name));
};

const distinct = (targets: readonly Target[]): Target[] =>
  [...new Map([...targets].reverse().map((target) => [target.name, target])).values()].reverse();
