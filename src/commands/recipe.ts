import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isStatic } from '../artifact/artifact.js';
import { canAsk, confirm } from '../console/ask.js';
import type { Command, Context } from '../console/context.js';
import type { FoundSetup } from '../engine/find-setup.js';
import { loadProject, parseBuildSystem } from '../engine/load-project.js';
import { exitCode, UsageError, UserError } from '../errors.js';
import { agedPins } from '../facts/pins.js';
import { isInside } from '../files/inside.js';
import { readBounded } from '../files/read-bounded.js';
import { writeBelow } from '../files/write-below.js';
import { inspectFiles } from '../inspect/inspect-files.js';
import type { ChosenProject } from '../project/project.js';
import { allocators, withAllocator } from '../recipe/allocator.js';
import { fitsImage, imagePattern, imageRecipe, lackingInImage } from '../recipe/image.js';
import { patterns, patternsFor } from '../recipe/patterns.js';
import { maxRecipeBytes, type Pattern, type RecipeFile } from '../recipe/recipe.js';
import { toolchainOf } from '../recipe/tools-of.js';
import { changesOf, type FileChange } from '../recipe/write-recipe.js';
import { isRungId, type RungId, rungIds, rungs } from '../rungs/registry.js';
import { sanitize, sanitizeLine } from '../text/sanitize.js';
import { askBuild } from './parts/ask-build.js';
import { architecturesOf, oneOf, type RungFlags, rungOptionsOf, withArch } from './parts/rung-flags.js';
import { setupHere } from './parts/setup-here.js';

export interface RecipeFlags extends RungFlags {
  readonly pattern?: string;
  readonly list?: boolean;
  readonly write?: boolean;
  readonly force?: boolean;
  readonly buildSystem?: string;
  readonly allocator?: string;
}

/**
 * `musl-wizard recipe [RUNG]`: prints the files by which this project is built static, or writes
 * them. Exit code 0 when all files are as the recipe has them or were printed, 1 when one was kept.
 */
export const run: Command<RecipeFlags> = async (context, args, flags) => {
  if (flags.list) return list(context);
  if (flags.pattern === imagePattern.name) return put(context, flags, await imageFiles(context));
  const { found } = await setupHere(context);
  const rung = rungOf(args, found);
  const loaded = await loadProject(context.cwd, context.signal);
  const wanted = parseBuildSystem(flags.buildSystem) ?? found?.setup.buildSystem;
  const asked = await askBuild(context, loaded, wanted, ['musl-wizard recipe', ...args].join(' '));
  const allocator = flags.allocator && oneOf('--allocator', flags.allocator, allocators);
  const project = allocator ? withAllocator(asked, allocator) : asked;
  const pattern = patternOf(flags.pattern, rung, project);
  const setup = found?.setup.rung === rung ? found.setup : null;
  const archs = architecturesOf(flags.arch);
  if (archs.length > 1) refuseSeveral(pattern, rung, archs);
  const given = rungOptionsOf(withArch(flags, archs[0]), context.cwd);
  const options = { ...setup?.options, ...given, ...(allocator && { allocator }) };
  const files = pattern.write({
    project,
    rung,
    options,
    upx: setup?.upx ?? false,
    ...(loaded.candidates.length > 1 ? { buildSystem: project.build.system } : {}),
    arch: options.arch ?? hostArch(),
    ...(archs.length > 1 && { archs }),
  });
  return put(context, flags, files);
};

/** @throws {UsageError} where the files of a pattern, or the compiler that they call, are for one architecture */
const refuseSeveral = ({ name, several }: Pattern, rung: RungId, archs: readonly string[]): void => {
  const { where } = rungs[rung].builds;
  const instead = {
    nix: '--pattern nix-matrix writes files for several',
    container: 'its files are for any: docker buildx build --platform linux/amd64,linux/arm64',
    here: several ? 'its compiler builds for its own machine' : `for several there are ${severalNames}`,
  }[where];
  const compilers = new Set(archs.map((arch) => toolchainOf(rung, arch).cc.join(' ')));
  if (!several || where !== 'here' || compilers.size < archs.length)
    throw new UsageError(`${name} by ${rung} takes one --arch; ${instead}`);
};
const severalNames = patterns.flatMap(({ name, several }) => (several ? [name] : [])).join(', ');

/** Prints the files, or writes them. */
const put = async (context: Context, flags: RecipeFlags, files: readonly RecipeFile[]): Promise<number> => {
  for (const line of agedPins(files.map(({ content }) => content).join('\n'), new Date().toISOString().slice(0, 10)))
    context.err.write(`${line}\n`);
  if (flags.write) return write(context, files, flags.force === true);
  context.out.write(files.map(asText).join('\n'));
  return exitCode.yes;
};

/** The image of the programs in dist-static. @throws {UserError} where there is none, or one cannot be in it */
const imageFiles = async (context: Context): Promise<readonly RecipeFile[]> => {
  const folder = join(context.cwd, 'dist-static');
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw new UserError(`${sanitizeLine(folder)} cannot be read.`, [error.message], [], exitCode.broken, {
      cause: error,
    });
  });
  const artifacts =
    (await inspectFiles(
      names.map((name) => join(folder, name)),
      context.signal,
    )) ?? [];
  const programs = artifacts
    .map((artifact, nth) => ({ name: names[nth] as string, artifact }))
    .filter(({ artifact }) => artifact.format === 'elf')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const unfit = programs.find((each) => !fitsImage(each));
  if (unfit)
    throw new UserError(`${sanitizeLine(join(folder, unfit.name))} cannot be put into the image.`, [
      isStatic(unfit.artifact) ? 'Its name cannot be written in a Dockerfile, or it is damaged.' : 'It is not static.',
    ]);
  if (programs.length === 0)
    throw new UserError(`There is no program in ${sanitizeLine(folder)}.`, [], ['musl-wizard build']);
  for (const line of lackingInImage(programs)) context.err.write(`${sanitizeLine(line, 400)}\n`);
  return imageRecipe(programs);
};

/** This machine's architecture, as `uname -m` writes it. */
const hostArch = (): string =>
  ({ x64: 'x86_64', arm64: 'aarch64', ia32: 'i686', arm: 'armv7l' })[process.arch as string] ?? process.arch;

const list = (context: Context): number => {
  const rows = patterns.map(
    ({ name, rungs, title }) => `${name.padEnd(20)} ${rungs.join(', ')}\n${' '.repeat(21)}${title}`,
  );
  const image = `${imagePattern.name.padEnd(20)} all, from dist-static\n${' '.repeat(21)}${imagePattern.title}`;
  context.out.write(`${[...rows, image].join('\n')}\n`);
  return exitCode.yes;
};

const rungOf = (args: readonly string[], found: FoundSetup | null): RungId => {
  const [word, ...more] = args;
  if (more.length > 0) throw new UsageError('recipe takes at most one rung.');
  if (word === undefined) {
    if (found) return found.setup.rung;
    throw new UsageError(
      `No setup is saved for this folder: name a rung (${rungIds.join(', ')}), or run musl-wizard choose.`,
    );
  }
  if (isRungId(word)) return word;
  throw new UsageError(`no such rung: ${sanitizeLine(word)}. The rungs are ${rungIds.join(', ')}`);
};

const patternOf = (name: string | undefined, rung: RungId, project: ChosenProject): Pattern => {
  const fitting = patternsFor(rung, project);
  const pattern = name === undefined ? fitting[0] : fitting.find((each) => each.name === name);
  if (pattern) return pattern;
  const names = fitting.map((each) => each.name).join(', ');
  throw new UsageError(
    `${rung} has no pattern ${sanitizeLine(name ?? '')} for ${project.build.system}; it has ${names}.`,
  );
};

const asText = ({ path, content }: RecipeFile): string => `# ---- ${path} ----\n${sanitize(content)}`;

/** Writes what is new, and what differs once that was agreed to. */
const write = async (context: Context, files: readonly RecipeFile[], force: boolean): Promise<number> => {
  const changes = changesOf(files, (path) => present(context.cwd, path));
  let kept = 0;
  for (const change of changes) {
    if (change.kind === 'same') {
      context.err.write(`${change.file.path}: unchanged\n`);
    } else if (await agreed(context, change, force)) {
      await putFile(context.cwd, join(context.cwd, change.file.path), change.file.content);
      context.err.write(`${change.file.path}: written\n`);
    } else {
      context.err.write(`${change.file.path}: kept\n`);
      kept += 1;
    }
  }
  return kept === 0 ? exitCode.yes : exitCode.no;
};

const agreed = async (context: Context, { kind, diff, file }: FileChange, force: boolean): Promise<boolean> => {
  context.err.write(sanitize(diff));
  if (force) return true;
  if (canAsk(context)) return confirm(context, kind === 'new' ? `Write ${file.path}?` : `Replace ${file.path}?`);
  if (kind === 'new') return true;
  context.err.write(`${file.path} exists and differs; --force replaces it.\n`);
  return false;
};

/** What is left to do where a file cannot be written. */
const printed = ['Without --write it is printed instead.'];

const present = (folder: string, name: string): string | null => {
  const path = join(folder, name);
  if (!isInside(folder, path))
    throw new UserError(`${path} is a link that points outside this folder: nothing was written.`);
  try {
    return readBounded(path, maxRecipeBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UserError(`${path} cannot be read.`, [String(error)], printed, exitCode.broken, { cause: error });
  }
};

const putFile = async (root: string, path: string, content: string): Promise<void> => {
  try {
    await writeBelow(root, path, content);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} cannot be written.`, [String(error)], printed, exitCode.broken, { cause: error });
  }
};
