/**
 * Messages of a compiled gettext catalogue (GNU gettext manual, "The Format of GNU MO Files").
 * @param {Buffer} bytes little-endian, as Debian's packages have them
 * @returns {Map<string, string>} original text to translation; of plural forms the first
 */
export const readMo = (bytes) => {
  if (bytes.readUInt32LE(0) !== 0x950412de) throw new Error('not a little-endian MO file');
  const count = bytes.readUInt32LE(8);
  const tables = [bytes.readUInt32LE(12), bytes.readUInt32LE(16)];
  const text = (table, index) => {
    const at = table + index * 8;
    const from = bytes.readUInt32LE(at + 4);
    return bytes.toString('utf8', from, from + bytes.readUInt32LE(at)).split('\0')[0];
  };
  const messages = new Map();
  for (let index = 0; index < count; index += 1) messages.set(text(tables[0], index), text(tables[1], index));
  return messages;
};
