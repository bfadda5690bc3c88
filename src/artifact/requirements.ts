import { UsageError } from '../errors.js';
import { formatBytes } from '../text/format.js';
import { type Artifact, isStatic, type RequirementResult } from './artifact.js';
import { compareVersions } from './glibc-version.js';

/** One thing that a file must be, of `inspect --require`. */
export interface Requirement {
  /** As it was written. */
  readonly name: string;
  /** Null where the file does not show it. */
  readonly holds: (artifact: Artifact) => boolean | null;
  /** What is there instead, in a few words. */
  readonly found: (artifact: Artifact) => string;
}

type Check = Omit<Requirement, 'name'>;

const linkage = ({ linkage, needed, interpreter }: Artifact): string => {
  if (linkage === null) return 'not a program';
  return [linkage, interpreter && `loader ${interpreter}`, needed.length > 0 && `needs ${needed.join(', ')}`]
    .filter(Boolean)
    .join('; ');
};
const libc = ({ libc, libcEvidence }: Artifact) =>
  `${libc ?? 'no C library found'}${libcEvidence[0] ? ` (${libcEvidence[0]})` : ''}`;
const machine = (a: Artifact) =>
  a.machine === null ? 'no machine code' : `${a.machine}, ${a.class}-bit, ${a.endian}-endian`;
const not = (value: boolean | null): boolean | null => (value === null ? null : !value);
/** What a file says that may be incomplete, since a part of it could not be read. */
const wordFor = (value: boolean | null, yes: string, no: string): string =>
  value === null ? 'unknown' : value ? yes : no;
const symbols = ({ stripped }: Artifact) => wordFor(stripped, 'stripped', 'has symbols');
const debugInfo = (a: Artifact) => wordFor(a.debugInfo, 'debug info', 'no debug info');
const needs = ({ runtimeNeeds }: Artifact) => runtimeNeeds.map(({ what }) => what).join('; ') || 'none';

/** What only the contents of a packed file would tell: the packer's own stub is static and stripped, whatever it unpacks. */
const inside = ({ holds, found }: Check): Check => ({
  holds: (a) => (a.packer === null ? holds(a) : null),
  found: (a) => (a.packer === null ? found(a) : `packed by ${a.packer.toUpperCase()}: its contents are hidden`),
});
const ofLibc = (is: (name: Artifact['libc']) => boolean): Check =>
  inside({ holds: (a) => (a.libc === 'unknown' ? null : is(a.libc)), found: libc });

const words: Readonly<Record<string, Check>> = {
  static: inside({ holds: isStatic, found: linkage }),
  'static-pie': inside({ holds: (a) => a.linkage === 'static-pie', found: linkage }),
  dynamic: inside({ holds: (a) => a.linkage === 'dynamic', found: linkage }),
  'shared-library': inside({ holds: (a) => a.linkage === 'shared-library', found: linkage }),
  'no-interpreter': inside({ holds: (a) => a.interpreter === null, found: (a) => a.interpreter ?? 'none' }),
  musl: ofLibc((name) => name === 'musl'),
  glibc: ofLibc((name) => name === 'glibc'),
  bionic: ofLibc((name) => name === 'bionic'),
  uclibc: ofLibc((name) => name === 'uclibc'),
  'no-libc': ofLibc((name) => name === 'none'),
  'no-glibc': ofLibc((name) => name !== null && name !== 'glibc'),
  upx: { holds: (a) => a.packer === 'upx', found: (a) => a.packer ?? 'not packed' },
  'no-upx': { holds: (a) => a.packer === null, found: (a) => a.packer ?? 'not packed' },
  stripped: inside({ holds: (a) => a.stripped, found: symbols }),
  'not-stripped': inside({ holds: (a) => not(a.stripped), found: symbols }),
  debug: inside({ holds: (a) => a.debugInfo, found: debugInfo }),
  'no-debug': inside({ holds: (a) => not(a.debugInfo), found: debugInfo }),
  'build-id': inside({ holds: (a) => a.buildId !== null, found: (a) => a.buildId ?? 'none' }),
  'no-runtime-needs': inside({
    holds: (a) => isStatic(a) && a.runtimeNeeds.length === 0,
    found: (a) => (isStatic(a) ? needs(a) : linkage(a)),
  }),
};

/** Names of machines as people write them, with what the file must say. */
const machines: Readonly<Record<string, (a: Artifact) => boolean>> = {
  x86_64: (a) => a.machine === 'x86_64' && a.class === 64,
  x32: (a) => a.machine === 'x86_64' && a.class === 32,
  i686: (a) => a.machine === 'i686',
  aarch64: (a) => a.machine === 'aarch64' && a.class === 64,
  arm: (a) => a.machine?.startsWith('arm') ?? false,
  armv6l: (a) => a.machine === 'armv6l',
  armv7l: (a) => a.machine === 'armv7l',
  riscv64: (a) => a.machine === 'riscv64',
  riscv32: (a) => a.machine === 'riscv32',
  ppc: (a) => a.machine === 'ppc',
  ppc64: (a) => a.machine === 'ppc64',
  ppc64le: (a) => a.machine === 'ppc64le',
  s390x: (a) => a.machine === 's390x',
  loongarch64: (a) => a.machine === 'loongarch64',
  mips: (a) => a.machine === 'mips' && a.endian === 'big',
  mipsel: (a) => a.machine === 'mips' && a.endian === 'little',
  mips64: (a) => a.machine === 'mips64' && a.endian === 'big',
  mips64el: (a) => a.machine === 'mips64' && a.endian === 'little',
  sparc64: (a) => a.machine === 'sparc64',
};
const aliases: Readonly<Record<string, string>> = {
  'x86-64': 'x86_64',
  amd64: 'x86_64',
  i386: 'i686',
  i486: 'i686',
  i586: 'i686',
  x86: 'i686',
  arm64: 'aarch64',
  armhf: 'arm',
  armv7: 'armv7l',
  armv6: 'armv6l',
  ppc64el: 'ppc64le',
  powerpc64le: 'ppc64le',
  powerpc64: 'ppc64',
  powerpc: 'ppc',
  loong64: 'loongarch64',
};

const unitBytes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  gib: 1024 ** 3,
};

/** `max-size=3MB`: decimal units (k, kB, MB, GB) and binary ones (KiB, MiB, GiB). */
const maxSize = (text: string): Check | null => {
  const match = /^max-size(?:=|<=)(\d{1,12}(?:\.\d{1,6})?) ?([a-z]{0,3})$/i.exec(text);
  const unit = match && unitBytes[(match[2] ?? '').toLowerCase()];
  if (!match || unit === undefined || unit === null) return null;
  const limit = Math.floor(Number(match[1]) * unit);
  return {
    holds: (a) => a.sizeBytes !== null && a.sizeBytes <= limit,
    found: (a) => (a.sizeBytes === null ? 'no size' : `${formatBytes(a.sizeBytes)} (${a.sizeBytes} bytes)`),
  };
};

/** `glibc<=2.31`: runs where glibc is 2.31; so does what asks nothing of glibc. */
const glibcAtMost = (text: string): Check | null => {
  const limit = /^glibc<=(\d{1,3}(?:\.\d{1,3}){1,2})$/.exec(text)?.[1];
  if (limit === undefined) return null;
  return inside({
    holds: (a) =>
      a.glibcMinimum === null
        ? a.libc === 'glibc' || isStatic(a) || a.libc === 'none'
        : compareVersions(a.glibcMinimum, limit) <= 0,
    found: (a) => (a.glibcMinimum === null ? `requires no version; libc ${a.libc}` : `needs glibc ${a.glibcMinimum}`),
  });
};

/** A key of the table itself: "constructor" is a word that a user can write, too. */
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const known = (): string =>
  [
    Object.keys(words).join(', '),
    `machines: ${[...Object.keys(machines), ...Object.keys(aliases)].join(', ')}`,
    'max-size=3MB (B, kB, MB, GB, KiB, MiB, GiB), glibc<=2.31',
  ].join('\n  ');

/**
 * Reads a list such as `static,musl,x86_64,max-size=3MB,glibc<=2.31`.
 * @throws UsageError that names the unknown word and all that are known
 */
export const parseRequirements = (text: string): Requirement[] =>
  text.split(',').map((part) => {
    const name = part.trim();
    const word = name.toLowerCase();
    const machineCheck = own(machines, own(aliases, word) ?? word);
    const check =
      own(words, word) ??
      (machineCheck && { holds: machineCheck, found: machine }) ??
      maxSize(word) ??
      glibcAtMost(word);
    if (check) return { name, ...check };
    throw new UsageError(`--require: "${name}" is unknown. Supported:\n  ${known()}`);
  });

/**
 * Whether a file meets each requirement; a file that cannot be read, or is no ELF file, meets none. What the file does
 * not tell does not hold and is not checked. Pure.
 */
export const checkRequirements = (artifact: Artifact, requirements: readonly Requirement[]): RequirementResult[] =>
  requirements.map(({ name, holds, found }) => {
    const { path, format, error, kind } = artifact;
    if (format !== 'elf' || artifact.class === null || error !== null)
      return { path, name, holds: false, checked: true, found: error ?? kind ?? 'not an ELF file' };
    const result = holds(artifact);
    return { path, name, holds: result === true, checked: result !== null, found: found(artifact) };
  });

/** Requirements of a packed file that hold where it started alone in an empty root: it needed no loader there. */
const provedByStart: readonly string[] = ['static', 'no-interpreter'];

/**
 * The results with what a start in an empty root shows about packed files. Pure.
 * @param started paths of the programs that were started there
 */
export const withStarted = (results: readonly RequirementResult[], started: ReadonlySet<string>): RequirementResult[] =>
  results.map((result) =>
    !result.checked && provedByStart.includes(result.name.toLowerCase()) && started.has(result.path)
      ? { ...result, holds: true, checked: true, found: `${result.found}; it started in an empty root` }
      : result,
  );
