import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { cache, debianSources } from './projects.js';

const script = join(import.meta.dirname, '../lab/musl-libraries.sh');

/** Names of test/lab/musl-libraries.sh: with the source package of each, and the packages that Alpine has of it. */
const known = {
  zlib: ['zlib', 'zlib-dev zlib-static'],
  ncurses: ['ncurses', 'ncurses-dev ncurses-static'],
  readline: ['readline', 'readline-dev readline-static'],
  libedit: ['libedit', 'libedit-dev libedit-static'],
  md: ['libmd', 'libmd-dev'],
  bsd: ['libbsd', 'libbsd-dev libbsd-static'],
  crypt: ['libxcrypt', ''],
  oniguruma: ['libonig', 'oniguruma-dev'],
  openssl: ['openssl', 'openssl-dev openssl-libs-static'],
} as const;

export type MuslLibrary = keyof typeof known;

export const muslLibraries = Object.keys(known) as MuslLibrary[];

/** Libraries made for musl, each in a folder of its own in the folder that is returned; kept for the next run. */
export const makeMuslLibraries = (names: readonly MuslLibrary[]): string => {
  const folder = join(cache, 'musl');
  const sources = debianSources(...names.map((name) => known[name][0]));
  execFileSync(script, [folder, sources, ...names], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 900_000 });
  return folder;
};

/**
 * The lab's image like Alpine's, with libraries of `makeMuslLibraries`, as a tar.
 * @param tools whether it has this machine's autotools, bison and flex
 */
export const alpineWith = (names: readonly MuslLibrary[], tools: boolean): Buffer =>
  execFileSync(
    join(import.meta.dirname, '../lab/alpine-image.sh'),
    names.map((name) => join(cache, 'musl', name)),
    {
      maxBuffer: 1 << 29,
      env: {
        ...process.env,
        PACKAGES: names.map((name) => known[name][1]).join(' '),
        TOOLS: tools ? 'yes' : 'no',
      },
    },
  );
