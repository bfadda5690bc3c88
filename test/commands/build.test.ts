import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../src/commands/build.js';
import { testContext } from '../support/context.js';

describe('build where no setup is saved', () => {
  const base = mkdtempSync(join(tmpdir(), 'mw-build-'));
  afterAll(() => rmSync(base, { recursive: true }));
  const folder = (name: string, files: Readonly<Record<string, string>>): string => {
    mkdirSync(join(base, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(base, name, file), text, { mode: 0o755 });
    return join(base, name);
  };
  const build = (cwd: string, path = '/usr/bin') => {
    const { context, written } = testContext({ cwd, env: { HOME: base, PATH: path }, configDir: join(base, 'config') });
    return { written, done: run(context, [], { json: true }) };
  };

  it('is wrong usage: it says what to run first, and prints no document', async () => {
    const { written, done } = build(folder('make', { Makefile: 'x: x.c\n', 'x.c': 'int main(void) { return 0; }\n' }));
    await expect(done).rejects.toMatchObject({ exitCode: 2, nextSteps: ['musl-wizard choose --yes'] });
    expect(written.out).toBe('');
  });

  it('names the command that builds Go without cgo, which needs no setup', async () => {
    const bin = folder('bin', { go: '#!/bin/sh\n' });
    const cwd = folder('go', { 'go.mod': 'module x\n', 'main.go': 'package main\n' });
    await expect(build(cwd, bin).done).rejects.toMatchObject({
      exitCode: 2,
      evidence: [expect.stringContaining('Go without cgo')],
      nextSteps: ['CGO_ENABLED=0 go build -trimpath -o dist-static/ .', 'musl-wizard choose --yes'],
    });
  });

  it('says first that there is no project, since no setup would help', async () => {
    await expect(build(folder('empty', {})).done).rejects.toMatchObject({
      exitCode: 2,
      message: 'No project was recognised in this folder.',
    });
    expect(readdirSync(base)).not.toContain('config');
  });
});
