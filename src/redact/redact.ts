/**
 * Takes out of captures what identifies people and their networks. By allow-list: of each capture only the fields stay
 * that a probe reads (probes/snapshot-fields.ts), and in those only words that are known; every other word becomes one
 * such as user-1 or name-2, the same everywhere, so that it stays visible that two places name the same thing. Facts of
 * the redacted captures are the facts of the original ones with the same words put in. Redacting twice changes nothing
 * more. Pure.
 */

import type { Capture, CaptureKey, Captures } from '../machine/capture.js';
import { keptMessages, keptOf } from '../probes/snapshot-fields.js';
import { type LogNames, namesOf } from './names.js';

/** Read so that redaction knows the names. */
export const redactionKeys = [
  'file:/proc/sys/kernel/hostname',
  'env:USER',
  'env:LOGNAME',
  'env:HOSTNAME',
] as const satisfies CaptureKey[];

export interface Redactor extends LogNames {
  captures(): Captures;
}

/** Makes a redactor that knows the names that these captures tell. */
export const createRedactor = (captures: Captures): Redactor => {
  const names = namesOf(captures);
  return {
    ...names,
    captures: () => {
      const result: Record<string, Capture> = Object.create(null);
      for (const key of Object.keys(captures).sort()) {
        const kept = keptOf(key);
        const capture = captures[key];
        if (!kept || !capture) continue;
        const { text, stderr = keptMessages, ownPath } = kept;
        result[ownPath ? names.text(key) : key] = mapCapture(
          capture,
          (part) => text(part, names),
          (part) => stderr(part, names),
        );
      }
      return result;
    },
  };
};

/** Redacted captures; see createRedactor. */
export const redactCaptures = (captures: Captures): Captures => createRedactor(captures).captures();

type Part = (text: string) => string;

const mapCapture = (capture: Capture, text: Part, stderr: Part): Capture => {
  if ('code' in capture) return { ...capture, stdout: text(capture.stdout), stderr: stderr(capture.stderr) };
  if (capture.ok) return { ok: true, text: text(capture.text) };
  return { ok: false, error: reasons.test(capture.error) ? capture.error : 'unknown' };
};

/** Why a capture gave nothing: errno names, and the words of capture.ts. */
const reasons =
  /^(?:E[A-Z0-9]{2,15}|unset|late|timeout|skipped|needless|missing|unsupported|closed|dns|refused|tls|http|unknown|exit (?:\d{1,3}|by signal))$/;
