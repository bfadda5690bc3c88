import { expect, it } from 'vitest';
import { afterFix } from '../../../src/commands/doctor/fix.js';
import { finding } from '../../../src/diagnosis/build-finding.js';

const low = (title: string, id: 'memory-low' | 'memory-too-low' = 'memory-low') => finding(id, { title, evidence: [] });

it.each([
  ['nothing is left', [], 'Fixed: the finding is gone.'],
  ['only another finding is left', [low('500 MiB', 'memory-too-low')], 'Fixed: the finding is gone.'],
  ['it is there as before', [low('500 MiB')], 'Not fixed: the finding is still there.'],
  ['it is there in another form', [low('1.6 GiB')], 'Not fixed; now: 1.6 GiB'],
])('says what a fix did where %s', (_, now, said) => {
  expect(afterFix(low('500 MiB'), now)).toBe(said);
});
