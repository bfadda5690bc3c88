import { existsSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { execa } from 'execa';
import { readLarge } from '../../files/read-bounded.js';
import { inTurns } from '../../files/turns.js';
import type { LibraryRecipe } from '../../libs/recipes.js';
import { readTar, topFolder } from '../../libs/tar.js';
import { queryEnvironment, queryFolder } from '../../machine/query-environment.js';

const maxArchive = 512 * 1024 ** 2;
const maxContent = 1024 ** 3;

/** Programs that unpack, by the first bytes of what they unpack. */
const packers: readonly { readonly magic: string; readonly program: string }[] = [
  { magic: 'fd377a585a00', program: 'xz' },
  { magic: '425a68', program: 'bzip2' },
  { magic: '28b52ffd', program: 'zstd' },
];

/**
 * Unpacks an archive of sources, which may be a stranger's, into a folder that is not there yet.
 * @returns the folder that holds the sources: the archive's own one, where all is in one; not whole where the signal ended it
 * @throws {Error} that says what is wrong with the archive
 */
export const unpackSources = async (archive: string, to: string, signal: AbortSignal): Promise<string> => {
  const entries = readTar(await plain(await readLarge(archive, maxArchive, signal), signal));
  const ended = inTurns(signal);
  mkdirSync(to, { mode: 0o700 });
  for (const entry of entries) {
    if (await ended()) break;
    const path = join(to, entry.path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (entry.type === 'folder') mkdirSync(path, { recursive: true, mode: 0o700 });
    else if (entry.type === 'link') symlinkSync(entry.target, path);
    else {
      writeFileSync(path, entry.content, { flag: 'wx', mode: entry.executable ? 0o700 : 0o600 });
      // make goes by times: with other ones it would regenerate configure.
      utimesSync(path, entry.mtime, entry.mtime);
    }
  }
  return join(to, topFolder(entries));
};

const plain = async (bytes: Buffer, signal: AbortSignal): Promise<Buffer> => {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return promisify(gunzip)(bytes, { maxOutputLength: maxContent });
  const packer = packers.find(({ magic }) => bytes.subarray(0, magic.length / 2).toString('hex') === magic);
  if (packer === undefined) return bytes;
  const { stdout, exitCode, code, stderr } = await execa(packer.program, ['-dc'], {
    // Neither it nor its settings are to be found in the current folder.
    cwd: queryFolder,
    env: queryEnvironment(process.env, process.cwd()),
    extendEnv: false,
    input: bytes,
    encoding: 'buffer',
    maxBuffer: maxContent,
    reject: false,
    cancelSignal: signal,
    timeout: 120_000,
  });
  if (exitCode === 0) return Buffer.from(stdout);
  if (code === 'ENOENT') throw new Error(`${packer.program} is not installed, so it cannot be unpacked`);
  throw new Error(
    `${packer.program} cannot unpack it: ${code ?? Buffer.from(stderr).toString('latin1').slice(0, 200)}`,
  );
};

/**
 * The sources in an unpacked crate, which carries them as a folder or as an archive; any other folder as it is.
 * @param scratch folder in which such an archive is unpacked
 */
export const inCrate = async (
  { crate }: LibraryRecipe,
  folder: string,
  scratch: string,
  signal: AbortSignal,
): Promise<string> => {
  if (crate === undefined || !existsSync(join(folder, 'Cargo.toml'))) return folder;
  const inner = join(folder, crate.path);
  return statSync(inner).isFile() ? unpackSources(inner, join(scratch, 'of-crate'), signal) : inner;
};
