import { formatBytes } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import type { ChangedFact } from './check-setup.js';

/** What the facts of a basis are called where a person reads of them. */
const names: Readonly<Record<string, string>> = {
  'os.arch': 'architecture',
  'os.libc': 'C library of the system',
  'memory.limitBytes': 'memory limit',
  'pids.limit': 'task limit',
  'disk.tmp.noexec': 'noexec on the temporary folder',
  'disk.nix.readOnly': 'read-only /nix',
  'nix.installed': 'Nix installed',
  'nix.version': 'Nix',
  'nix.daemon.state': 'Nix daemon',
  'nix.sandbox': 'sandbox of Nix',
  'nix.nixpkgs.path': 'nixpkgs',
  'toolchain.zig.path': 'zig',
  'toolchain.zig.version': 'version of zig',
  'toolchain.muslCross': 'musl cross compilers',
  'toolchain.muslGcc.path': 'musl-gcc',
  'toolchain.muslGcc.version': 'version of musl-gcc',
  'toolchain.cc.path': 'C compiler',
  'toolchain.cc.version': 'version of the C compiler',
  'toolchain.muslStatic.path': "musl's libc.a",
  'toolchain.glibcStatic.path': "glibc's libc.a",
};

const engineFacts: Readonly<Record<string, string>> = {
  'cli.path': 'client of',
  'daemon.state': 'daemon of',
  'daemon.version': 'version of',
  'daemon.storageDriver': 'storage driver of',
  'daemon.host': 'endpoint of',
};

/** What a fact of a basis is called where a person reads of it. Pure. */
export const nameOf = (path: string): string => {
  const engine = /^engines\.(docker|podman|buildah)\.(.+)$/.exec(path);
  const fact = engine && engineFacts[engine[2] as string];
  return fact ? `${fact} ${engine?.[1]}` : (names[path] ?? path);
};

// "No limit" and "not there" are both null in facts; which is meant follows from the path.
const absent = (path: string): string => (/limit/i.test(path) ? 'none' : 'gone');

const worded = (path: string, value: unknown): string => {
  if (value === null) return absent(path);
  if (typeof value === 'number' && path.endsWith('Bytes')) return formatBytes(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? sanitizeLine(value, 80) : String(JSON.stringify(value));
};

/** A changed fact in words: "memory limit 8 GiB → 1 GiB", "Nix daemon running → gone". Pure. */
export const describeChange = ({ path, before, now }: ChangedFact): string => {
  const then = before === null && absent(path) === 'gone' ? 'not there' : worded(path, before);
  return `${nameOf(path)} ${then} → ${worded(path, now)}`;
};
