import { type CaptureKey, type CaptureKind, readingKinds } from './capture.js';
import collector from './collector.sh';
import { foreignProgram } from './foreign-program.js';
import { mostPace } from './pace.js';
import { fixedVariables, removedVariables } from './query-environment.js';
import { wellKnownFolders } from './search-path.js';
import { isVolatileKey } from './volatile-keys.js';

/** Kinds that the shell reads by itself; all others need a program. */
const builtIn = new Set<string>([
  'file',
  'glob',
  'paths',
  'list',
  'stat',
  'same',
  'cgroup',
  'env',
  'group',
  'which',
  'programs',
]);

/**
 * Seconds that a program may take where the whole has so many milliseconds: all run side by side, and are then printed.
 * Reaching the machine takes its part, too.
 */
export const patienceOf = (deadlineMs: number): number =>
  Math.max(deadlineMs < 4000 ? 1 : 2, Math.floor(deadlineMs / 2500));

/**
 * The POSIX shell script that reads keys and prints a snapshot: collector.sh with the list put in, in the place of any
 * list that is there. (The package has the whole script as a file, and so has this program no other copy.)
 * It needs nothing but a shell, and takes no input.
 * @param limits `patience`: seconds that each program may take on a usual machine; `mostPace`: by how much at most that
 *   grows on a slow one
 */
export const collectorScript = (
  wanted: readonly CaptureKey[],
  { patience = 2, mostPace: most = mostPace }: { readonly patience?: number; readonly mostPace?: number } = {},
): string => {
  const keys = [...new Set(wanted)];
  const reads = (wanted: readonly CaptureKey[]) =>
    wanted.filter(isBuiltIn).map((key) => guarded(key, `read_${kindOf(key)} ${words(key)}`));
  const programs = keys
    .filter((key) => !isBuiltIn(key))
    .map((key, index) => {
      const call = `JOB=${index + 1} && "$1_${functionOf(key)}" ${words(key)}`;
      return variables(key).length === 0
        ? call
        : `if ${isSet(key)}; then ${call}; elif [ "$1" = tell ]; then failed ${quote(key)} unset; fi`;
    });
  const lists = [reads(keys.filter(isVolatileKey)), reads(keys.filter((key) => !isVolatileKey(key))), programs];
  return collector
    .replace(/(# keys:\n)[\s\S]*?( *# end of keys)/g, (_, start, end) => start + lines(lists.shift() ?? []) + end)
    .replace(/^( *PATIENCE=)\d+$/m, (_, start) => `${start}${patience}`)
    .replace(/^( *MOST_PACE=)\d+$/m, (_, start) => `${start}${most}`)
    .replace('@return', () => "'\r'")
    .replace('@search', () => search)
    .replace('@own', () => search.replaceAll('HOME', 'OWN_HOME'))
    .replace('@fixed', () => fixed)
    .replace('@removed', () => removedVariables.join(' '))
    .replace('@leading', () => leading(keys));
};

const kindOf = (key: CaptureKey): CaptureKind => key.slice(0, key.indexOf(':')) as CaptureKind;
/** Numbers under /proc/sys have a function of their own: not every shell can read them. */
const functionOf = (key: CaptureKey): string =>
  key.startsWith('file:/proc/sys/') && !/\/(?:osrelease|arch|hostname|status)$/.test(key) ? 'sysctl' : kindOf(key);
const isBuiltIn = (key: CaptureKey): boolean => builtIn.has(functionOf(key));
const argumentOf = (key: CaptureKey): string => key.slice(key.indexOf(':') + 1);
const lines = (list: readonly string[]): string => list.map((line) => `  ${line}\n`).join('');

/** Names of the variables in a key; in env: and environ: the argument is itself a name. */
const variables = (key: CaptureKey): string[] =>
  [...argumentOf(key).matchAll(/\$([A-Z_][A-Z0-9_]*)/g)].map((match) => match[1] ?? '');

const isSet = (key: CaptureKey): string =>
  `[ -n "${variables(key)
    .map((name) => `\${${readingKinds.has(kindOf(key)) ? 'IN_' : ''}${name}-}`)
    .join('')}" ]`;

/** The variables that lead to what is read; the script has them as a queried program has them, as IN_NAME. */
const leading = (keys: readonly CaptureKey[]): string =>
  [...new Set(keys.filter((key) => readingKinds.has(kindOf(key))).flatMap(variables))].join(' ');

const guarded = (key: CaptureKey, call: string): string =>
  variables(key).length === 0 ? call : `if ${isSet(key)}; then ${call}; else failed ${quote(key)} unset; fi`;

/** A word in single quotes. */
const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A word with its variables expanded, those with a prefix to their names, and nothing else. */
const expandable = (word: string, prefix: string): string =>
  word
    .split(/(\$[A-Z_][A-Z0-9_]*)/)
    .filter(Boolean)
    .map((part) => (part.startsWith('$') ? `"$${prefix}${part.slice(1)}"` : quote(part)))
    .join('');

/** The key, and its argument as the words that the shell functions take. */
const words = (key: CaptureKey): string => {
  const [kind, argument] = [kindOf(key), argumentOf(key)];
  const expanded = (word: string): string => expandable(word, readingKinds.has(kind) ? 'IN_' : '');
  const rest = (): string[] => {
    switch (kind) {
      case 'glob':
      case 'paths':
        // Its stars are left to the shell.
        return [argument.split('*').map(expanded).join('*')];
      case 'programs':
        // The folders come before it.
        return [quote(argument)];
      case 'env':
        return [`"\${${argument}+set}"`, `"\${${argument}-}"`];
      case 'foreign':
        return [quote(octal(foreignProgram(argument) ?? Buffer.alloc(0)))];
      case 'run':
      case 'same':
      case 'talk':
        return argument.split(' ').map(expanded);
      default:
        return [expanded(argument)];
    }
  };
  return [quote(key), ...rest()].join(' ');
};

/** Bytes as printf(1) takes them. */
const octal = (bytes: Buffer): string => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** The folders of search-path.ts, as shell words; none where a variable is not set. */
const search = wellKnownFolders.map((folder) => folder.replace(/^\$(\w+)(.*)$/, '$${$1:+$$$1$2}')).join(' ');

/** What query-environment.ts sets, as shell words. */
const fixed = Object.entries(fixedVariables)
  .map(([name, value]) => `${name}=${quote(value)}`)
  .join(' ');
