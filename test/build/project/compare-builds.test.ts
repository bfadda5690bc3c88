import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { compareBuilds } from '../../../src/build/project/compare-builds.js';
import { inspectFileSync } from '../../../src/inspect/inspect-file.js';
import { buildResult } from '../../support/build-result.js';
import { someFacts } from '../../support/facts.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-compare-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('ends what a measured program left running in a session of its own', async () => {
  const [program, pid] = [join(folder, 'program'), join(folder, 'pid')];
  const body = `setsid sh -c 'echo $$ >${pid}; exec sleep 600' >/dev/null 2>&1 </dev/null &`;
  writeFileSync(program, `#!/bin/sh\n${body}\nwhile [ ! -s ${pid} ]; do sleep 0.1; done\n`, { mode: 0o755 });
  const artifact = inspectFileSync(program);
  await compareBuilds({
    folder,
    facts: someFacts({ toolchain: { upx: null } }),
    env: { PATH: process.env.PATH, TMPDIR: folder },
    signal: new AbortController().signal,
    onEvent: () => {},
    onRung: () => {},
    setups: [{ rung: 'glibc-static', upx: false, options: {} }],
    build: async () =>
      buildResult({ programs: [{ name: 'program', savedTo: program, artifact, fault: null, packed: null }] }),
  });
  const stat = `/proc/${readFileSync(pid, 'utf8').trim()}/stat`;
  // A zombie may stay where nobody waits for it.
  await vi.waitFor(() => expect(existsSync(stat) ? readFileSync(stat, 'latin1') : ' Z ').toMatch(/ Z /));
});
