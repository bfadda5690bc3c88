import type { Captures } from '../machine/capture.js';
import type { Names } from '../probes/keep.js';
import { maskSecrets } from '../text/mask-secrets.js';
import { isPublic, namesIn } from './known-names.js';
import { isKnownWord } from './vocabulary.js';

type Kind = 'user' | 'host' | 'address' | 'name';

/** The same for logs, too. */
export interface LogNames extends Names {
  /** Lines of a log, of which all words stay but names, addresses and credentials that are known for what they are. */
  log(text: string): string;
}

/** Makes the replacement for the names that these captures hold. */
export const namesOf = (captures: Captures): LogNames => {
  const given = new Map<string, string>();
  const counts = lastNumbers(captures);
  const word = (kind: Kind, own: string): string => {
    const id = `${kind}:${own}`;
    const known = given.get(id);
    if (known) return known;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    given.set(id, `${kind}-${number}`);
    return `${kind}-${number}`;
  };

  const { users, hosts } = namesIn(captures);
  const named = [
    ...[...users].map((name) => [name, 'user'] as const),
    ...[...hosts].map((name) => [name, 'host'] as const),
  ]
    .filter(([name]) => !isKnown(name))
    .sort(([left], [right]) => right.length - left.length || (left < right ? -1 : 1));
  const kinds = new Map(named.toReversed());
  for (const [name, kind] of kinds) word(kind, name);
  const pattern =
    named.length === 0
      ? null
      : new RegExp(`(?<![A-Za-z0-9])(?:${named.map(([name]) => escapePattern(name)).join('|')})(?![A-Za-z0-9])`, 'g');

  const replaceNames = (text: string): string =>
    pattern ? text.replace(pattern, (name) => word(kinds.get(name) ?? 'user', name)) : text;
  const replaceHome = (text: string): string =>
    text.replace(home, (all, root: string, name: string) =>
      isKnown(name) ? all : `/${root}/${word(kinds.get(name) ?? 'user', name)}`,
    );
  const replaceWords = (text: string): string =>
    text.replace(anyWord, (own) => (isKnownWord(own) ? own : word('name', own)));
  const server = (name: string): string =>
    isPublic(name) || isAddress(name) || isKnown(name) ? name : word('host', name);

  const log = (own: string): string => {
    const parts = maskSecrets(own)
      .replace(url, (_, scheme: string, account: string | undefined, place: string | undefined) => {
        const user = account ? account.replace(/^[^:@]+/, (name) => (isKnown(name) ? name : word('user', name))) : '';
        const isLocal = /^(?:unix|file|fd|npipe|path):/i.test(scheme);
        return `${scheme}${user}${place === undefined || isLocal ? (place ?? '') : server(place)}`;
      })
      .replace(accountAt, (all, user: string, place: string) =>
        /\.(?:service|slice|scope|socket|mount)$/.test(place)
          ? all
          : `${isKnown(user) ? user : word('user', user)}@${server(place)}`,
      );
    return replaceNames(
      addresses.reduce(
        (rest, shape) => rest.replace(shape, (found) => (isPersonal(found) ? word('address', found) : found)),
        replaceHome(parts),
      ),
    );
  };

  return {
    log,
    text: (own) => replaceWords(log(own)),
    version: (own) => maskSecrets(own).replace(anyWord, (found) => (isKnownWord(found) ? found : 'x')),
  };
};

/** Whether a name consists of known words alone; it then says nothing of anybody. */
const isKnown = (name: string): boolean => (name.match(anyWord) ?? []).every(isKnownWord);

const anyWord = /[A-Za-z0-9\u0080-\uffff]+/g;
const home = /\/(home|Users)\/([^/\s"':,;\\]+)/g;
/** Scheme, account, host. Credentials were masked before. */
const url = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)(?:([^\s/@"'<>]{1,512}@))?(\[[\da-fA-F:.]+\]|[\w.-]+)?/gi;
const accountAt = /(?<![\w.+/-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){0,8})/g;
const addresses = [
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/g,
  /(?<![A-Za-z0-9:.])(?:(?:[\da-f]{2}[:-]){5}[\da-f]{2}|(?:[\da-f]{0,4}:){2,7}(?:[\da-f]{0,4}|\d{1,3}(?:\.\d{1,3}){3}))(?![\w:])/gi,
];

const isIPv4 = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
const isIPv6 = (text: string): boolean => text.includes(':') && URL.canParse(`http://[${text}]/`);
const isAddress = (text: string): boolean => isIPv4(text) || isIPv6(text.replace(/^\[|\]$/g, ''));
/** Every address but those that each machine has. */
const isPersonal = (text: string): boolean =>
  (isAddress(text) || /^(?:[\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(text)) &&
  !/^(?:127\.|0\.0\.0\.0$|255\.|0?::[01]?$)/.test(text);

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The highest number that each kind of replacement has in captures already, so that none is given twice. */
const lastNumbers = (captures: Captures): Map<Kind, number> => {
  const counts = new Map<Kind, number>();
  for (const [, kind, number] of JSON.stringify(captures).matchAll(/\b(user|host|address|name)-(\d{1,3})\b/g))
    counts.set(kind as Kind, Math.max(counts.get(kind as Kind) ?? 0, Number(number)));
  return counts;
};
