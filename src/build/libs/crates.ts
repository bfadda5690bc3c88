import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryRecipe } from '../../libs/recipes.js';
import type { Errand, Sources } from './errand.js';
import { saidOfFailure } from './said.js';
import { inCrate } from './unpack.js';

const fetchMs = 300_000;

/**
 * The C sources that a Rust crate carries, fetched and checked against the registry's checksum by cargo. Nothing of the
 * crate is compiled or run.
 * @returns why there are none, in words, where there are none
 */
export const fromCrate = async (recipe: LibraryRecipe, errand: Errand): Promise<Sources | string> => {
  const { crate } = recipe;
  if (crate === undefined) return 'no crate contains it';
  const cwd = join(errand.scratch, 'crates');
  mkdirSync(cwd, { recursive: true });
  const about = ['[package]', 'name = "sources"', 'version = "0.0.0"', 'edition = "2021"', '[lib]', 'path = "lib.rs"'];
  writeFileSync(
    join(cwd, 'Cargo.toml'),
    [...about, '[dependencies]', `${crate.name} = "${crate.version}"`, ''].join('\n'),
  );
  writeFileSync(join(cwd, 'lib.rs'), '');
  const argv = ['cargo', 'vendor', '--quiet', '--versioned-dirs', 'vendor'];
  const ran = await errand.run({ name: `cargo vendor ${crate.name}`, argv, cwd, timeoutMs: fetchMs });
  if (ran.error === 'ENOENT') return 'cargo is not installed';
  if (ran.code !== 0) return `cargo: ${await saidOfFailure(ran.tail)}`;
  const folder = readdirSync(join(cwd, 'vendor')).find(
    (name) => name.startsWith(`${crate.name}-`) && /^\d/.test(name.slice(crate.name.length + 1)),
  );
  if (folder === undefined) return `cargo delivered no ${crate.name}`;
  const version = folder.slice(crate.name.length + 1);
  return {
    folder: await inCrate(recipe, join(cwd, 'vendor', folder), errand.scratch, errand.signal),
    version: version.split('+')[1] ?? `crate-${version}`,
    origin: `the crate ${crate.name} ${version}`,
  };
};
