import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pack } from '../../src/build/pack.js';
import type { Ran } from '../../src/build/processes/run-logged.js';
import { someFacts } from '../support/facts.js';

const ended = { code: 0, signal: null, tail: '', timedOut: false, cancelled: false, durationMs: 1 } as unknown as Ran;
const late = { ...ended, code: null, timedOut: true };
const refused = { ...ended, code: 2, tail: 'upx: a: NotCompressibleException' };

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'mw-pack-'));
  writeFileSync(join(place, 'program'), 'x'.repeat(2048));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** Packs with programs that answer so, in turn; what was started, without the file. */
const packed = async (...answers: readonly Ran[]) => {
  const started: string[] = [];
  const left = [...answers];
  const result = await pack(
    {
      run: async ({ argv }) => {
        started.push(argv.slice(0, -1).join(' '));
        return left.shift() ?? ended;
      },
    },
    {
      program: join(place, 'program'),
      copy: join(mkdtempSync(join(place, 'at-')), 'copy'),
      starter: null,
      facts: someFacts({ toolchain: { upx: { path: 'upx', version: '4.2.2' } } }),
      signal: new AbortController().signal,
    },
  );
  return { ...result, started };
};

it('strips first, and says by which method it packed', async () => {
  const { outcome, reason, started } = await packed();
  expect(started).toEqual(['strip', 'upx --best --lzma -q']);
  expect(outcome).toBe('packed');
  expect(reason).toMatch(/^Packed from 2 KiB to 2 KiB \(stripped, upx --best --lzma\)\. /);
});

it('takes a quicker method where the best takes too long', async () => {
  const { reason, started } = await packed(ended, late, ended);
  expect(started.at(-1)).toBe('upx -9 -q');
  expect(reason).toContain('(stripped, upx -9)');
});

it('says that UPX timed out where no method ended', async () => {
  expect(await packed(ended, late, late)).toMatchObject({
    outcome: 'refused',
    reason: 'It was not packed: UPX timed out.',
  });
});

it('tries no other method after a refusal, and packs what strip does not know', async () => {
  const { outcome, started } = await packed(ended, refused);
  expect([outcome, started.length]).toEqual(['refused', 2]);
  expect((await packed({ ...ended, code: 1 })).reason).toContain('(upx --best --lzma)');
});
