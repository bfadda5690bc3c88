/**
 * Takes terminal escape sequences out of a stream of bytes, so that a colour in the middle of a
 * message does not hide it. ECMA-48, sections 5.3 to 5.6. A sequence may lie across two chunks.
 */

const esc = 0x1b;
const newline = 0x0a;
const bell = 0x07;
/** A string sequence longer than this is mistaken for text; terminals cut them off as well. */
const maxSequence = 4096;

/** GitHub Actions shows the script of a step in this colour before it runs it. */
const scriptColour = Buffer.from('\x1b[36;1m');
/** What stands for it then, as with `sh -x`: see echo.ts. */
const traceMark = Buffer.from('+ ');

/**
 * Offset behind the sequence that begins at `at`; -1 when the bytes end before it does.
 * @param searched of these bytes: until where no string sequence ends, so that nothing is searched once for each that is left open
 */
const sequenceEnd = (bytes: Uint8Array, at: number, searched: { until: number }): number => {
  const kind = bytes[at + 1];
  if (kind === undefined) return -1;
  const limit = Math.min(bytes.length, at + maxSequence);
  if (kind === 0x5b) {
    for (let i = at + 2; i < limit; i += 1) {
      const byte = bytes[i] as number;
      if (byte >= 0x40 && byte <= 0x7e) return i + 1;
      if (byte < 0x20) return i;
    }
  } else if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) {
    for (let i = Math.max(at + 2, searched.until); i < limit; i += 1) {
      const byte = bytes[i];
      if (byte === bell) return i + 1;
      if (byte === esc && bytes[i + 1] === 0x5c) return i + 2;
      if (byte === newline) return i;
    }
    // An escape as the last byte may begin a terminator.
    searched.until = limit - 1;
  } else {
    return kind === newline ? at + 1 : at + 2;
  }
  return limit === bytes.length ? -1 : at + 2;
};

/** Whether a line begins behind this text, with or without the time that GitHub puts in front. */
const beginsLine = (before: string): boolean => before === '' || /(?:\n|Z )$/.test(before);

/** A function that gives each chunk without escape sequences, until the next call; `last` is true for the final one. */
export const escapeFilter = (): ((chunk: Uint8Array, last: boolean) => Uint8Array) => {
  let pending: Uint8Array = new Uint8Array(0);
  let clean = Buffer.alloc(0);
  /** The last two bytes that were given. */
  let tail = '';
  const given = (bytes: Uint8Array): Uint8Array => {
    tail = (tail + String.fromCharCode(...bytes.subarray(-2))).slice(-2);
    return bytes;
  };
  return (chunk, last) => {
    const bytes = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    pending = new Uint8Array(0);
    let at = bytes.indexOf(esc);
    if (at < 0) return given(bytes);
    const searched = { until: 0 };
    if (clean.length < bytes.length) clean = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    let from = 0;
    while (at >= 0) {
      clean.set(bytes.subarray(from, at), length);
      length += at - from;
      from = sequenceEnd(bytes, at, searched);
      if (from < 0) {
        if (!last) pending = Uint8Array.from(bytes.subarray(at));
        return given(clean.subarray(0, length));
      }
      const before = tail + clean.toString('latin1', Math.max(0, length - 2), length);
      if (scriptColour.equals(bytes.subarray(at, from)) && beginsLine(before)) length += traceMark.copy(clean, length);
      at = bytes.indexOf(esc, from);
    }
    clean.set(bytes.subarray(from), length);
    return given(clean.subarray(0, length + bytes.length - from));
  };
};
