/**
 * Errors that name what caused them in lines of their own, the outermost first: "Caused by:" of anyhow, eyre and Java, numbered
 * lines of color-eyre and snafu, miette's arrows, rustup's "error: caused by:". The reason is the last of them.
 */
import type { Hit } from './findings.js';
import { normalLine } from './normal-line.js';

/** Above a cause that stands in the next line, or numbered ones. */
const announces = /^Caused by(?: these errors\b.{0,60})?:$|^(?:\S{1,40} )?error:$/i;
const cause = /^(?:(?:error: ){0,2}Caused by: |[├╰]─▶ ?|\d{1,2}: )(?=\S)/i;
const numbered = /^\d{1,2}: \S/;
/** Frames of a stack between two causes. */
const frame = /^(?:at \S|\.{3} \d{1,4} more$)/;
/** An errno; what it is about stands in the line before. */
const bare =
  /^[A-Z][\w',. -]{3,60} \(os error \d{1,5}\)$|^(?:No such file or directory|Permission denied|Operation not permitted|Connection refused|No space left on device)$/;
const withoutClass = (said: string) => said.replace(/^[\w.$]{1,200}(?:Exception|Error): /, '');

/** The chains in consecutive lines, each from the outermost error to its reason, without numbers and arrows. */
const chainsIn = (lines: readonly Hit[]): readonly (readonly Hit[])[] => {
  const chains: Hit[][] = [];
  let chain: Hit[] = [];
  let announced = false;
  for (const { line, text } of lines) {
    const said = normalLine(text);
    if (said === '' || frame.test(said)) continue;
    const isAnnounced = announced;
    announced = announces.test(said);
    // Numbers alone may be anything.
    const continues = isAnnounced || (cause.test(said) && (!numbered.test(said) || chain.length > 1));
    if (announced && /^C/i.test(said) && chain.length > 0) continue;
    if (!continues) {
      chain = [];
      chains.push(chain);
    }
    chain.push({ line, text: said.replace(cause, '') });
  }
  return chains.filter(({ length }) => length > 1);
};

/** Each error of a chain with what caused it behind it, as C and Go write both in one line. */
const joined = (chain: readonly Hit[]): readonly Hit[] =>
  chain.map(({ line, text }, index) => {
    const reason = chain[index + 1]?.text;
    return { line, text: reason === undefined ? text : `${text.replace(/[:.]$/, '')}: ${reason}` };
  });

/** A log whose error chains are joined, with the same line numbers; null where it has none. Pure. */
export const withChainsJoined = (log: string): string | null => {
  const lines = log.split(/\r?\n/);
  const chains = chainsIn(lines.map((text, index) => ({ line: index, text })));
  for (const { line, text } of chains.flatMap(joined)) lines[line] = text;
  return chains.length === 0 ? null : lines.join('\n');
};

/** What is said at a line that has only an errno behind it, with that; undefined where it has none. Pure. */
export const withErrno = (hit: Hit, lines: readonly Hit[]): string | undefined => {
  const chain = chainsIn(lines).find((links) => links.some(({ line }) => line === hit.line)) ?? [];
  const at = chain.findIndex(({ line }) => line === hit.line);
  return bare.test(chain[at + 1]?.text ?? '') ? joined(chain)[at]?.text : undefined;
};

/** Of an error that names its causes the innermost one that `isReason`, with an errno behind it; else the error itself. Pure. */
export const innermost = (hit: Hit, lines: readonly Hit[], isReason: (said: string) => boolean): Hit => {
  const belongs = (link: Hit) => link.line === hit.line || (link.text.startsWith('× ') && link.line - hit.line === 1);
  const chain = chainsIn(lines).find((links) => links.some(belongs)) ?? [];
  const causes = joined(chain).filter(({ line }, index) => {
    const said = chain[index]?.text ?? '';
    const isRepeated = chain[index - 1]?.text.includes(withoutClass(said)) ?? false;
    return line > hit.line && isReason(said) && !bare.test(said) && !isRepeated;
  });
  return causes.at(-1) ?? hit;
};
