import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { saveFlowSetup } from '../../../src/commands/flow/save-setup.js';
import { saveSetup as store } from '../../../src/settings/store.js';
import { testContext } from '../../support/context.js';
import { fakeSession } from '../../support/fake-session.js';

const base = mkdtempSync(join(tmpdir(), 'mw-flow-save-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

it.each([
  [true, 'Saved: /home/user/.config/musl-wizard/project.json\n'],
  [false, 'The existing setup (zig) was kept; --yes replaces it.\n'],
])('a setup that was saved before is replaced with --yes alone: %s', async (yes, said) => {
  const { context, written } = testContext({ cwd: join(base, 'project'), configDir: join(base, 'config') });
  store(join(base, 'config'), {
    schema: 'musl-wizard.setup/1',
    rung: 'zig',
    upx: false,
    options: {},
    project: join(base, 'project'),
    provedAt: '2026-11-21T07:00:00.000Z',
    proof: { sizeBytes: 1, libc: 'musl', durationMs: 1 },
    basis: {},
  });
  const session = fakeSession();
  await session.examine();
  await session.try('glibc-static', {});
  await saveFlowSetup(context, session, { rung: 'glibc-static', upx: false, options: {} }, yes);
  expect(written.err).toBe(said);
});
