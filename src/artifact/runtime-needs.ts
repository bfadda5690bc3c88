import { isStatic, type Libc, type Linkage, type NeedKind, type RuntimeNeed } from './artifact.js';
import type { BinaryMarker, Markers } from './markers.js';

/** Functions whose presence in a static glibc program shows what it will load at run time. */
export const needSymbols = [
  'iconv_open',
  'setlocale',
  'newlocale',
  'dlopen',
  'getaddrinfo',
  'getpwnam',
  'res_init',
] as const;

export interface NeedsInput {
  readonly linkage: Linkage | null;
  readonly interpreter: string | null;
  readonly runPath: string | null;
  readonly libc: Libc | null;
  readonly packed: boolean;
  readonly markers: Markers;
  /** Symbols that were looked for and found; null for a stripped file. */
  readonly symbols: ReadonlySet<string> | null;
  /** What its Go code needs; null where that could not be searched, [] where there is none. */
  readonly go: readonly RuntimeNeed[] | null;
}

/** What the file still needs of the machine that it runs on, apart from the kernel. */
export const runtimeNeedsOf = (input: NeedsInput): RuntimeNeed[] => {
  const { linkage, interpreter, runPath, libc, packed, markers } = input;
  const needs: RuntimeNeed[] = [];
  if (interpreter !== null)
    needs.push({
      kind: 'machine',
      what: interpreter,
      why: 'the kernel starts this loader first; if it is missing: "No such file or directory"',
    });
  if (runPath?.includes('/nix/store/'))
    needs.push({ kind: 'machine', what: runPath, why: 'libraries are looked for there (RUNPATH)' });
  if (packed && linkage !== 'shared-library') needs.push(...packedNeeds);
  if (!isStatic(input)) return needs;
  if (libc === 'glibc') needs.push(...glibcNeeds(input));
  if (libc === 'musl') needs.push(...muslNeeds(markers));
  for (const { marker, kind, what, why } of textNeeds) {
    const text = markers.get(marker);
    if (text !== undefined) needs.push({ kind, what: what ?? text.replace(/\0$/, ''), why });
  }
  // What C in the same program is said to need is not said again.
  needs.push(...(input.go ?? [unknownGoNeeds]).filter(({ kind }) => needs.every((each) => each.kind !== kind)));
  return needs;
};

const unknownGoNeeds: RuntimeNeed = {
  kind: 'machine',
  what: 'what its Go code reads: perhaps',
  why: 'the program is too large to be searched in full',
};

const packedNeeds: readonly RuntimeNeed[] = [
  {
    kind: 'machine',
    what: '/proc/self/exe',
    why: "UPX's stub opens itself there to unpack; fails without /proc, or if memory cannot be both writable and executable",
  },
  {
    kind: 'machine',
    what: 'what the packed program needs',
    why: 'packing hides the loader and the libraries; inspect the file before it is packed',
  },
];

/** A static glibc loads parts of itself at run time, and only those of the same release fit. */
const glibcNeeds = ({ markers, symbols }: NeedsInput): RuntimeNeed[] => {
  const needs: RuntimeNeed[] = [];
  if (markers.has('nss'))
    needs.push({
      kind: 'machine',
      what: 'NSS: /etc/nsswitch.conf, libnss_*.so',
      why: 'host, user and group lookups use libraries of exactly the glibc version that was linked; another version can crash it',
    });
  if (symbols === null) {
    needs.push({
      kind: 'machine',
      what: 'gconv modules, locale archive, dlopen: perhaps',
      why: 'the code for them is in every static glibc program; this one is stripped, so it is unknown whether it calls them',
    });
    return needs;
  }
  if (symbols.has('iconv_open'))
    needs.push({
      kind: 'machine',
      what: 'gconv modules (/usr/lib/gconv)',
      why: 'iconv loads a library for each character set except the basic ones',
    });
  if (symbols.has('setlocale') || symbols.has('newlocale'))
    needs.push({
      kind: 'machine',
      what: '/usr/lib/locale/locale-archive',
      why: 'locales other than C and POSIX are read from it',
    });
  if (symbols.has('dlopen'))
    needs.push({
      kind: 'machine',
      what: 'dlopen',
      why: 'loads libraries, and with them the same glibc version as a shared library',
    });
  return needs;
};

const muslNeeds = (markers: Markers): RuntimeNeed[] => {
  const needs: RuntimeNeed[] = [];
  if (markers.has('resolver') && !markers.has('nss'))
    needs.push({
      kind: 'names',
      what: '/etc/resolv.conf, /etc/hosts',
      why: 'musl resolves names itself: it queries all name servers at once and ignores nsswitch.conf (so no mDNS, LDAP or systemd-resolved module); without the file it queries 127.0.0.1',
    });
  if (markers.has('muslDlopen'))
    needs.push({ kind: 'machine', what: 'dlopen', why: 'is called, and always fails in a static musl program' });
  return needs;
};

const textNeeds: readonly { marker: BinaryMarker; kind: NeedKind; what?: string; why: string }[] = [
  {
    marker: 'accounts',
    kind: 'users',
    what: '/etc/passwd, /etc/group',
    why: 'user or group names are read from there',
  },
  { marker: 'shell', kind: 'shell', what: '/bin/sh', why: 'system() or popen() starts it' },
  {
    marker: 'timeZones',
    kind: 'timeZones',
    what: '/usr/share/zoneinfo',
    why: 'local time other than UTC is read from it',
  },
  { marker: 'terminfo', kind: 'terminfo', what: 'terminfo', why: 'terminal descriptions are read from it' },
  {
    marker: 'certificates',
    kind: 'certificates',
    what: 'CA certificates',
    why: 'TLS connections are checked against the certificates of the system',
  },
  {
    marker: 'nixStore',
    kind: 'machine',
    why: 'a Nix store path is compiled in; it exists only on the machine that built it',
  },
  { marker: 'muslLoader', kind: 'machine', why: 'the path of a loader is compiled in' },
];
