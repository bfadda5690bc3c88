import type { FailedCapture, TextCapture } from '../capture.js';

/** A capture with text. */
export const ok = (text: string): TextCapture => ({ ok: true, text });

/** A capture without: the errno name of what was thrown, or the short word given. */
export const failed = (error: unknown): FailedCapture => ({
  ok: false,
  error: typeof error === 'string' ? error : errnoOf(error),
});

const errnoOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
};
