import { searchPath } from '../../machine/search-path.js';
import { tuned } from '../../recipe/tuning.js';
import { rustTarget } from '../../rungs/architectures.js';
import { withoutForeign } from '../../rungs/foreign-variables.js';
import { isOtherLanguage, otherLanguageName } from '../../rungs/other-languages.js';
import { rungs } from '../../rungs/registry.js';
import type { Unplannable } from '../../rungs/rung.js';
import type { HelperFile, Toolchain } from '../../rungs/toolchain.js';
import { shellQuote } from '../../text/shell-quote.js';
import type { Plan, PlanInput } from '../plan.js';
import { planNative } from './plan-native.js';

/**
 * The project's usual build, with compilers in the place of this machine's that link against an older glibc. What it makes
 * is not static. Pure.
 * @param version of the newest glibc that the programs may need
 */
export const planFloor = (input: PlanInput, version: string): Plan | Unplannable => {
  const { rung, facts, options, project, place, env } = input;
  const { builds } = rungs[rung];
  const host = facts.os.arch ?? 'x86_64';
  const arch = options.arch ?? host;
  if (builds.where !== 'here' || builds.glibcFloor === undefined)
    return { blocked: `${rung} cannot link against an older glibc.`, findings: [] };
  if (arch !== host)
    return {
      blocked: `With a glibc floor programs are built for this machine (${host}), not for ${arch}.`,
      findings: [],
    };
  const other = project.languages.find(isOtherLanguage);
  if (other !== undefined)
    return {
      blocked: `A glibc floor is for C, C++, Rust and Go: the compiler of ${otherLanguageName[other]} brings libraries for this machine's glibc.`,
      findings: [],
    };
  const programs = builds.find(facts, arch, options);
  if ('blocked' in programs) return programs;
  const tools = tuned(builds.glibcFloor(builds.toolchain(programs, arch, host), version), options);
  const folder = `${place.build}/glibc-floor`;
  // What this compiler warns of is no error, whatever the makefile says of those that its author had.
  const behind = project.build.system === 'make' && project.build.strict ? ' -Wno-error' : '';
  const plan = planNative(input);
  const linker = `CARGO_TARGET_${rustTarget('gnu', arch).toUpperCase().replaceAll('-', '_')}_LINKER`;
  return {
    ...plan,
    files: [...plan.files, ...standIns(tools, folder, behind)],
    env: {
      ...withoutForeign,
      ...plan.env,
      ...(tools.cacheVariable === undefined ? {} : { [tools.cacheVariable]: `${place.scratch}/tool-cache` }),
      PATH: [folder, ...searchPath(env)].join(':'),
      CC: `${folder}/cc`,
      CXX: `${folder}/c++`,
      [linker]: `${folder}/cc`,
    },
    expects: input.tests ? null : { libc: ['glibc', 'none'], machine: arch, glibcFloor: version },
  };
};

/** The tools under the names by which builds call them, since the usual build of a project names no compiler. */
const standIns = ({ cc, cxx, ar, ranlib, rewrites = [] }: Toolchain, folder: string, behind: string): HelperFile[] =>
  (
    [
      [['cc', 'gcc', 'clang'], cc, rewrites, behind],
      [['c++', 'g++', 'clang++'], cxx ?? cc, rewrites, behind],
      [['ar'], ar, [], ''],
      [['ranlib'], ranlib, [], ''],
    ] as const
  ).flatMap(([names, argv, before, words]) =>
    names.map((name) => ({
      path: `${folder}/${name}`,
      content: `${['#!/bin/sh', ...before, `exec ${shellQuote(argv)} "$@"${words}`].join('\n')}\n`,
      executable: true as const,
    })),
  );
