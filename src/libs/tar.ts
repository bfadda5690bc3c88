import { posix } from 'node:path';

/** One file, folder or link of a source archive, by its path below the folder that it is unpacked to. */
export type TarEntry =
  | {
      readonly type: 'file';
      readonly path: string;
      readonly content: Buffer;
      readonly executable: boolean;
      readonly mtime: number;
    }
  | { readonly type: 'folder'; readonly path: string }
  | { readonly type: 'link'; readonly path: string; readonly target: string };

const block = 512;
const maxEntries = 200_000;
/** Of a path, as Linux has it (PATH_MAX). */
const maxPath = 4096;
/** Of all files; a hard link takes as much as its file. */
const maxContent = 1024 ** 3;

/**
 * Reads a tar archive (ustar, GNU, pax). Nothing of it can reach out of the folder that it is unpacked to: no absolute
 * path, no `..`, no device, no link that leads out, and nothing that lies behind a link.
 * Sources: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar's manual, "Basic Tar Format".
 * @returns the entries, each path once; of a path that comes twice the last one
 * @throws {Error} that says what is wrong with it
 */
export const readTar = (bytes: Buffer): readonly TarEntry[] => {
  const entries = new Map<string, TarEntry>();
  let at = 0;
  let given: { path?: string; target?: string; size?: number } = {};
  while (at + block <= bytes.length) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    checkSum(header);
    const size = given.size ?? number(header, 124, 12);
    const from = at + block;
    if (from + size > bytes.length) throw new Error('the archive ends in the middle of a file');
    const content = bytes.subarray(from, from + size);
    at = from + Math.ceil(size / block) * block;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === 'x') given = { ...given, ...pax(content) };
    else if (kind === 'L') given = { ...given, path: untilNul(content) };
    else if (kind === 'K') given = { ...given, target: untilNul(content) };
    else if (kind !== 'g') {
      add(entries, header, kind, given.path ?? nameOf(header), given.target ?? text(header, 157, 100), content);
      given = {};
    }
  }
  if (entries.size === 0) throw new Error('it is not a tar archive, or it is empty');
  const all = [...entries.values()];
  const total = all.reduce((sum, entry) => sum + (entry.type === 'file' ? entry.content.length : 0), 0);
  if (total > maxContent) throw new Error(`it contains more than ${maxContent} bytes with its hard links`);
  return all;
};

const add = (
  entries: Map<string, TarEntry>,
  header: Buffer,
  kind: string,
  name: string,
  target: string,
  content: Buffer,
): void => {
  const path = insidePath(name);
  if (path === '.') return;
  if (entries.size >= maxEntries) throw new Error(`it contains more than ${maxEntries} files`);
  for (let above = posix.dirname(path); above !== '.'; above = posix.dirname(above)) {
    const entry = entries.get(above);
    if (entry && entry.type !== 'folder') throw new Error(`it puts ${name} behind a ${entry.type}`);
  }
  const before = entries.get(path);
  if (before?.type === 'folder' && kind !== '5') throw new Error(`it replaces a folder with a file: ${name}`);
  switch (kind) {
    case '0':
    case '7':
    case '\0': {
      const executable = (number(header, 100, 8) & 0o100) !== 0;
      entries.set(path, { type: 'file', path, content, executable, mtime: number(header, 136, 12) });
      return;
    }
    case '1': {
      const linked = entries.get(insidePath(target));
      if (linked?.type !== 'file')
        throw new Error(`it links ${name} to ${target}, which is not an earlier file in the archive`);
      entries.set(path, { ...linked, path });
      return;
    }
    case '2':
      entries.set(path, { type: 'link', path, target: insideTarget(path, target) });
      return;
    case '5':
      if (before && before.type !== 'folder') throw new Error(`it replaces a file with a folder: ${name}`);
      entries.set(path, { type: 'folder', path });
      return;
    default:
      throw new Error(`it contains ${name}, which is neither file nor folder nor link`);
  }
};

/** A path as it is below the folder. */
const insidePath = (name: string): string => {
  if (name.length > maxPath) throw new Error(`it contains a path of more than ${maxPath} characters`);
  if (name === '' || name.startsWith('/') || name.split('/').includes('..'))
    throw new Error(`it contains the path ${name}`);
  return posix.normalize(name).replace(/\/$/, '');
};

/**
 * The target of a symbolic link. `..` may only stand at its start, as often as there are folders above the link: these
 * are real folders, since nothing lies behind a link. Behind another name it could follow a link out.
 */
const insideTarget = (path: string, target: string): string => {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const up = parts.findIndex((part) => part !== '..');
  const rest = up < 0 ? [] : parts.slice(up);
  const depth = path.split('/').length - 1;
  const leads = target === '' || target.startsWith('/') || rest.includes('..') || (up < 0 ? parts.length : up) > depth;
  if (leads) throw new Error(`it links ${path} to ${target}`);
  return target;
};

const checkSum = (header: Buffer): void => {
  const sum = header.reduce((before, byte, index) => before + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (sum !== number(header, 148, 8)) throw new Error('it is not a tar archive, or it is damaged');
};

const nameOf = (header: Buffer): string => {
  const ustar = header.toString('latin1', 257, 262) === 'ustar';
  // GNU's own format (magic "ustar  ") keeps times where POSIX has the prefix.
  const prefix = ustar && header[262] === 0 ? text(header, 345, 155) : '';
  return prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
};

const untilNul = (bytes: Buffer): string => {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
};

const text = (header: Buffer, offset: number, length: number): string =>
  untilNul(header.subarray(offset, offset + length));

/** Octal digits, or GNU's binary numbers, which start with a byte of 0x80. */
const number = (header: Buffer, offset: number, length: number): number => {
  const field = header.subarray(offset, offset + length);
  if (((field[0] ?? 0) & 0x80) === 0) {
    const digits = untilNul(field).trim();
    if (!/^[0-7]*$/.test(digits)) throw new Error('it is not a tar archive, or it is damaged');
    return digits === '' ? 0 : Number.parseInt(digits, 8);
  }
  const value = field.subarray(1).reduce((before, byte) => before * 256 + byte, (field[0] ?? 0) & 0x7f);
  if (!Number.isSafeInteger(value)) throw new Error('it is not a tar archive, or it is damaged');
  return value;
};

/** Records of a pax header, `LENGTH KEY=VALUE\n` each. */
const pax = (content: Buffer): { path?: string; target?: string; size?: number } => {
  const found: { path?: string; target?: string; size?: number } = {};
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = Number(content.toString('latin1', at, space));
    if (space < 0 || !Number.isSafeInteger(length) || length <= space - at || at + length > content.length) {
      throw new Error('it has a damaged pax header');
    }
    const record = content.toString('utf8', space + 1, at + length - 1);
    const [, key, value = ''] = /^([^=]*)=(.*)$/s.exec(record) ?? [];
    if (key === 'path') found.path = value;
    else if (key === 'linkpath') found.target = value;
    else if (key === 'size' && /^\d{1,12}$/.test(value)) found.size = Number(value);
    at += length;
  }
  return found;
};

/** The one folder that holds everything, as archives of sources have it; `.` where there is none. Pure. */
export const topFolder = (entries: readonly TarEntry[]): string => {
  const tops = new Set(entries.map(({ path }) => path.split('/')[0] ?? ''));
  const [top = '.'] = tops;
  return tops.size === 1 && entries.some(({ path }) => path.startsWith(`${top}/`)) ? top : '.';
};
