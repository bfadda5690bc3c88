/**
 * Takes out of captures what tells of people and their networks, and keeps what tells of the
 * machine: names of users and hosts, home folders, addresses, credentials and tokens. Each becomes
 * a word such as user-1 or secret-2, the same everywhere, so that it stays visible that two places
 * name the same thing. Facts of the redacted captures are the facts of the original ones with the
 * same words put in. Redacting twice changes nothing more. Pure.
 */
import { isIPv4, isIPv6 } from 'node:net';
import type { Capture, CaptureKey, Captures } from './capture.js';
import { isPublic, namesIn } from './redact-names.js';

/** Read so that redaction knows the names. */
export const redactionKeys = [
  'file:/proc/sys/kernel/hostname',
  'env:USER',
  'env:LOGNAME',
  'env:HOSTNAME',
] as const satisfies CaptureKey[];

/** Names that no probe reads. */
const onlyForNames = new Set<string>(['file:/proc/sys/kernel/hostname', 'env:LOGNAME', 'env:HOSTNAME']);

type Kind = 'user' | 'host' | 'address' | 'secret' | 'folder';

/** Replaces what must not be shown; one instance gives the same word for the same secret throughout. */
export interface Redactor {
  /** Text of a capture. */
  text(text: string, key?: string): string;
  captures(): Captures;
}

const placeholder = /^(?:user|host|address|secret|folder)-\d+$/;

/** Makes a redactor that knows the names that these captures tell. */
export const createRedactor = (captures: Captures): Redactor => {
  const words = new Map<string, string>();
  const counts = new Map<Kind, number>();
  const word = (kind: Kind, secret: string): string => {
    if (placeholder.test(secret)) return secret;
    const id = `${kind}:${kind === 'host' ? secret.toLowerCase() : secret}`;
    const known = words.get(id);
    if (known) return known;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    words.set(id, `${kind}-${number}`);
    return `${kind}-${number}`;
  };

  const { users, hosts, home } = namesIn(captures);
  const named = [
    ...[...users].map((name) => [name, 'user'] as const),
    ...[...hosts].map((name) => [name, 'host'] as const),
  ].sort(([left], [right]) => right.length - left.length);
  for (const [name, kind] of named) word(kind, name);
  const names = new Map(named);
  const pattern =
    named.length > 0
      ? new RegExp(`(?<![\\w-])(?:${named.map(([name]) => escapePattern(name)).join('|')})(?![\\w-])`, 'g')
      : null;

  const replaceNames = (text: string): string =>
    pattern ? text.replace(pattern, (name) => word(names.get(name) ?? 'user', name)) : text;

  const replaceHome = (text: string): string => {
    const folder =
      home && !/^\/(?:home|Users)\//.test(home) ? text.replaceAll(home, `/home/${word('folder', home)}`) : text;
    return folder.replace(
      /\/(home|Users)\/([^/\s"':,;\\]+)/g,
      (_, root: string, name: string) => `/${root}/${/^folder-\d+$/.test(name) ? name : word('user', name)}`,
    );
  };

  const redact = (text: string, key = ''): string => {
    let result = text;
    for (const [secret, replace] of secrets)
      result = result.replace(secret, (...found: string[]) => replace(found, word));
    result = replaceHome(result);
    result = result.replace(url, (...found: string[]) => replaceUrl(found, word));
    result = result.replace(account, (all, user: string, host: string) =>
      /\.(?:service|slice|scope|socket|mount)$/.test(host) || isPublic(host) || isAddress(host)
        ? all
        : `${word('user', user)}@${word('host', host)}`,
    );
    // Who built the kernel, and where.
    if (key === 'file:/proc/version')
      result = result.replace(
        builder,
        (_, user: string, host: string) => `(${word('user', user)}@${word('host', host)})`,
      );
    if (!isVersion(key))
      for (const shape of addresses) result = result.replace(shape, (found) => replaceAddress(found, word));
    return isKernelTable(key) ? result : replaceNames(result);
  };

  return {
    text: redact,
    captures: () => {
      const result: Record<string, Capture> = Object.create(null);
      for (const key of Object.keys(captures).sort()) {
        const capture = captures[key];
        if (!capture || onlyForNames.has(key)) continue;
        result[replaceHome(key)] = mapCapture(capture, key, redact);
      }
      return result;
    },
  };
};

/** Redacted captures; see createRedactor. */
export const redactCaptures = (captures: Captures): Captures => createRedactor(captures).captures();

const mapCapture = (capture: Capture, key: string, redact: (text: string, key: string) => string): Capture => {
  if ('code' in capture)
    return { ...capture, stdout: redact(capture.stdout, key), stderr: redact(capture.stderr, key) };
  if (!capture.ok) return capture;
  return {
    ok: true,
    text: dockerSettings.test(key) ? onlyContext(capture.text) : redact(capture.text, key),
  };
};

const dockerSettings = /^file:\$(?:HOME\/\.docker|DOCKER_CONFIG)\/config\.json$/;

/** Of Docker's client settings only the context in use matters; all else in them is registries and their passwords. */
const onlyContext = (text: string): string => {
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings !== 'object' || settings === null || !('currentContext' in settings)) return '{}';
    return JSON.stringify({ currentContext: settings.currentContext });
  } catch {
    return ''; // not what it should be, so nothing of it is kept
  }
};

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Tables of the kernel hold no names, and words in them such as "max" mean something. */
const isKernelTable = (key: string): boolean =>
  key.startsWith('cgroup:') || (/^file:\/(?:proc|sys)\//.test(key) && !/mountinfo|cmdline/.test(key));

/** Versions of four numbers look like addresses. */
const isVersion = (key: string): boolean =>
  /^run:\S+(?: -m \S+)? (?:--)?version$/.test(key) ||
  /^file:(?:\/etc\/os-release|\/proc\/version|\/proc\/sys\/kernel\/)/.test(key);

type Word = (kind: Kind, secret: string) => string;
type Rule = readonly [RegExp, (found: readonly string[], word: Word) => string];

const secret =
  (group: number): Rule[1] =>
  (found, word) => {
    const value = found[group] ?? '';
    return (found[0] ?? '').replace(value, () => word('secret', value));
  };

const secretName = String.raw`[\w.-]{0,40}(?:token|secret|passw(?:or)?d|passphrase|api[-_]?key|access[-_]?key|private[-_]?key|credential|authorization|identitytoken)s?`;

/** In this order: what is whole, then what is named, then what has a known shape. */
const secrets: readonly Rule[] = [
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,20000}?-----END [A-Z ]{0,40}PRIVATE KEY-----/g,
    (found, word) => word('secret', found[0] ?? ''),
  ],
  [/\b(?:Bearer|Basic) ([\w+/.=~-]{8,4096})/g, secret(1)],
  // access-tokens of nix.conf: all that follows, HOST=TOKEN words.
  [/^([ \t]*(?:extra-)?access-tokens[ \t]*=[ \t]*)(\S.*)$/gm, secret(2)],
  [new RegExp(String.raw`"(?:${secretName}|auth)"\s*:\s*"([^"]{1,4096})"`, 'gi'), secret(1)],
  [new RegExp(String.raw`\b${secretName}\s*[=:]\s*"?([^\s"',;]{1,4096})`, 'gi'), secret(1)],
  [
    /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|dckr_pat_|hf_|sk-|xox[abprs]-|AKIA|ASIA)[\w-]{10,255}/g,
    (found, word) => word('secret', found[0] ?? ''),
  ],
  [/\beyJ[\w-]{10,2000}\.[\w-]{10,4000}\.[\w-]{10,1000}/g, (found, word) => word('secret', found[0] ?? '')],
];

/** Scheme, credentials, host, port. */
const url = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)(?:([^\s/@"'<>]{1,512})@)?(\[[\da-fA-F:.]+\]|[\w.-]+)?/gi;

const replaceUrl = (found: readonly string[], word: Word): string => {
  const [, scheme = '', credentials, host = ''] = found;
  const user = credentials
    ? `${credentials
        .split(':')
        .map((part) => (part ? word('secret', part) : ''))
        .join(':')}@`
    : '';
  const shown =
    host === '' || /^(?:unix|file|fd|npipe|path):/i.test(scheme) || isPublic(host) || isAddress(host)
      ? host
      : word('host', host);
  return `${scheme}${user}${shown}`;
};

const builder = /\(([\w.+-]{1,64})@([\w.-]{1,253})\)/g;
const account = /(?<![\w.+/-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/g;

const addresses = [
  /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)/g,
  /(?<![\w.:-])(?:(?:[\da-f]{2}:){5}[\da-f]{2}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})(?![\w:])/gi,
];

const isAddress = (text: string): boolean => isIPv4(text) || isIPv6(text.replace(/^\[|\]$/g, ''));
const isHardware = (text: string): boolean => /^(?:[\da-f]{2}:){5}[\da-f]{2}$/i.test(text);
/** Addresses that every machine has. */
const isCommon = (text: string): boolean => /^(?:127\.|0\.0\.0\.0$|255\.|0?::[01]?$)/.test(text);

const replaceAddress = (found: string, word: Word): string =>
  (isIPv4(found) || isIPv6(found) || isHardware(found)) && !isCommon(found) ? word('address', found) : found;
