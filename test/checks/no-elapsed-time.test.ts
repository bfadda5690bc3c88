import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// A unit test that reads a clock fails on a machine that has other work. What it would measure is counted (bytes, calls,
// processor time: test/support/processor-time.ts), or is a figure of the bench.

const tests = fileURLToPath(new URL('..', import.meta.url));
const clocks = /performance\.now|Date\.now\(\)|hrtime|new Date\(\)/;

it('no unit test reads a clock', () => {
  const unit = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.test\.tsx?$/.test(file) && !/^(lab|tools|pty|checks)\//.test(file),
  );
  expect(unit.length).toBeGreaterThan(100);
  expect(unit.filter((file) => clocks.test(readFileSync(join(tests, file), 'utf8')))).toEqual([]);
});
