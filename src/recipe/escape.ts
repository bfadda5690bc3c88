/** Text as each language writes it, so that no name can become code. Pure. */

/** A Nix string. Source: the Nix manual, "String literal". */
export const nixString = (text: string): string =>
  `"${text
    .replace(/["\\]|\$(?=\{)/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')}"`;

/** A shell line as a make recipe holds it: `$` is make's own sign. */
export const makeLine = (line: string): string => line.replaceAll('$', '$$$$').replaceAll('\n', ' ');

/** Text for a comment: on one line. */
export const commentText = (text: string): string => text.replace(/[\x00-\x1f\x7f\u0085\u2028\u2029]+/g, ' ').trim();

/** Text, or more of the kind by name; what is undefined is left out. */
interface YamlMap {
  readonly [key: string]: string | YamlMap | undefined;
}

/** A map of texts as YAML, indented. Keys must be plain words. Source: YAML 1.2.2, chapters 7.3 and 8.1. */
export const yamlMap = (map: YamlMap, indent: number): string =>
  Object.entries(map)
    .map(([key, value]) => {
      if (value === undefined) return '';
      const start = `${' '.repeat(indent)}${key}:`;
      if (typeof value !== 'string') return `${start}\n${yamlMap(value, indent + 2)}`;
      return `${start} ${isPlainBlock.test(value) ? yamlBlock(value, indent + 2) : yamlScalar(value)}\n`;
    })
    .join('');

/** Whole lines of printable ASCII, the first not indented, the last not empty: what a literal block holds as it is. */
const isPlainBlock = /^(?=[!-~])(?:[ -~]*\n)*[ -~]*[!-~] *\n$/;
const yamlBlock = (text: string, indent: number): string =>
  `|\n${text.slice(0, -1).replace(/^(?=.)/gm, ' '.repeat(indent))}`;
/** A double-quoted scalar takes every escape of JSON; names and sentences need no quotes. */
const yamlScalar = (text: string): string =>
  /^[A-Za-z][\w./@-]*( [A-Za-z][\w./@-]*)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text).replace(
        /[\x7f-\uffff]/g,
        (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
