import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, describe, expect, it } from 'vitest';
import { snapshotSchema } from '../../src/commands/schemas/snapshot.js';
import { run, type SnapshotOptions } from '../../src/commands/snapshot.js';
import { UsageError, UserError } from '../../src/errors.js';
import { parseSnapshot, snapshotSchemaId } from '../../src/machine/snapshot.js';
import { testContext } from '../support/context.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-snapshot-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call = async (options: SnapshotOptions, args: readonly string[] = []) => {
  const env = {
    ...process.env,
    HOME: '/home/marguerite',
    https_proxy: 'http://marguerite:hunter2@127.0.0.1:1',
    USER: 'marguerite',
  };
  const { context, written } = testContext({ cwd: folder, env });
  return { code: await run(context, args, options), ...written };
};

describe('snapshot', () => {
  it('writes this machine without names and secrets, for its owner alone', async () => {
    const { code, out } = await call({ output: 'one.json' });
    expect([code, out]).toEqual([0, '']);
    const text = readFileSync(join(folder, 'one.json'), 'utf8');
    expect(text).not.toMatch(/marguerite|hunter2/);
    const { meta, captures } = parseSnapshot(text, 'one.json');
    expect(meta).toMatchObject({ collector: 'node', target: 'local', redacted: true });
    expect(captures['env:https_proxy']).toEqual({
      ok: true,
      text: expect.stringMatching(/^http:\/\/user-\d+:\*{3}@127\.0\.0\.1:1$/),
    });
    expect(Value.Check(snapshotSchema, JSON.parse(text))).toBe(true);
    expect(statSync(join(folder, 'one.json')).mode & 0o777).toBe(0o600);
  });

  it('keeps everything when asked to, and says so', async () => {
    const { err } = await call({ output: 'raw.json', redact: false });
    expect(readFileSync(join(folder, 'raw.json'), 'utf8')).toContain('hunter2');
    expect(err).toMatch(/before you share it/);
    const { out } = await call({ on: `snapshot:${join(folder, 'raw.json')}` });
    expect(out).not.toMatch(/marguerite|hunter2/);
    expect(JSON.parse(out).meta).toMatchObject({ collector: 'snapshot', redacted: true });
  });

  it('replaces no file without --force', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'precious');
    await expect(call({ output: 'mine.txt', script: true })).rejects.toThrow(UserError);
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('precious');
    await call({ output: 'mine.txt', script: true, force: true });
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toMatch(/^#!\/bin\/sh\n/);
  });

  it('prints a script that writes the same document elsewhere', async () => {
    const { out } = await call({ script: true });
    writeFileSync(join(folder, 'collect.sh'), out);
    const { out: document } = await call({ on: `exec:sh ${join(folder, 'collect.sh')}` });
    expect(JSON.parse(document)).toMatchObject({ schema: snapshotSchemaId, meta: { collector: 'sh', target: 'exec' } });
  });

  it('says what is wrong', async () => {
    await expect(call({}, ['file.json'])).rejects.toThrow(UsageError);
    await expect(
      call({ output: 'no/such/folder/x.json', script: true }).then(() => existsSync(join(folder, 'no'))),
    ).resolves.toBe(true);
    await expect(call({ on: 'snapshot:none.json' })).rejects.toThrow(UserError);
  });
});
