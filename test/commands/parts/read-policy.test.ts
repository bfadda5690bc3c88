import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPolicy } from '../../../src/commands/parts/read-policy.js';
import { UserError } from '../../../src/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'musl-wizard-ladder-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (text: string): string => {
  writeFileSync(join(folder, 'ladder.yaml'), text);
  return 'ladder.yaml';
};

describe('a ladder of the user', () => {
  it('is read from the current folder', async () => {
    const file = write('schema: musl-wizard.ladder/1\norder: [zig, alpine]\nforbidden: [pkgs-musl]\n');
    expect(await readPolicy(file, folder)).toMatchObject({ order: ['zig', 'alpine'], forbidden: ['pkgs-musl'] });
  });

  it.each([
    ['a file of another kind', 'a: [unclosed'],
    ['no ladder', 'hello'],
    ['an unknown rung', 'schema: musl-wizard.ladder/1\norder: [cosmo]\n'],
    ['a bomb of aliases', `a: &a [${'x,'.repeat(20)}]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]\n`],
    ['a flood', '#'.repeat(70_000)],
  ])('is refused: %s', async (_, text) => {
    await expect(readPolicy(write(text), folder)).rejects.toMatchObject({ exitCode: 2 });
  });

  it('is not used where another user can write it, or its folder', async () => {
    const file = write('schema: musl-wizard.ladder/1\norder: [zig]\n');
    for (const open of [join(folder, file), folder]) {
      chmodSync(open, 0o777);
      await expect(readPolicy(file, folder)).rejects.toMatchObject({
        message: 'Another user can write to the ladder, so it is not used.',
        evidence: [`file: ${join(folder, file)}`, `${open} can be written by every user (mode 0777)`],
        nextSteps: [expect.stringContaining('cat '), `chmod go-w ${open}`],
      });
      chmodSync(open, 0o700);
    }
    expect((await readPolicy(file, folder)).order).toEqual(['zig']);
  });

  it('is missed by name', async () => {
    await expect(readPolicy('nowhere.yaml', folder)).rejects.toThrow(UserError);
  });
});
