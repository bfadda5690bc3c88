import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { collectPrograms, dropCompiled, markStart, refuseEmpty } from '../../src/recipe/shell.js';
import { describeLab, program } from '../support/lab.js';

describeLab("a recipe's shell, by the tools of Alpine", [program('busybox')], () => {
  const base = mkdtempSync(join(tmpdir(), 'mw-collect-'));
  afterAll(() => rmSync(base, { recursive: true }));
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
  const tools = join(base, 'bin');
  mkdirSync(tools);
  for (const name of ['sh', 'find', 'touch', 'date', 'od', 'tr', 'cp', 'ls', 'rm', 'chmod', 'test'])
    symlinkSync(busybox, join(tools, name));
  const shell = (cwd: string, script: string) =>
    execFileSync(join(tools, 'sh'), ['-ec', script], { cwd, env: { PATH: tools }, encoding: 'utf8' });

  // Its find compares whole seconds: a build that ends within the second of its start was seen as one that made nothing.
  it.each([1, 2, 3, 4, 5])('finds what was built within a second, and nothing that was there, time %i', (time) => {
    const project = join(base, `project-${time}`);
    mkdirSync(join(project, 'out'), { recursive: true });
    writeFileSync(join(project, 'script'), '#!/bin/sh\n', { mode: 0o755 });
    shell(project, `cp ${busybox} old; touch -d @1000000000 old`);
    const collect = collectPrograms('.', 'started', 'out').join(' ');
    shell(project, `${markStart('started')}; cp ${busybox} fresh; touch script; ${collect}; ${refuseEmpty('out')}`);
    expect(readdirSync(join(project, 'out'))).toEqual(['fresh']);
  });

  it('drops what an ordinary build left, and no source', () => {
    const project = join(base, 'stale');
    mkdirSync(join(project, "it's"), { recursive: true });
    for (const name of ['program', 'a.o', "it's/b.o", 'prebuilt']) shell(project, `cp ${busybox} "${name}"`);
    shell(project, 'chmod -x a.o "it\'s/b.o" prebuilt');
    for (const name of ['c.lo', 'text.o', 'a.c']) writeFileSync(join(project, name), 'text\n');
    writeFileSync(join(project, 'configure'), '#!/bin/sh\n', { mode: 0o755 });
    shell(base, dropCompiled('stale'));
    expect(readdirSync(project).sort()).toEqual(['a.c', 'configure', "it's", 'prebuilt', 'text.o']);
    expect(readdirSync(join(project, "it's"))).toEqual([]);
  });

  it('says that nothing came out', () => {
    mkdirSync(join(base, 'empty'));
    expect(() => shell(base, refuseEmpty('empty'))).toThrow(
      expect.objectContaining({ status: 1, stdout: 'The build succeeded, but produced no program.\n' }),
    );
  });
});
