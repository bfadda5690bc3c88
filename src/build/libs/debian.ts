import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureFolder } from '../../files/ensure-folder.js';
import { type KernelLock, lockFile } from '../../files/kernel-lock.js';
import { type AptList, sourceLines } from '../../libs/apt-sources.js';
import type { LibraryRecipe } from '../../libs/recipes.js';
import type { Errand, Sources } from './errand.js';
import { saidOfFailure } from './said.js';
import { unpackSources } from './unpack.js';

/** How long lists of packages serve. */
const listsMs = 24 * 3600 * 1000;
const updateMs = 180_000;
const fetchMs = 300_000;

/**
 * Sources of Debian's (or Ubuntu's) source package, with its patches, checked by apt against the archive's signature.
 * apt gets lists and settings of its own: nothing of the machine's is changed.
 * @returns why there are none, in words, where there are none
 */
export const fromDebian = async (recipe: LibraryRecipe, errand: Errand): Promise<Sources | string> => {
  if (recipe.debian === undefined) return 'it has no source package';
  const release = codename();
  if (release === null) return 'this machine is neither Debian nor Ubuntu';
  const lines = sourceLines(machineLists(), release);
  if (lines.length === 0) return `apt has no signed list for ${release} on this machine`;
  const config = await aptConfig(errand, lines);
  if (typeof config === 'string') return config;
  const { folder, env } = config;
  const lock = await lockAlone(join(folder, 'lock'), errand);
  try {
    const stamp = join(folder, 'updated');
    if (!existsSync(stamp) || Date.now() - statSync(stamp).mtimeMs > listsMs) {
      const update = await errand.run({
        name: 'apt-get update',
        argv: ['apt-get', 'update', '-qq'],
        env,
        timeoutMs: updateMs,
      });
      if (update.error === 'ENOENT') return 'apt-get is not installed';
      if (update.code !== 0) return `apt-get update: ${await saidOfFailure(update.tail)}`;
      writeFileSync(stamp, '');
    }
  } finally {
    lock?.release();
  }
  const cwd = join(errand.scratch, 'debian');
  mkdirSync(cwd, { recursive: true });
  // A mirror can lack what the newest security list names; the release itself has an older version.
  let said = '';
  for (const name of [recipe.debian, `${recipe.debian}/${release}`]) {
    const argv = ['apt-get', 'source', '-qq', '--download-only', '--only-source', name];
    const ran = await errand.run({ name: argv.join(' '), argv, cwd, env, timeoutMs: fetchMs });
    if (ran.code === 0) {
      if (said !== '')
        errand.tell(
          `${recipe.debian}: the newest version cannot be fetched (${said}), so ${release}'s own version is used.`,
        );
      return unpackPackage(recipe, cwd, errand);
    }
    said = `apt-get source: ${await saidOfFailure(ran.tail)}`;
    if (errand.signal.aborted) break;
  }
  return said;
};

const unpackPackage = async (recipe: LibraryRecipe, cwd: string, errand: Errand): Promise<Sources | string> => {
  const files = readdirSync(cwd);
  const [, version] = files.map((file) => /_([^_]+)\.dsc$/.exec(file)).find((match) => match !== null) ?? [];
  const dsc = files.find((file) => file.endsWith(`_${version}.dsc`));
  if (version === undefined || dsc === undefined) return 'apt-get source downloaded no package';
  const folder = join(errand.scratch, 'source');
  // apt has checked the sum of every file; the signature of the uploader needs keys that hardly any machine has.
  const argv = ['dpkg-source', '--no-check', '-x', dsc, folder];
  const ran = await errand.run({ name: `dpkg-source ${recipe.debian}`, argv, cwd });
  const origin = `Debian's source package ${recipe.debian} ${version}`;
  if (ran.code === 0) return { folder, version, origin };
  if (ran.error !== 'ENOENT') return `dpkg-source: ${await saidOfFailure(ran.tail)}`;
  const archive = files.find((file) => /\.orig\.tar\.\w+$/.test(file));
  if (archive === undefined) return 'dpkg-source is not installed to unpack it (package dpkg-dev)';
  errand.tell(`${recipe.debian}: without Debian's patches, because dpkg-source is not installed (package dpkg-dev).`);
  return {
    folder: await unpackSources(join(cwd, archive), folder, errand.signal),
    version: version.replace(/-[^-]*$/, ''),
    origin: `${origin}, without its patches`,
  };
};

/** The release of this machine, where it has packages of Debian's kind. */
const codename = (): string | null => {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    return existsSync('/etc/apt') ? (/^VERSION_CODENAME="?([a-z]+)"?$/m.exec(text)?.[1] ?? null) : null;
  } catch {
    return null;
  }
};

const machineLists = (): readonly AptList[] => {
  const folder = '/etc/apt/sources.list.d';
  const more = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return ['/etc/apt/sources.list', ...more]
    .filter((name) => /\.(?:list|sources)$/.test(name))
    .flatMap((name) => {
      try {
        return [{ name, text: readFileSync(name, 'utf8').slice(0, 256 * 1024) }];
      } catch {
        return []; // a list that this user may not read
      }
    });
};

/** Settings of apt that belong to the network of this machine; all others, its hooks above all, stay out. */
const networkSetting = /^Acquire::(?:https?|ftp)::\S+ ".*";$|^Acquire::Retries ".*";$/;

const aptConfig = async (
  errand: Errand,
  lines: readonly string[],
): Promise<{ folder: string; env: Record<string, string> } | string> => {
  const folder = join(errand.cache, '.apt');
  for (const each of ['lists/partial', 'archives/partial']) ensureFolder(join(folder, each));
  const dump = await errand.run({
    name: 'apt-config dump',
    argv: ['apt-config', 'dump', 'Acquire'],
    timeoutMs: 10_000,
  });
  if (dump.error === 'ENOENT') return 'apt is not installed';
  const config = join(errand.scratch, 'apt.conf');
  const list = join(errand.scratch, 'sources.list');
  writeFileSync(list, `${lines.join('\n')}\n`);
  writeFileSync(
    config,
    [
      ...dump.tail.split('\n').filter((line) => networkSetting.test(line)),
      'Dir::Etc::main "/nonexistent";',
      'Dir::Etc::parts "/nonexistent";',
      `Dir::Etc::sourcelist "${list}";`,
      'Dir::Etc::sourceparts "/nonexistent";',
      `Dir::State::lists "${folder}/lists";`,
      `Dir::Cache "${folder}";`,
      'APT::Get::AllowUnauthenticated "false";',
      'Acquire::AllowInsecureRepositories "false";',
      'Acquire::Languages "none";',
      // The folder is this user's alone.
      ...(process.getuid?.() === 0 ? ['APT::Sandbox::User "root";'] : []),
      '',
    ].join('\n'),
  );
  return { folder, env: { APT_CONFIG: config } };
};

/** Waits for a lock without keeping the program from hearing Ctrl-C; null where nothing can lock, or after a cancel. */
export const lockAlone = async (
  path: string,
  { signal, tell }: Pick<Errand, 'signal' | 'tell'>,
): Promise<KernelLock | null> => {
  for (let reported = false; !signal.aborted; await delay(200)) {
    const lock = lockFile(path);
    if (lock === 'unknown') return null;
    if (lock !== 'held') return lock;
    if (!reported) tell('Another run is building it; waiting...');
    reported = true;
  }
  return null;
};
