import { resolve } from 'node:path';
import { type Added, addLibrary } from '../build/libs/add-library.js';
import { type BuiltLibrary, librariesFor, listLibraries, removeLibrary } from '../build/libs/cache.js';
import type { From } from '../build/libs/fetch-sources.js';
import { gatherLibraries } from '../build/libs/gather-libraries.js';
import { canAsk, confirm } from '../console/ask.js';
import type { Command, Context } from '../console/context.js';
import { examine } from '../engine/examine.js';
import { exitCode, UsageError, UserError } from '../errors.js';
import type { Facts } from '../facts/facts.js';
import { buildsLibraries, kernelHeaders, libraryPlan } from '../libs/library-plan.js';
import { recipeFor, recipes } from '../libs/recipes.js';
import { openMachine } from '../machine/target.js';
import { isRungId, type RungId, rungs, rungsThat } from '../rungs/registry.js';
import { formatBytes, formatDuration } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import { shellQuote } from '../text/shell-quote.js';
import { rungOptionsOf, timeoutOf } from './parts/rung-flags.js';
import { tellEvent } from './parts/tell-progress.js';

export interface LibsFlags {
  readonly rung?: string;
  readonly arch?: string;
  readonly from?: string;
  readonly into?: string;
  readonly jobs?: string;
  readonly timeout?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What one library may take, where nothing is said. */
const defaultMs = 1_800_000;

/**
 * `musl-wizard libs [add NAME... | remove NAME...]`: static libraries for musl, built from source by a rung's compiler.
 * Exit code 0 when all that was asked for is there (or gone), 1 when something is not.
 */
export const run: Command<LibsFlags> = async (context, [action = 'list', ...names], flags) => {
  if (action === 'list') return list(context, names, flags);
  if (action === 'add') return add(context, names, flags);
  if (action === 'remove') return remove(context, names, flags);
  throw new UsageError(`libs takes list, add NAME... or remove NAME...; got: ${sanitizeLine(action)}`);
};

const list = (context: Context, names: readonly string[], flags: LibsFlags): number => {
  if (names.length > 0) throw new UsageError(`libs list takes no names; got: ${sanitizeLine(names.join(' '))}`);
  const found = listLibraries(context.env);
  if (flags.json) print(context, found, [], []);
  else if (found.length === 0) {
    const can = recipes.map(({ id }) => id).join(', ');
    context.out.write(
      `No libraries yet. To build one: ${context.program} libs add NAME. There are recipes for ${can}.\n`,
    );
  } else context.out.write(`${table(found).join('\n')}\n`);
  return exitCode.yes;
};

const remove = (context: Context, names: readonly string[], flags: LibsFlags): number => {
  if (names.length === 0 && !flags.all) throw new UsageError('libs remove takes names of libraries, or --all');
  const rung = flags.rung === undefined ? null : rungOf(flags.rung);
  const ids = names.map((name) => recipeFor(name)?.id ?? name);
  const found = listLibraries(context.env).filter(
    (each) =>
      (flags.all || ids.includes(each.id)) &&
      each.rung === (rung ?? each.rung) &&
      each.arch === (flags.arch ?? each.arch),
  );
  for (const each of found) removeLibrary(each);
  const absent = ids.filter((id) => !found.some((each) => each.id === id));
  if (flags.json) print(context, listLibraries(context.env), [], found);
  else {
    for (const each of found) context.out.write(`removed ${titleOf(each)}\n`);
    for (const id of absent) context.err.write(`${sanitizeLine(id)} is not there.\n`);
    if (found.length === 0 && absent.length === 0) context.out.write('Nothing to remove.\n');
  }
  return absent.length === 0 ? exitCode.yes : exitCode.no;
};

const add = async (context: Context, names: readonly string[], flags: LibsFlags): Promise<number> => {
  if (names.length === 0) throw new UsageError('libs add takes names of libraries, as in: musl-wizard libs add zlib');
  const wrong = names.find((name) => recipeFor(name) === null);
  if (wrong !== undefined) {
    throw new UsageError(
      `no recipe for ${sanitizeLine(wrong)}. There are recipes for ${recipes.map(({ id }) => id).join(', ')}`,
    );
  }
  const from = fromOf(flags.from, context.cwd);
  if (from.kind === 'url' && names.length > 1) throw new UsageError('--from URL takes one library at a time');
  const options = rungOptionsOf({ ...(flags.arch && { arch: flags.arch }), ...(flags.jobs && { jobs: flags.jobs }) });
  const timeoutMs = timeoutOf(flags.timeout, defaultMs);
  const machine = await openMachine('local', context);
  const { facts } = await examine(machine, {
    signal: context.signal,
    domains: ['os', 'toolchain', 'cpu', 'memory', 'pids'],
  });
  const arch = options.arch ?? facts.os.arch ?? 'x86_64';
  const rung = flags.rung === undefined ? readyRung(facts, arch) : rungOf(flags.rung);
  const { order, seconds } = planOf(names, rung, arch);
  const asked = names.map((name) => recipeFor(name)?.id);
  const forecast = `${order.join(', ')} by ${rung} for ${arch}, about ${formatDuration(seconds * 1000)} on two cores`;
  if (!flags.yes) {
    if (!canAsk(context)) throw new UsageError('libs add asks before it builds; without a terminal, use --yes');
    if (!(await confirm(context, `Build ${forecast}?`))) return exitCode.no;
  } else if (!context.quiet) context.err.write(`Building ${forecast}\n`);

  const results: Added[] = [];
  for (const id of order) {
    const recipe = recipeFor(id);
    if (recipe === null || context.signal.aborted) break;
    // What a library needs is taken from the same folder, where it has it; one file or address is for one library.
    const own = asked.includes(id) || (from.kind !== 'path' && from.kind !== 'url');
    const added = await addLibrary({
      recipe,
      rung,
      arch,
      from: own ? from : { kind: 'any' },
      facts,
      env: context.env,
      folder: context.cwd,
      signal: context.signal,
      timeoutMs,
      onEvent: context.quiet ? () => {} : tellEvent(context),
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    });
    results.push(added);
    if (!flags.json) for (const line of addedLines(added)) context.out.write(`${line}\n`);
    if (added.outcome !== 'passed' && added.outcome !== 'there') break;
  }
  const all =
    results.length === order.length && results.every(({ outcome }) => outcome === 'passed' || outcome === 'there');
  if (all && flags.into !== undefined) {
    const into = resolve(context.cwd, flags.into);
    const built = librariesFor(context.env, rung, arch);
    gatherLibraries(
      built.filter(({ id }) => order.includes(id)),
      into,
    );
    if (!context.quiet) context.err.write(`Copied to ${sanitizeLine(into)}: include and lib.\n`);
  }
  if (flags.json) print(context, listLibraries(context.env), results, []);
  return all ? exitCode.yes : exitCode.no;
};

/** All that is built for some libraries. @throws {UserError} when one cannot be */
const planOf = (
  names: readonly string[],
  rung: RungId,
  arch: string,
): { order: readonly string[]; seconds: number } => {
  const order: string[] = [];
  for (const name of names) {
    const plan = libraryPlan(name, rung, arch);
    if (plan === null)
      throw new UserError(
        recipeFor(name)?.id === kernelHeaders
          ? `${rung} includes headers of the kernel itself.`
          : `${sanitizeLine(name)} cannot be built by ${rung} for ${sanitizeLine(arch)}.`,
      );
    order.push(...plan.order.filter((id) => !order.includes(id)));
  }
  return { order, seconds: order.reduce((sum, id) => sum + (recipeFor(id)?.seconds ?? 0), 0) };
};

const rungOf = (text: string): RungId => {
  if (isRungId(text) && buildsLibraries(text)) return text;
  throw new UsageError(
    `--rung takes ${rungsThat(({ id }) => buildsLibraries(id)).join(', ')}; got: ${sanitizeLine(text)}`,
  );
};

/** The first rung whose compiler is there. @throws {UserError} where none is */
const readyRung = (facts: Facts, arch: string): RungId => {
  const all = rungsThat(({ id }) => buildsLibraries(id));
  const reasons: string[] = [];
  for (const id of all) {
    const { builds } = rungs[id];
    const found = builds.where === 'here' ? builds.find(facts, arch) : null;
    if (found && !('blocked' in found)) return id;
    reasons.push(`${id}: ${found && 'blocked' in found ? found.blocked : ''}`);
  }
  throw new UserError('No compiler for musl is installed on this machine.', reasons, [
    'pip install ziglang',
    'apt-get install musl-tools',
  ]);
};

/** Reads `--from`. @throws {UsageError} for an address without its sum */
const fromOf = (text: string | undefined, cwd: string): From => {
  if (text === undefined) return { kind: 'any' };
  if (text === 'debian' || text === 'crates') return { kind: text };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { kind: 'path', path: resolve(cwd, text) };
  const [, url, sha256] = /^(https?:\/\/[^\s#]+)#sha256=([0-9a-f]{64})$/i.exec(text) ?? [];
  if (url === undefined || sha256 === undefined) {
    throw new UsageError('--from takes a URL with its checksum: https://HOST/NAME-VERSION.tar.gz#sha256=…');
  }
  return { kind: 'url', url, sha256 };
};

const titleOf = ({ id, version, rung, arch }: BuiltLibrary): string =>
  sanitizeLine(`${id} ${version} for ${rung}, ${arch}`);

/** What became of a library, for people. */
const addedLines = (added: Added): readonly string[] => {
  const { id, outcome, reason, library, durationMs, logFile } = added;
  if (library === null) {
    return [
      `✗ ${id}: ${outcome} after ${formatDuration(durationMs)}. ${sanitizeLine(reason ?? '', 600)}`,
      ...(logFile === null || outcome === 'cancelled'
        ? []
        : [`  log: ${sanitizeLine(logFile)}`, `  why: musl-wizard explain ${sanitizeLine(shellQuote([logFile]))}`]),
    ];
  }
  const run =
    library.ran === null
      ? '; a program that uses it links statically (not run: this machine cannot run it)'
      : '; a program that uses it links statically and runs';
  return outcome === 'there'
    ? [`✓ ${titleOf(library)}: already there`]
    : [`✓ ${titleOf(library)}: built in ${formatDuration(durationMs)}${run}`];
};

const table = (found: readonly BuiltLibrary[]): readonly string[] => {
  const rows = [
    ['library', 'version', 'rung', 'arch', 'size'],
    ...found.map(({ id, version, rung, arch, sizeBytes }) => [
      id,
      sanitizeLine(version, 40),
      rung,
      arch,
      formatBytes(sizeBytes),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

/** `libs --json`; keys are a contract. */
const print = (
  context: Context,
  libraries: readonly BuiltLibrary[],
  results: readonly Added[],
  removed: readonly BuiltLibrary[],
): void => {
  const document = { schema: 'musl-wizard.libs/1', libraries, results, removed };
  context.out.write(`${JSON.stringify(document, null, 2)}\n`);
};
