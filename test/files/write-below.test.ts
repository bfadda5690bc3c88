import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBelow, moveBelow, writeBelow } from '../../src/files/write-below.js';

let base = '';
let project = '';
let outside = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-below-'));
  project = join(base, 'project');
  outside = join(base, 'bin');
  mkdirSync(project, { mode: 0o755 });
  mkdirSync(outside);
});
afterEach(() => rmSync(base, { recursive: true }));
const at = (...names: string[]) => join(project, ...names);

describe('writing into a project', () => {
  it('makes the folders that are missing, and leaves nothing beside the file', async () => {
    await writeBelow(project, at('a/b/file'), 'text');
    expect(readFileSync(at('a/b/file'), 'utf8')).toBe('text');
    expect(readdirSync(at('a/b'))).toEqual(['file']);
    expect(statSync(at('a')).mode & 0o777).toBe(0o755);
  });

  it('keeps the mode of what it replaces', async () => {
    writeFileSync(at('file'), 'old', { mode: 0o640 });
    await writeBelow(project, at('file'), 'new');
    expect(readFileSync(at('file'), 'utf8')).toBe('new');
    expect(statSync(at('file')).mode & 0o777).toBe(0o640);
  });

  it('says what is wrong by the path that the user knows, not by the one through an open folder', async () => {
    writeFileSync(at('file'), 'text');
    expect(() => checkBelow(project, at('file'))).toThrow(`${at('file')} is not a folder`);
    mkdirSync(at('a'));
    const put = (part: string) => void readFileSync(join(part, 'none'));
    const wrong = expect.objectContaining({ code: 'ENOENT', path: expect.stringContaining(`${at('a')}/`) });
    await expect(moveBelow(project, at('a/b'), put)).rejects.toThrow(wrong);
    await expect(moveBelow(project, at('a/b'), put)).rejects.toThrow(at('a'));
    await expect(moveBelow(project, at('a/b'), put)).rejects.not.toThrow('/proc/self');
  });

  it.each([
    ['the folder', 'dist-static', 'dist-static/program'],
    ['a folder above it', 'out', 'out/static/program'],
    ['a folder in between', 'a/out', 'a/out/b/program'],
  ])('refuses a link as %s, with what it leads to and what to do', async (_, link, path) => {
    mkdirSync(join(at(link), '..'), { recursive: true });
    symlinkSync(outside, at(link));
    const wrong = expect.objectContaining({
      message: `${at(link)} is a symbolic link: nothing is written through links in a project.`,
      evidence: [`${at(link)} -> $'${outside}'`],
      nextSteps: expect.arrayContaining([`rm ${at(link)}   # removes only the link, not its target`]),
    });
    expect(() => checkBelow(project, join(at(path), '..'))).toThrow(wrong);
    await expect(writeBelow(project, at(path), 'x')).rejects.toThrow(wrong);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('refuses a link in the place of the file, and leaves it', async () => {
    writeFileSync(join(outside, 'precious'), 'mine');
    symlinkSync(join(outside, 'precious'), at('file'));
    await expect(writeBelow(project, at('file'), 'x')).rejects.toThrow(/is a symbolic link/);
    expect(lstatSync(at('file')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('mine');
  });

  it('goes on in the folder that it checked, whatever is put in its place meanwhile', async () => {
    mkdirSync(at('dist'));
    await moveBelow(project, at('dist/program'), (part) => {
      renameSync(at('dist'), at('moved'));
      symlinkSync(outside, at('dist'));
      writeFileSync(part, 'x');
    });
    expect(readdirSync(outside)).toEqual([]);
    expect(readFileSync(at('moved/program'), 'utf8')).toBe('x');
  });

  it('refuses a folder that all may write, where the project is not one', async () => {
    mkdirSync(at('dist'));
    chmodSync(at('dist'), 0o777);
    await expect(writeBelow(project, at('dist/x'), 'x')).rejects.toThrow(
      expect.objectContaining({
        evidence: [`${at('dist')} can be written by every user (mode 0777)`],
        nextSteps: [`chmod o-w ${at('dist')}`],
      }),
    );
    expect(existsSync(at('dist/x'))).toBe(false);
    chmodSync(project, 0o777);
    await writeBelow(project, at('dist/x'), 'x');
  });

  it('refuses a folder of another user, but not of the one whose project it is', async (test) => {
    if (process.getuid?.() !== 0) return test.skip('needs root');
    mkdirSync(at('dist'));
    chownSync(at('dist'), 4242, 4242);
    await expect(writeBelow(project, at('dist/x'), 'x')).rejects.toThrow(
      expect.objectContaining({ evidence: [`${at('dist')} belongs to user 4242`] }),
    );
    chownSync(project, 4242, 4242);
    await writeBelow(project, at('dist/x'), 'x');
  });

  it('goes through links of a folder outside, which the user named', async () => {
    symlinkSync(outside, join(base, 'link'));
    await writeBelow(project, join(base, 'link/x'), 'x');
    expect(readFileSync(join(outside, 'x'), 'utf8')).toBe('x');
  });
});
