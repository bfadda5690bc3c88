import { UsageError } from '../errors.js';
import { formatBytes } from '../text/format.js';
import type { Artifact, RequirementResult } from './artifact.js';
import { compareVersions } from './glibc-version.js';

/** One thing that a file must be, of `inspect --require`. */
export interface Requirement {
  /** As it was written. */
  readonly name: string;
  readonly holds: (artifact: Artifact) => boolean;
  /** What is there instead, in a few words. */
  readonly found: (artifact: Artifact) => string;
}

type Check = Omit<Requirement, 'name'>;

const isStatic = ({ linkage }: Artifact) => linkage === 'static' || linkage === 'static-pie';
const linkage = ({ linkage, packer, needed, interpreter }: Artifact): string => {
  if (linkage === null) return 'not a program';
  if (packer && linkage !== 'dynamic') return `${linkage}, packed: the contents are hidden`;
  return [linkage, interpreter && `loader ${interpreter}`, needed.length > 0 && `needs ${needed.join(', ')}`]
    .filter(Boolean)
    .join('; ');
};
const libc = ({ libc, libcEvidence }: Artifact) =>
  `${libc ?? 'no C library found'}${libcEvidence[0] ? ` (${libcEvidence[0]})` : ''}`;
const machine = (a: Artifact) =>
  a.machine === null ? 'no machine code' : `${a.machine}, ${a.class}-bit, ${a.endian}-endian`;
/** What a file says that may not tell, since a part of it could not be read. */
const wordFor = (value: boolean | null, yes: string, no: string): string =>
  value === null ? 'not known' : value ? yes : no;
const symbols = ({ stripped }: Artifact) => wordFor(stripped, 'stripped', 'has symbols');
const debugInfo = (a: Artifact) => wordFor(a.debugInfo, 'debug info', 'no debug info');
const needs = ({ runtimeNeeds }: Artifact) => runtimeNeeds.map(({ what }) => what).join('; ') || 'none';

const words: Readonly<Record<string, Check>> = {
  static: { holds: isStatic, found: linkage },
  'static-pie': { holds: (a) => a.linkage === 'static-pie', found: linkage },
  dynamic: { holds: (a) => a.linkage === 'dynamic', found: linkage },
  'shared-library': { holds: (a) => a.linkage === 'shared-library', found: linkage },
  'no-interpreter': {
    holds: (a) => a.format === 'elf' && a.interpreter === null,
    found: (a) => a.interpreter ?? (a.format === 'elf' ? 'none' : 'not ELF'),
  },
  musl: { holds: (a) => a.libc === 'musl', found: libc },
  glibc: { holds: (a) => a.libc === 'glibc', found: libc },
  bionic: { holds: (a) => a.libc === 'bionic', found: libc },
  uclibc: { holds: (a) => a.libc === 'uclibc', found: libc },
  'no-libc': { holds: (a) => a.libc === 'none', found: libc },
  'no-glibc': { holds: (a) => a.libc !== null && a.libc !== 'glibc' && a.libc !== 'unknown', found: libc },
  upx: { holds: (a) => a.packer === 'upx', found: (a) => a.packer ?? 'not packed' },
  'no-upx': { holds: (a) => a.format === 'elf' && a.packer === null, found: (a) => a.packer ?? 'not packed' },
  stripped: { holds: (a) => a.stripped === true, found: symbols },
  'not-stripped': { holds: (a) => a.stripped === false, found: symbols },
  debug: { holds: (a) => a.debugInfo === true, found: debugInfo },
  'no-debug': { holds: (a) => a.debugInfo === false, found: debugInfo },
  'build-id': { holds: (a) => a.buildId !== null, found: (a) => a.buildId ?? 'none' },
  'no-runtime-needs': {
    holds: (a) => isStatic(a) && a.runtimeNeeds.length === 0,
    found: (a) => (isStatic(a) ? needs(a) : linkage(a)),
  },
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
  return {
    holds: (a) =>
      a.glibcMinimum === null
        ? a.libc === 'glibc' || isStatic(a) || a.libc === 'none'
        : compareVersions(a.glibcMinimum, limit) <= 0,
    found: (a) => (a.glibcMinimum === null ? `requires no version; libc ${a.libc}` : `needs glibc ${a.glibcMinimum}`),
  };
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

/** Whether a file meets each requirement; a file that cannot be read, or is no ELF file, meets none. */
export const checkRequirements = (artifact: Artifact, requirements: readonly Requirement[]): RequirementResult[] =>
  requirements.map(({ name, holds, found }) => {
    const elf = artifact.format === 'elf' && artifact.class !== null;
    const what = artifact.error ?? artifact.kind ?? 'not an ELF file';
    return {
      path: artifact.path,
      name,
      holds: elf && artifact.error === null && holds(artifact),
      found: elf && artifact.error === null ? found(artifact) : what,
    };
  });
