/**
 * Text from the machine (logs, names, environment, snapshots) is hostile: it can hold escape
 * sequences that retitle a terminal, move its cursor or write its clipboard, bidirectional
 * controls that reorder what is read, and carriage returns that hide it. Nothing of it reaches a
 * terminal except through here.
 */

// CSI, OSC/DCS/SOS/PM/APC up to their end, and two-byte escapes (ECMA-48, sections 5.3 to 5.6).
// Each alternative consumes a bounded or terminated run, so matching is linear.
const escapeSequences =
  /(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,16}[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,65536}(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]{0,4}[0-~]?/g;

// Bidirectional embeddings, overrides, isolates and marks; invisible joiners that hide text; separators of lines that are
// no line ends here; tags and selectors, by which a text that nobody sees is read by programs.
const bidiControls =
  /[\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/gu;

// C0 (without tab and newline), DEL and C1.
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Text without escape sequences; printable characters stay as they are. */
export const stripAnsi = (text: string): string => text.replace(escapeSequences, '');

/**
 * Text that is safe to print: no escape sequences, no control characters (each shown as the
 * visible symbol for it), no bidirectional controls. Newlines and tabs stay.
 */
export const sanitize = (text: string): string =>
  stripAnsi(text)
    .replace(/\r\n/g, '\n')
    .replace(bidiControls, '')
    .replace(controls, (c) => {
      const code = c.charCodeAt(0);
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd';
    });

/** One safe line of at most `limit` characters: newlines and tabs become blanks, a cut shows as an ellipsis. */
export const sanitizeLine = (text: string, limit = 240): string => {
  const line = sanitize(text.length > limit * 8 ? text.slice(0, limit * 8) : text)
    .replace(/[\n\t]+/g, ' ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
};

// What is neither text nor a colour (SGR, which this program writes itself).
const foreign =
  /\x1b(?!\[[\d;]{0,32}m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f\udd00-\uddef]/g;

/**
 * The last fence before standard output and error, for what was forgotten and for JSON, whose values stay as they
 * were read: each character that could move a terminal becomes `\uXXXX`, which in JSON means the same.
 */
export const escapeControls = (text: string): string =>
  text.replace(foreign, (found) =>
    found.replace(/[\s\S]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
