import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renewChanged } from '../../../src/build/project/changed-sources.js';

const old = 1_000_000;

describe('renewChanged', () => {
  let base = '';
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-changed-'));
    mkdirSync(join(base, 'source/src'), { recursive: true });
    put('src/a.rs', 'a');
    put('src/b.rs', 'b');
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  const put = (path: string, text: string, time = old) => {
    writeFileSync(join(base, 'source', path), text);
    utimesSync(join(base, 'source', path), time, time);
  };
  /** As the next copy of the same sources is. */
  const copyAgain = () => {
    for (const path of ['src/a.rs', 'src/b.rs']) utimesSync(join(base, 'source', path), old, old);
  };
  const renew = () => renewChanged(join(base, 'source'), join(base, 'record'), new AbortController().signal);
  const isNew = (path: string) => statSync(join(base, 'source', path)).mtimeMs > old * 1000;
  const passOnce = async () => {
    (await renew()).passed();
    copyAgain();
  };

  it('cannot go on where nothing was built', async () => {
    expect((await renew()).goesOn).toBe(false);
    expect(isNew('src/a.rs')).toBe(true);
  });

  it('leaves what is as it was', async () => {
    await passOnce();
    expect((await renew()).goesOn).toBe(true);
    expect([isNew('src/a.rs'), isNew('src/b.rs')]).toEqual([false, false]);
  });

  it('renews what has another time, though it is older, or another length, and no more', async () => {
    await passOnce();
    put('src/a.rs', 'x', old - 1000);
    await renew();
    expect([isNew('src/a.rs'), isNew('src/b.rs')]).toEqual([true, false]);
  });

  it('renews it once more after a build that failed, also where it is again as it was', async () => {
    await passOnce();
    put('src/a.rs', 'broken');
    await renew();
    put('src/a.rs', 'a');
    expect((await renew()).goesOn).toBe(true);
    expect([isNew('src/a.rs'), isNew('src/b.rs')]).toEqual([true, false]);
  });

  it('does not go on where a link leads elsewhere, is new or is gone', async () => {
    const link = join(base, 'source/link');
    symlinkSync('src/a.rs', link);
    await passOnce();
    expect((await renew()).goesOn).toBe(true);
    await passOnce();
    rmSync(link);
    symlinkSync('src/b.rs', link);
    expect((await renew()).goesOn).toBe(false);
    await passOnce();
    rmSync(link);
    expect((await renew()).goesOn).toBe(false);
  });

  it.each(['', '{', '[1]', 'null', '{"src/a.rs":1}'])('takes a record %j for none', async (text) => {
    await passOnce();
    writeFileSync(join(base, 'record'), text);
    expect((await renew()).goesOn).toBe(false);
  });

  it('knows a file by its whole name, whatever that is', async () => {
    put('__proto__', 'x');
    await passOnce();
    expect(isNew('__proto__')).toBe(true);
    utimesSync(join(base, 'source/__proto__'), old, old);
    await renew();
    expect(isNew('__proto__')).toBe(false);
    renameSync(join(base, 'source/__proto__'), join(base, 'source/constructor'));
    await renew();
    expect(isNew('constructor')).toBe(true);
  });
});
