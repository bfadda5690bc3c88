import { expect, it } from 'vitest';
import { proofOf } from '../../src/engine/proof.js';
import { artifact, canaryResult } from '../support/canary-result.js';

const packed = { outcome: 'packed', reason: '', bytesBefore: 900, bytesAfter: 300, ran: true } as const;

it.each([
  ['the packed size, where it was packed', { ...packed, startMsBefore: 1, startMsAfter: 2 }, 300],
  [
    'the size of the program where packing was refused',
    { ...packed, outcome: 'refused', bytesAfter: null } as const,
    900,
  ],
  ['the size of the program', null, 900],
])('a proof has %s', (_, result, sizeBytes) => {
  const packed = result && { startMsBefore: null, startMsAfter: null, ...result };
  const proof = proofOf(canaryResult({ artifact: artifact({ sizeBytes: 900 }), packed: packed, durationMs: 7 }));
  expect(proof).toEqual({ sizeBytes, libc: 'glibc', durationMs: 7 });
});
