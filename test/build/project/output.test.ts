import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkOutput, putProgram } from '../../../src/build/project/output.js';

describe('the folder of what is built', () => {
  const base = mkdtempSync(join(tmpdir(), 'mw-output-'));
  afterAll(() => rmSync(base, { recursive: true }));
  const program = join(base, 'program');
  writeFileSync(program, 'x');

  it('need not be there yet, and is not made by the question', async () => {
    const folder = join(base, 'new/dist-static');
    checkOutput(base, folder);
    expect(existsSync(join(base, 'new'))).toBe(false);
    expect(readFileSync(await putProgram(program, base, folder, 'p', new AbortController().signal), 'utf8')).toBe('x');
    expect(statSync(join(folder, 'p')).mode & 0o777).toBe(0o755);
  });

  // In a file: nobody may write there, root neither.
  it.each([[join(program, 'dist-static')], [program]])('is refused: %s', (folder) => {
    const wrong = expect.objectContaining({
      message: `Nothing was built, since ${folder} cannot be written.`,
      nextSteps: expect.arrayContaining(['musl-wizard build --output "$HOME/dist-static"']),
    });
    expect(() => checkOutput(base, folder)).toThrow(wrong);
  });
});
