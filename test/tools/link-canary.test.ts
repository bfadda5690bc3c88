import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkCanary, withLink } from '../../src/build/canary/link-canary.js';
import { canaryProject } from '../../src/build/canary/program.js';
import type { LinkedLibrary } from '../../src/project/project.js';
import type { RungId } from '../../src/rungs/registry.js';
import { canaryResult } from '../support/canary-result.js';
import { someFacts } from '../support/facts.js';
import { describeLab, library, program } from '../support/lab.js';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'mw-link-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const required = (id: string): LinkedLibrary => ({ id, known: true, optional: false, without: null, asked: [] });

/** What a rung links of a project with these libraries. */
const link = async (rung: RungId, ...ids: readonly string[]) => {
  const facts = someFacts({
    toolchain: { cc: { path: 'gcc', version: '12' }, muslGcc: { path: 'musl-gcc', version: '1.2.3' } },
  });
  const options = { rungOptions: {}, upx: false, keep: false, timeoutMs: 60_000, onEvent: () => undefined };
  const { signal } = new AbortController();
  const env = { PATH: process.env.PATH, HOME: home };
  const project = { ...canaryProject('c-hello'), libraries: ids.map(required) };
  const linked = await linkCanary(project, rung, facts, { ...options, signal, env });
  return withLink(canaryResult({ rung }), 'app', linked);
};

describeLab('what a project requires', [program('musl-gcc'), library('z')], () => {
  it('is linked where it is there', async () => {
    expect(await link('glibc-static', 'zlib')).toMatchObject({
      outcome: 'passed',
      link: { outcome: 'passed', libraries: ['zlib'], untried: [] },
    });
  });

  it('is named where it is not there for this C library', async () => {
    const result = await link('musl-gcc', 'zlib');
    expect(result).toMatchObject({ outcome: 'failed', link: { outcome: 'failed', libraries: ['zlib'] } });
    expect(result.reason).toContain('zlib is missing');
    expect(result.logFile).not.toBeNull();
  });

  it('is untried, not passed, where it is not known how to use it', async () => {
    expect(await link('glibc-static', 'frobnicate')).toMatchObject({
      outcome: 'passed',
      link: { outcome: 'untried', libraries: [], untried: ['frobnicate'] },
    });
  });
});
