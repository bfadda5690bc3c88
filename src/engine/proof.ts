import type { CanaryResult } from '../build/result.js';
import type { SavedSetup } from '../project/setup.js';

/** What a canary that passed proves of a setup, as it is saved. Pure. */
export const proofOf = ({ packed, artifact, durationMs }: CanaryResult): SavedSetup['proof'] => ({
  sizeBytes: packed?.bytesAfter ?? artifact?.sizeBytes ?? null,
  libc: artifact?.libc ?? null,
  durationMs,
});
