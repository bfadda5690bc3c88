import { expect, it } from 'vitest';
import type { Diagnosis } from '../../src/explain/diagnosis.js';
import { explainFloor } from '../../src/project/explain-floor.js';

const diagnosis = (cause: string): Diagnosis => ({
  cause,
  root: true,
  confidence: 0.9,
  line: 3,
  excerpt: 'error: unable to find dynamic system library "z"',
  title: 'A static library is missing',
  why: 'No archive.',
  fixes: [
    {
      title: 'Install it.',
      commands: ['apt-get install zlib1g-dev'],
      needsRoot: true,
      changes: null,
      undo: null,
      runnable: true,
    },
  ],
  links: [],
});

it('offers no static archive where none is linked, and leaves other causes as they are', () => {
  const [library, other] = explainFloor([diagnosis('missing-static-lib'), diagnosis('disk-full')], '2.17');
  expect(library).toMatchObject({ cause: 'missing-static-lib', line: 3, title: 'A library is missing for glibc 2.17' });
  expect(library?.fixes.flatMap(({ commands }) => commands)).toEqual([]);
  expect(other).toEqual(diagnosis('disk-full'));
});
