import { exitCode, UserError } from '../errors.js';
import { shellQuote } from '../text/shell-quote.js';
import { quoteExactly } from '../text/shown-command.js';
import { asOperand } from './plain-path.js';
import { type BuildSystem, buildSystems, type ChosenProject, goWithoutModule, type Project } from './project.js';

/**
 * The candidate to build by: the one that was asked for, or the only one.
 * @param command what the user typed, for the words that say how to ask
 * @throws {UserError} when there is none, or several and nobody said which
 */
export const chooseBuild = (project: Project, wanted?: BuildSystem, command = 'musl-wizard build'): ChosenProject => {
  const { candidates, name, below = [], unusable = [], foreign } = project;
  const chosen = wanted === undefined ? candidates : candidates.filter(({ build }) => build.system === wanted);
  const [only] = chosen;
  const inside = below.map((folder) => `cd ${shellQuote([`./${folder}`])} && ${command}`);
  const byOption = ({ build }: { build: { system: BuildSystem } }) => `${command} --build-system ${build.system}`;
  if (only !== undefined && chosen.length === 1) return { ...only, name };
  const evidence = candidates.map(
    ({ build, evidence }) => `${build.system}: ${evidence.map(({ file }) => file).join(', ')}`,
  );
  if (only === undefined && wanted !== undefined && candidates.length > 0) {
    throw new UserError(`Nothing here can be built with ${wanted}.`, evidence, candidates.map(byOption), 2);
  }
  if (only === undefined && unusable.length > 0) {
    throw new UserError(
      'A source file has a name that cannot be written into a build file: it contains a line break or is not UTF-8.',
      unusable.slice(0, 8).map(quoteExactly),
      renaming(unusable),
      exitCode.usage,
    );
  }
  if (only === undefined && foreign !== undefined) {
    throw new UserError(
      foreign.name === goWithoutModule
        ? 'This project is written in Go and has no go.mod.'
        : `This project is built with ${foreign.name}, ${foreign.system === undefined ? 'which musl-wizard does not support' : 'and its files name no program to build'}.`,
      [
        foreign.file,
        ...(foreign.static
          ? [`${foreign.static.possible ? 'can' : 'cannot'} be linked statically: ${foreign.static.why}`]
          : []),
        `supported: ${buildSystems.join(', ')}`,
      ],
      foreign.name === goWithoutModule
        ? ['go mod init IMPORT-PATH && go mod tidy']
        : [...inside, ...(foreign.static?.next ?? [])],
      exitCode.usage,
    );
  }
  if (only === undefined) {
    throw new UserError(
      'No project was recognised in this folder.',
      [`looked for ${buildSystems.join(', ')}`],
      below.length > 0
        ? inside
        : [
            'run it in the folder that holds the Makefile, CMakeLists.txt, meson.build, configure, Cargo.toml or go.mod',
          ],
      exitCode.usage,
    );
  }
  throw new UserError(
    'This folder can be built in several ways, and its files do not say which is meant.',
    evidence,
    chosen.map(byOption),
    exitCode.usage,
  );
};

/** Build systems of C, the one first that needs the least before it can start. */
const ofC: readonly BuildSystem[] = ['autotools', 'cmake', 'meson', 'make'];

/**
 * The build systems to take, one after the other, where several build C and nobody is to be asked: a configure that is
 * there is what its author released, one that has to be made comes before a makefile alone. None where there is but one,
 * or where the candidates may build different programs, as of C and of Rust. Pure.
 */
export const preferredBuilds = ({ candidates }: Project): BuildSystem[] => {
  if (candidates.length < 2 || candidates.some(({ build }) => !ofC.includes(build.system))) return [];
  const place = ({ build }: Project['candidates'][number]): number =>
    build.system === 'autotools' && build.configure === 'absent'
      ? ofC.indexOf('make') - 0.5
      : ofC.indexOf(build.system);
  return candidates.toSorted((one, other) => place(one) - place(other)).map(({ build }) => build.system);
};

/** How the first of some files gets a usable name; of one that is not UTF-8 the name is not known here. */
const renaming = ([path = '']: readonly string[]): string[] =>
  path.includes('\ufffd')
    ? ['ls -b   # shows the names; rename the file, then try again']
    : [`mv -- ${quoteExactly(path)} ${shellQuote([asOperand(path.replace(/[\p{C}\p{Z}]+/gu, '-'))])}`];
