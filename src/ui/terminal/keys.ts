import type { Key } from 'ink';

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, string])[];

/**
 * The keys in one event of Ink's `useInput`, by name. Over a slow line several come at once
 * ("jj" and Enter, say); each counts, in order.
 */
export const keysOf = (input: string, key: Key): readonly string[] => {
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name) return [name];
  if (key.ctrl) return [`ctrl-${input}`];
  if (key.meta) return [];
  return [...input].flatMap((character) => {
    if (character === '\r' || character === '\n') return ['enter'];
    if (character === ' ') return ['space'];
    if (character === '\x7f' || character === '\b') return ['backspace'];
    if (character === '\x1b') return ['escape'];
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 ? [`ctrl-${String.fromCharCode(code + 0x60)}`] : [character];
  });
};
