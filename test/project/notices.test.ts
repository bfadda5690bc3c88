import { expect, it } from 'vitest';
import { noticesOf, whyNone } from '../../src/project/notices.js';

it('names what was built and is no program of the project', () => {
  const [app, gen] = [{ path: 'app' }, { path: 'tools/gen' }];
  const reported = { products: [], started: ['./tools/gen'] };
  expect(noticesOf([app, gen], [app], [], reported)).toEqual([
    expect.stringContaining('build tool, and not kept: gen.'),
  ]);
  expect(noticesOf([app], [app], ['src/mod_a.so', 'liba.a', 'b.so.1.2'], reported)).toEqual([
    expect.stringContaining('mod_a.so, b.so.1.2'),
  ]);
  expect(noticesOf([app], [app], ['liba.a'], reported)).toEqual([]);
});

it('distinguishes a project of libraries from a build that made nothing', () => {
  expect(whyNone(['src/libfoo.a'])).toContain('builds only libraries (libfoo.a)');
  expect(whyNone([])).toContain('produced no program');
});
