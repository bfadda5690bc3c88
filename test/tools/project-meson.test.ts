import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program } from '../support/lab.js';
import { debianSources, projectBench } from '../support/projects.js';

describeLab('a Meson project from Debian', ['gcc', 'musl-gcc', 'meson', 'ninja', 'dpkg-source'].map(program), () => {
  const bench = projectBench();
  let source = '';
  beforeAll(() => {
    source = join(debianSources('pkgconf'), 'pkgconf');
  });
  afterAll(() => bench.remove());

  it('pkgconf by musl-gcc', async () => {
    // Its tests want a program of their own, and it has a configure too.
    const words = ['--build-system', 'meson', '--', '-Dtests=false'];
    const project = bench.copy(source);
    await bench.run(project, {}, 'choose', '--yes', '--rung', 'musl-gcc');
    const result = await bench.buildBy(project, words, { CFLAGS: '-O0' });
    expect(result.reason).toContain('Built and inspected');
    expect(result.programs).toMatchObject([{ name: 'pkgconf', artifact: { linkage: 'static', libc: 'musl' } }]);
  });
});
