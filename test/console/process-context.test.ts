import { expect, it } from 'vitest';
import { processContext } from '../../src/console/process-context.js';
import { UsageError } from '../../src/errors.js';

it('takes no empty word for a folder of settings: a variable was not set', () => {
  const { signal } = new AbortController();
  expect(() => processContext({ configDir: '' }, signal)).toThrow(UsageError);
  expect(processContext({ configDir: 'x' }, signal).configDir).toBe('x');
});

it('is neither quiet nor verbose unless that is asked for', () => {
  const { signal } = new AbortController();
  expect(processContext({}, signal)).toMatchObject({ quiet: false, verbose: false, signal });
  expect(processContext({ quiet: true, verbose: true }, signal)).toMatchObject({ quiet: true, verbose: true });
});
