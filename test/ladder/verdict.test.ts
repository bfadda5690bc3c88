import { expect, it } from 'vitest';
import { decides } from '../../src/ladder/verdict.js';

it('a finding decides the verdict on its own rungs alone, also where others share its id', () => {
  const verdict = { id: 'musl-gcc', verdict: 'fixable', because: ['project-library-missing'] } as const;
  const about = (rung: 'zig' | 'musl-gcc', id = 'project-library-missing') => ({ id, rungs: [rung] });
  expect(decides(about('zig'), verdict)).toBe(false);
  expect(decides(about('musl-gcc'), verdict)).toBe(true);
  expect(decides(about('musl-gcc', 'another'), verdict)).toBe(false);
});
