import type { Capture, Captures } from '../../src/machine/capture.js';

/** Captures written as plain text; a list is [exit code, stdout, stderr]; an Error's message is why there is none. */
export const captured = (
  table: Readonly<Record<string, string | readonly [number, string, string?] | Error>>,
): Captures =>
  Object.fromEntries(
    Object.entries(table).map(([key, value]): [string, Capture] => {
      if (typeof value === 'string') return [key, { ok: true, text: value }];
      if (value instanceof Error) return [key, { ok: false, error: value.message }];
      const [code, stdout, stderr = ''] = value;
      return [key, { code, stdout, stderr }];
    }),
  );
