import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { maskSecrets, secretsIn } from '../../text/mask-secrets.js';

const leastLength = 6;
const secretName = /token|secret|passw|passphrase|credential|apikey|[_-](?:key|pat|auth|pass|pwd)$|^pass$/i;
/** A folder or an address; a slash inside is no sign of one, since base64 has it. */
const placeName = /^(?:\.{0,2}|~\w*)\/|:\/\//;

/** Passwords and tokens of an environment, the longest first: in URLs, in access-tokens of Nix, and whole values by the name of the variable. */
export const secretsOf = (env: Readonly<Record<string, string | undefined>>): string[] => {
  const found = Object.entries(env).flatMap(([name, value = '']) => [
    ...(secretName.test(name) && !placeName.test(value) ? [value.trim()] : []),
    ...[...value.matchAll(/:\/\/(?:[^\s/@:]*:)?([^\s/@]+)@/g)].map((match) => match[1] ?? ''),
    // Where the account is an address of mail, or the password has signs that should be escaped.
    ...[...value.matchAll(/:\/\/[^\s/:]*:(?!\d{1,5}\/)((?:(?!:\/\/)\S)+)@/g)].map((match) => match[1] ?? ''),
    ...(/proxy$/i.test(name) ? [/^[^\s:/]+:(?!\/\/)(.+)@/.exec(value)?.[1] ?? ''] : []),
    // A path or a text of several words would be found everywhere.
    ...secretsIn(value).filter((secret) => !/^\/|\s/.test(secret)),
    ...[...value.matchAll(/access-tokens\s*=\s*(.+)/g)].flatMap((match) => (match[1] ?? '').split(/\s+|=|:/)),
  ]);
  // A short word would be found everywhere; a host name is no secret.
  return [...new Set(found)]
    .filter((secret) => secret.length >= leastLength && !/^[\w-]+\.[a-z]{2,6}$/.test(secret))
    .sort((one, other) => other.length - one.length);
};

/** What takes credentials out of a text, also those of an environment that nothing else shows. */
export const maskerFor = (env: Readonly<Record<string, string | undefined>>): ((text: string) => string) => {
  const secrets = secretsOf(env);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), maskSecrets(text));
};

/**
 * Overwrites secrets that tools wrote into a log by as many asterisks, so that nothing moves in it. It goes on to the
 * end, whatever ends meanwhile, and lets signals in between pieces.
 * @param from offset in bytes of what is new
 */
export const maskLog = async (path: string, from: number, secrets: readonly string[]): Promise<void> => {
  if (secrets.length === 0 || !existsSync(path)) return;
  const needles = secrets.map((secret) => Buffer.from(secret));
  const overlap = Math.max(...needles.map(({ length }) => length)) - 1;
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const room = Buffer.alloc(1024 * 1024 + overlap);
    for (let at = Math.max(0, from - overlap); at < size; at += room.length - overlap) {
      const chunk = room.subarray(0, readSync(file, room, 0, room.length, at));
      for (const needle of needles)
        for (let found = chunk.indexOf(needle); found >= 0; found = chunk.indexOf(needle, found + needle.length))
          writeSync(file, Buffer.alloc(needle.length, '*'), 0, needle.length, at + found);
      await setImmediate();
    }
  } finally {
    closeSync(file);
  }
};
