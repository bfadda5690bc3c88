import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programWords } from '../../src/console/program-words.js';

describe('the words that start this program', () => {
  const base = mkdtempSync(join(tmpdir(), 'program words '));
  const script = join(base, 'package/musl-wizard.cjs');
  const bin = join(base, 'bin');
  beforeAll(() => {
    for (const folder of [join(base, 'package'), bin, join(base, 'other')]) mkdirSync(folder);
    writeFileSync(script, '#!/usr/bin/env node\n');
    writeFileSync(join(base, 'other/musl-wizard'), 'another program\n');
    chmodSync(script, 0o755);
    symlinkSync(script, join(bin, 'musl-wizard'));
  });
  afterAll(() => rmSync(base, { recursive: true }));

  it('are its name where the search path leads to it', () => {
    expect(programWords({ PATH: `/nowhere::${bin}` }, join(bin, 'musl-wizard'))).toBe('musl-wizard');
  });

  it('are npx and its name where npx fetched it, whose search path ends with it', () => {
    const npx = (command: string) => ({ PATH: bin, npm_lifecycle_event: 'npx', npm_lifecycle_script: command });
    const path = join(bin, 'musl-wizard');
    expect(programWords(npx("'musl-wizard'"), path)).toBe('npx musl-wizard');
    expect(programWords(npx("musl-wizard 'doctor'"), path)).toBe('npx musl-wizard');
    expect(programWords(npx("vitest 'run'"), path)).toBe('musl-wizard');
  });

  it.each([['/nowhere'], [join(base, 'other')], [undefined]])('are its file where %s is searched', (PATH) => {
    expect(programWords({ PATH }, script)).toBe(`node '${script}'`);
  });

  it('are the executable itself where everything is in one file', () => {
    expect(programWords({}, process.execPath)).toBe(realpathSync(process.execPath));
  });

  it('keep to the folder of settings that was named', () => {
    expect(programWords({ PATH: bin }, script, 'my settings')).toBe("musl-wizard --config-dir 'my settings'");
  });

  it('are its name where that is unknown', () => {
    expect(programWords({}, undefined)).toBe('musl-wizard');
    expect(programWords({}, join(base, 'gone'))).toBe('musl-wizard');
  });
});
