import type { Fix } from '../diagnosis/finding.js';

/** A fix to read, with commands to paste: it is never run from here. Pure. */
export const plainFix = (title: string, commands: readonly string[] = []): Fix => ({
  title,
  commands,
  needsRoot: false,
  changes: null,
  undo: null,
  runnable: false,
});
