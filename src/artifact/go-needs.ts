import type { RuntimeNeed } from './artifact.js';
import type { ByteSource } from './byte-source.js';
import { type Range, searchText, textSet } from './search-text.js';

/**
 * Functions of Go's standard library that read what a machine has, or that bring it along. The linker keeps only what can be
 * called, and names it in the function table, which stripping leaves in.
 * Sources: net/dnsconfig_unix.go, os/user/lookup_unix.go, time/zoneinfo_read.go, crypto/x509/root.go.
 */
const functions = {
  'net.dnsReadConfig': 'names',
  'os/user.lookupUser': 'users',
  'os/user.lookupUserId': 'users',
  'os/user.lookupGroup': 'users',
  'os/user.lookupGroupId': 'users',
  'time.loadLocation': 'timeZones',
  'time/tzdata.loadFromEmbeddedTZData': 'ownTimeZones',
  'crypto/x509.loadSystemRoots': 'certificates',
  'crypto/x509.SetFallbackRoots': 'ownCertificates',
} as const;
type Use = (typeof functions)[keyof typeof functions];

const needs: readonly (RuntimeNeed & { readonly kind: Use; readonly unless?: Use })[] = [
  {
    kind: 'names',
    what: '/etc/resolv.conf, /etc/hosts',
    why: 'Go resolves names itself; without the file it queries 127.0.0.1. Of nsswitch.conf it knows files and dns',
  },
  { kind: 'users', what: '/etc/passwd, /etc/group', why: 'user or group names are read from there (os/user)' },
  {
    kind: 'timeZones',
    unless: 'ownTimeZones',
    what: '/usr/share/zoneinfo',
    why: 'local time other than UTC is read from it; import time/tzdata to bring it along',
  },
  {
    kind: 'certificates',
    unless: 'ownCertificates',
    what: 'CA certificates',
    why: 'TLS connections are checked against the certificates of the system',
  },
];

/** Go's names are full of paths and of capital letters (as `textSet` takes them). */
const commonInTable = 'DTGR1k)(*PSyC\0hf-vbdmpu.ns/clgiatroe';
const names = textSet(
  Object.keys(functions).map((name) => `\0${name}\0`),
  commonInTable,
);

/**
 * What the Go code of a program needs of the machine, by the functions in it; null where not all of it could be searched.
 * @param ranges where its function table is
 */
export const goNeedsOf = (source: ByteSource, ranges: readonly Range[]): readonly RuntimeNeed[] | null => {
  const uses = new Set<Use>();
  const whole = searchText(source, ranges, names, (text) => {
    uses.add(functions[text.slice(1, -1) as keyof typeof functions]);
  });
  if (!whole) return null;
  return needs
    .filter(({ kind, unless }) => uses.has(kind) && !(unless && uses.has(unless)))
    .map(({ kind, what, why }) => ({ kind, what, why }));
};
