import { type CaptureKey, type Captures, errorOf } from '../../machine/capture.js';

/**
 * Captures that remember whether one was asked for that was not read in time or is not there at
 * all. What there was no room or no program for does not count: there the files alone count.
 */
export const trackMissing = (captures: Captures): { readonly seen: Captures; readonly open: () => boolean } => {
  let open = false;
  const seen = new Proxy(captures, {
    get: (all, key: string) => {
      if (!all[key] || ['late', 'missing', 'timeout'].includes(errorOf(all, key as CaptureKey) ?? '')) open = true;
      return all[key];
    },
  });
  return { seen, open: () => open };
};
