import { bytesSource } from '../artifact/byte-source.js';
import { parseElfHeader } from '../artifact/elf-header.js';
import { machineName } from '../artifact/machines.js';

/**
 * The machines that the members of a static archive are for, each once; `other` for a member that is no ELF file. Pure.
 * Source: ar(5): "!<arch>\n", then members behind headers of 60 bytes, each at an even offset.
 * @throws {Error} for what is no archive
 */
export const machinesIn = (archive: Buffer): ReadonlySet<string> => {
  const magic = archive.toString('latin1', 0, 8);
  if (magic !== '!<arch>\n') throw new Error(magic === '!<thin>\n' ? 'a thin archive' : 'not an archive');
  const machines = new Set<string>();
  for (let at = 8; at + 60 <= archive.length; ) {
    const name = archive.toString('latin1', at, at + 16).trimEnd();
    const size = Number(archive.toString('latin1', at + 48, at + 58));
    if (!Number.isSafeInteger(size) || size < 0 || at + 60 + size > archive.length)
      throw new Error('a damaged archive');
    // Tables of symbols and of long names are no members.
    if (!/^(?:\/|\/\/|\/SYM64\/|__\.SYMDEF.*)$/.test(name)) {
      const header = parseElfHeader(bytesSource(archive.subarray(at + 60, at + 60 + size)));
      machines.add(typeof header === 'string' ? 'other' : machineName(header, null));
    }
    at += 60 + size + (size % 2);
  }
  return machines;
};
