import { expect, it } from 'vitest';
import { proofOf, unbuiltWords } from '../../src/engine/proof.js';
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
  const proof = proofOf(canaryResult({ artifact: artifact({ sizeBytes: 900 }), packed: packed, durationMs: 7 }), false);
  expect(proof).toEqual({ sizeBytes, libc: 'glibc', durationMs: 7, proves: 'tools' });
});

const linked = { outcome: 'passed', libraries: ['zlib'], untried: [] } as const;

it.each([
  ['the tools alone outside of a project', {}, false, 'tools'],
  ['the libraries where none is required', {}, true, 'libraries'],
  ['the libraries that were linked', { link: linked }, true, 'libraries'],
  ['the tools where a library was not tried', { link: { ...linked, untried: ['foo'] } }, true, 'tools'],
  ['the project that was built', { link: linked, build: { outcome: 'passed', programs: [] } }, true, 'project'],
] as const)('proves %s', (_, result, hasProject, proves) => {
  expect(proofOf(canaryResult(result), hasProject).proves).toBe(proves);
});

it('says how far a proof goes', () => {
  expect(unbuiltWords('libraries')).toBe('tools and libraries proven, not built yet');
  expect(unbuiltWords('tools')).toContain('not built yet');
  expect(unbuiltWords('project')).toBeNull();
});
