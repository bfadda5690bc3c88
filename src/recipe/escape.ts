/** Text as each language writes it, so that no name can become code. Pure. */

/** A Nix string. Source: the Nix manual, "String literal". */
export const nixString = (text: string): string =>
  `"${text
    .replace(/["\\]|\$(?=\{)/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')}"`;

/** A name for the left side of a Nix attribute: quoted where it is no identifier. */
export const nixName = (text: string): string => (/^[A-Za-z_][\w'-]*$/.test(text) ? text : nixString(text));

/** A shell line as a make recipe holds it: `$` is make's own sign. */
export const makeLine = (line: string): string => line.replaceAll('$', '$$$$').replaceAll('\n', ' ');

/** A shell line as a just recipe holds it. Source: just's manual, "Escaping {{". */
export const justLine = (line: string): string => line.replaceAll('{{', '{{{{').replaceAll('\n', ' ');

/** Text for a comment: on one line. */
export const commentText = (text: string): string => text.replace(/[\x00-\x1f\x7f\u0085\u2028\u2029]+/g, ' ').trim();
