import { useInput } from 'ink';
import type { Controller } from '../controller.js';
import { keysOf } from '../terminal/keys.js';

/**
 * The one place where keys come in, mounted as long as the wizard is: input hooks that come and go
 * with screens lose keys and can end the program (ink issues 943 and 625).
 */
export const useKeys = ({ send }: Controller): void =>
  useInput((input, key) => {
    for (const name of keysOf(input, key)) send({ type: 'key', key: name });
  });
