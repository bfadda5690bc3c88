/**
 * What comes from the terminal, read by read. A key counts only when it arrives alone: several characters
 * in one read are pasted text or typing that was never meant for the question on the screen.
 * Source of the sequences: xterm control sequences, "Bracketed Paste Mode" and "PC-Style Function Keys".
 */

/** A key that was pressed, or text that was pasted or came in one piece. */
export type Input = { readonly type: 'key'; readonly key: string } | { readonly type: 'paste'; readonly text: string };

export interface KeyReader {
  /** The input of one read. */
  readonly push: (chunk: string, nowMs: number) => readonly Input[];
  /** Ends the wait for the rest of an escape sequence: what is held back is the Escape key, or is dropped. */
  readonly flush: () => readonly Input[];
  /** Whether part of an escape sequence is held back. */
  readonly isWaiting: () => boolean;
}

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
/** Milliseconds after a paste in which keys belong to it: the last read of a long paste may hold one character. */
export const settleMs = 150;
/** Characters of a paste that are kept. */
const pasteLimit = 4096;

const sequences: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[H': 'home',
  OH: 'home',
  '[1~': 'home',
  '[7~': 'home',
  '[F': 'end',
  OF: 'end',
  '[4~': 'end',
  '[8~': 'end',
  '[3~': 'backspace',
  '[Z': 'tab',
};

/** Reads keys and pastes from the chunks of a terminal in raw mode. */
export const createKeyReader = (): KeyReader => {
  let held = '';
  let pasted: string | null = null;
  let quietUntilMs = Number.NEGATIVE_INFINITY;

  const push = (chunk: string, nowMs: number): readonly Input[] => {
    // A paste whose end was lost on the way must not hold the program for ever.
    if (pasted !== null && chunk === '\x03') {
      pasted = null;
      return [{ type: 'key', key: 'ctrl-c' }];
    }
    let rest = held + chunk;
    held = '';
    const found: Input[] = [];
    let outside = '';
    while (rest !== '') {
      const mark = pasted === null ? pasteStart : pasteEnd;
      const at = rest.indexOf(mark);
      // A mark or a sequence may be cut by the end of the read.
      const cut = at !== -1 ? 0 : pasted === null ? unfinished(rest) : partOf(pasteEnd, rest);
      const before = rest.slice(0, at === -1 ? rest.length - cut : at);
      if (pasted === null) outside += before;
      else pasted = (pasted + before).slice(0, pasteLimit);
      if (at === -1) {
        held = rest.slice(rest.length - cut);
        break;
      }
      rest = rest.slice(at + mark.length);
      if (pasted === null) pasted = '';
      else {
        found.push({ type: 'paste', text: pasted });
        pasted = null;
        quietUntilMs = nowMs + settleMs;
      }
    }
    // What is held back came in the same read: a key before it was not alone.
    if (outside !== '') found.push(...keysOf(outside, nowMs, held === '' && pasted === null));
    return found;
  };

  /** Keys of what was read outside a paste: one key, or several sequences of special keys; else it is a paste. */
  const keysOf = (text: string, nowMs: number, whole: boolean): readonly Input[] => {
    const names = tokens(text);
    const key = (name: string): Input => ({ type: 'key', key: name });
    if (names.some(({ name }) => name === 'ctrl-c')) return [key('ctrl-c')];
    const late = nowMs < quietUntilMs;
    const keys = names.flatMap(({ name }) => (name === null ? [] : [key(name)]));
    if (!late && ((names.length === 1 && whole) || names.every(({ special }) => special))) return keys;
    quietUntilMs = nowMs + settleMs;
    return late ? [] : [{ type: 'paste', text: text.slice(0, pasteLimit) }];
  };

  return {
    push,
    flush: () => {
      const alone = held === '\x1b' && pasted === null;
      if (pasted === null) held = '';
      return alone ? [{ type: 'key', key: 'escape' }] : [];
    },
    isWaiting: () => held !== '' && pasted === null,
  };
};

/** How many characters at the end of a text begin an escape sequence. */
const unfinished = (text: string): number => /\x1b(?:[[O][0-9;]*)?$/.exec(text)?.[0].length ?? 0;

/** How many characters at the end of a text begin a mark. */
const partOf = (mark: string, text: string): number => {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
};

interface Token {
  /** Null if it is not one of our keys. */
  readonly name: string | null;
  /** An escape sequence, as only special keys send it. */
  readonly special: boolean;
}

const tokens = (text: string): readonly Token[] =>
  (text.match(/\x1b{1,2}[[O][0-9;]*[A-Za-z~^$@]|\x1b.|./gsu) ?? []).map((token) => {
    if (token.startsWith('\x1b') && token.length > 1) return { name: sequences[token.slice(1)] ?? null, special: true };
    return { name: nameOf(token), special: false };
  });

const nameOf = (character: string): string => {
  if (character === '\r' || character === '\n') return 'enter';
  if (character === ' ') return 'space';
  if (character === '\t') return 'tab';
  if (character === '\x7f' || character === '\b') return 'backspace';
  if (character === '\x1b') return 'escape';
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x60)}` : character;
};
