import { opendirSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FixInputKind } from '../diagnosis/finding.js';
import { homeFolder } from '../files/home.js';
import { isShownExactly } from '../text/shown-command.js';

/** Where a value is typed. */
export interface ValuePlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of the images that are here. */
  readonly images: readonly string[];
}

/** A value that can be used, or what is wrong with it, in one sentence. */
export type CheckedValue = { readonly value: string } | { readonly fault: string };

const scheme = /^[a-z][\w+.-]*:/i;
const archive = /\.(?:tar(?:\.\w+)?|t[gx]z)$/i;

/** Checks a value that a person typed, as far as that is possible without using it. Paths become absolute. It only reads. */
export const checkValue = (kind: FixInputKind, typed: string, place: ValuePlace): CheckedValue => {
  const text = typed.trim();
  if (text === '') return { fault: 'Nothing was typed.' };
  if (!isShownExactly(text)) return { fault: 'It contains characters that cannot be displayed.' };
  switch (kind) {
    case 'package-set':
      if (!scheme.test(text)) return checkPackageSet(text, place);
      return /^(?:https?|file|flake|channel):/.test(text)
        ? { value: text }
        : { fault: 'An address of nixpkgs begins with https:, file:, flake: or channel:.' };
    case 'file': {
      const path = absolute(text, place);
      const about = aboutOf(path);
      if (typeof about === 'string') return { fault: `${path} cannot be read (${about}).` };
      if (about === null) return { fault: `There is no file ${path}.` };
      return about.isFile() ? { value: path } : { fault: `${path} is not a file.` };
    }
    case 'image':
      return matching(text, /^[a-z0-9][\w.:/@-]*$/i, 'An image is written as REGISTRY/NAME:TAG.');
    case 'address':
      return matching(
        text,
        /^(?:https?:\/\/|file:\/\/\/)[^\s'"]+$/,
        'An address begins with https://, http:// or file:///.',
      );
    case 'machine':
      return matching(text, /^ssh(?:-ng)?:\/\/[^\s'"]+$/, 'A machine is written as ssh://USER@HOST.');
    case 'user':
      return matching(text, /^@?[a-z_][\w.-]*$/i, 'This is not the name of a user.');
  }
};

/** What a path leads to; null where nothing is there, else the errno name of why it cannot be told. */
const aboutOf = (path: string): Stats | string | null => {
  try {
    return statSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : code;
  }
};

const matching = (text: string, pattern: RegExp, fault: string): CheckedValue =>
  pattern.test(text) ? { value: text } : { fault };

const checkPackageSet = (text: string, place: ValuePlace): CheckedValue => {
  const path = absolute(text, place);
  const about = aboutOf(path);
  if (typeof about === 'string') return { fault: `${path} cannot be read (${about}).` };
  if (about === null) return { fault: `There is no folder or archive ${path}.` };
  if (!about.isDirectory())
    return archive.test(path) && about.isFile()
      ? { value: path }
      : { fault: `${path} is neither a folder nor an archive (.tar.gz).` };
  const inside = aboutOf(join(path, 'default.nix'));
  return inside !== null && typeof inside !== 'string'
    ? { value: path }
    : { fault: `${path} has no default.nix, so it is not nixpkgs.` };
};

const absolute = (text: string, { cwd, env }: ValuePlace): string =>
  resolve(cwd, text.replace(/^~(?=\/|$)/, homeFolder(env)));

/** Entries of a folder that are looked at, and completions that are given. */
const limits = { entries: 5000, found: 50 };

/** What the beginning of a value can become: paths (a folder ends in a slash) or images. It only reads. */
export const completeValue = (kind: FixInputKind, text: string, place: ValuePlace): readonly string[] => {
  if (kind === 'image') return place.images.filter((name) => name.startsWith(text)).slice(0, limits.found);
  if ((kind !== 'package-set' && kind !== 'file') || scheme.test(text)) return [];
  const folder = text.slice(0, text.lastIndexOf('/') + 1);
  const begun = text.slice(folder.length);
  const found: string[] = [];
  try {
    const at = absolute(folder === '' ? '.' : folder, place);
    const entries = opendirSync(at);
    try {
      for (let seen = 0; seen < limits.entries; seen += 1) {
        const entry = entries.readSync();
        if (!entry) break;
        // A hidden one only to those who ask for it.
        if (!entry.name.startsWith(begun) || (begun === '' && entry.name.startsWith('.'))) continue;
        if (!isShownExactly(entry.name)) continue;
        const about = aboutOf(join(at, entry.name));
        const isFolder = about !== null && typeof about !== 'string' && about.isDirectory();
        found.push(`${folder}${entry.name}${isFolder ? '/' : ''}`);
      }
    } finally {
      entries.closeSync();
    }
  } catch {
    // A folder that is not there, or cannot be read, has nothing to offer.
  }
  return found.sort().slice(0, limits.found);
};
