import type { Forecast } from '../result.js';

/** Programs whose build takes hours and gigabytes, as nixpkgs names them, with or without a target in front. */
const giant = /(?:^|-)(?:gcc|llvm|clang|rustc|ghc|linux)-\d[\w.]*$/;
/** Those, and what comes with a tool chain and is built in minutes. */
const heavy = /(?:^|-)(?:gcc|llvm|clang|rustc|ghc|linux|binutils|cargo|cmake|perl|python3)-\d[\w.]*$/;
const source = /\.(?:tar(?:\.\w+)?|tgz|zip|patch|diff|crate)$/;

/**
 * Reads what `nix-build --dry-run` prints (Nix 2.3 to 2.30: src/libmain/shared.cc, printMissing).
 * Null when nothing of it is there, as when all is in the store already: then nothing is to be done.
 */
export const parseDryRun = (output: string): Forecast => {
  const built = section(output, /^(?:this derivation|these (?:\d+ )?derivations) will be built:$/m);
  const fetched = section(output, /^(?:this path|these (?:\d+ )?paths) will be fetched.*:$/m);
  const sizes = /will be fetched \(([\d.]+) ([KMGT]?i?B) download, ([\d.]+) ([KMGT]?i?B) unpacked\)/.exec(output);
  return {
    builds: built.length,
    heavy: built.map(nameOf).filter((name) => heavy.test(name) && !source.test(name)),
    fetches: fetched.length,
    downloadBytes: sizes ? bytesOf(sizes[1], sizes[2]) : 0,
    unpackedBytes: sizes ? bytesOf(sizes[3], sizes[4]) : 0,
  };
};

/** The store paths, a line each and indented, that follow a heading. */
const section = (output: string, heading: RegExp): readonly string[] => {
  const found = heading.exec(output);
  if (!found) return [];
  const lines = output.slice(found.index + found[0].length + 1).split('\n');
  const end = lines.findIndex((line) => !/^\s+\//.test(line));
  return (end === -1 ? lines : lines.slice(0, end)).map((line) => line.trim());
};

/** Name and version of a derivation: the path without folder, hash and `.drv`. */
const nameOf = (path: string): string => path.replace(/^.*\/[0-9a-z]{32}-/, '').replace(/\.drv$/, '');

const units: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };
const bytesOf = (figure = '0', unit = 'B'): number => Math.round(Number(figure) * (units[unit] ?? 1));

/** Whether a compiler or another giant would be built from source. */
export const rebuildsCompiler = (forecast: Forecast): boolean => forecast.heavy.some((name) => giant.test(name));

/** Orders forecasts by what they cost: giants first, then all builds, then what is fetched. */
export const compareForecasts = (a: Forecast, b: Forecast): number =>
  Number(rebuildsCompiler(a)) - Number(rebuildsCompiler(b)) ||
  a.heavy.length - b.heavy.length ||
  a.builds - b.builds ||
  a.downloadBytes - b.downloadBytes;
