import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { result } from '../../support/fake-session.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('the log', () => {
  it('is read from the disk, scrolled, moved sideways and filtered', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mw-screens-'));
    const logFile = join(folder, 'build.log');
    writeFileSync(logFile, Array.from({ length: 500 }, (_, n) => `unit ${n} ${'-'.repeat(90)} end ${n}\n`).join(''));
    wizard = openWizard({ results: { 'glibc-static': result({ logFile }) } });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('❯ Use glibc-static');
    wizard.press('l');
    await wizard.shows('unit 499');
    wizard.press('g');
    await wizard.shows('unit 0 ');
    wizard.press('j');
    await wizard.shows(/build.log *\n unit 1 /);
    expect(wizard.frame()).not.toContain('unit 0 ');
    wizard.press('\x1b[C', '\x1b[C');
    await wizard.shows('end 1');
    wizard.press('\x1b[D', '\x1b[D', '/', '4', '9', '9');
    await wizard.shows('Filter: 499');
    wizard.press('\x1b[200~ abc\r\x1b[201~');
    await wizard.shows('Filter: 499 abc');
    wizard.press(...Array(4).fill('\x7f'));
    await wizard.shows(/Filter: 499█/);
    wizard.press('enter');
    await wizard.shows('/499');
    await wizard.shows('unit 499');
    expect(wizard.frame()).not.toContain('unit 498');
    wizard.press('c', 'escape');
    await wizard.shows('❯ Use glibc-static');
    expect(wizard.copied).toEqual([logFile]);
    rmSync(folder, { recursive: true });
  });
});
