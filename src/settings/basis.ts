import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/rung-id.js';

const everyRung = ['os.arch', 'memory.limitBytes', 'pids.limit', 'disk.tmp.noexec'];

const byRung: Readonly<Record<RungId, readonly string[]>> = {
  'pkgs-musl': [
    'nix.installed',
    'nix.version',
    'nix.daemon.state',
    'nix.sandbox',
    'nix.nixpkgs.path',
    'disk.nix.readOnly',
  ],
  alpine: [],
  zig: ['toolchain.zig.path', 'toolchain.zig.version'],
  'musl-gcc': ['toolchain.muslGcc.path', 'toolchain.muslGcc.version'],
  'glibc-static': ['toolchain.cc.path', 'toolchain.cc.version', 'toolchain.glibcStatic.path'],
};

const engineFacts = ['cli.path', 'daemon.state', 'daemon.version', 'daemon.storageDriver', 'daemon.host'];

/** Paths of the facts that a rung's proof rests on: `status` reads just these again. */
export const basisPaths = (rung: RungId, options: RungOptions): readonly string[] => {
  const engine = options.engine ?? 'docker';
  const own = rung === 'alpine' ? engineFacts.map((path) => `engines.${engine}.${path}`) : byRung[rung];
  return [...everyRung, ...own];
};

/** The facts that the proof of a rung rests on, by path. */
export const basisOf = (facts: Facts, rung: RungId, options: RungOptions): Record<string, unknown> =>
  Object.fromEntries(basisPaths(rung, options).map((path) => [path, factAt(facts, path) ?? null]));
