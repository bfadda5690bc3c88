/** Work of any length hears a signal between its pieces: it ends before it is through. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executableFiles, newPrograms } from '../../src/build/project/find-programs.js';
import { buildKey } from '../../src/engine/kept-build.js';
import { readProjectFiles } from '../../src/engine/project-files.js';
import { inTurns } from '../../src/files/turns.js';
import { someFacts } from '../support/facts.js';

const count = 1000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-long-'));
  for (let at = 0; at < count; at += 1) writeFileSync(join(folder, `${at}.c`), '', { mode: 0o755 });
  for (let at = 0; at < count; at += 1) mkdirSync(join(folder, 'empty', `${at}`), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A signal that comes from outside, as soon as anything is let in. */
const signal = (): AbortSignal => {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  return controller.signal;
};
const setup = { rung: 'musl-gcc', upx: false, options: {} } as const;

it('lets others in after each piece of work, and says when it is to end', async () => {
  const ended = inTurns(signal());
  let pieces = 0;
  while (!(await ended())) pieces += 1;
  expect(pieces).toBeLessThan(count);
});

describe.each([
  ['whole', undefined, count],
  ['until a signal', signal, 0],
] as const)('%s', (_, signalOf, least) => {
  const found = (length: number) =>
    signalOf === undefined ? expect(length).toBe(least) : expect(length).toBeLessThan(count);

  it('are the files of a project listed', async () => {
    const { paths, truncated } = await readProjectFiles(folder, signalOf?.());
    found(paths.length);
    expect(truncated).toBe(signalOf !== undefined);
  });

  it('are its sources distinguished', async () => {
    const key = await buildKey(folder, setup, 'plain', someFacts(), {}, signalOf?.());
    expect(key === null).toBe(signalOf !== undefined);
  });

  it('are its programs found', async () => {
    found((await executableFiles(folder, true, signalOf?.())).size);
  });
});

it('inspects no program after a signal', async () => {
  expect(await newPrograms(folder, true, new Map(), signal())).toEqual([]);
});
