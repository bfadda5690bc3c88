import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withoutThem } from '../support/hidden.js';
import { describeLab, type Need, program } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const root: Need = { name: 'root', met: () => process.getuid?.() === 0 };

describeLab('status after choose', [program('musl-gcc'), root], () => {
  const base = mkdtempSync(join(tmpdir(), 'mw-status-'));
  const config = join(base, 'config');
  const project = mkdtempSync(join(base, 'project-'));
  const call = async (hidden: readonly string[], ...words: readonly string[]) => {
    const command = [process.execPath, cli, '--quiet', '--config-dir', config, ...words];
    const [name = '', ...args] = hidden.length > 0 ? withoutThem(base, hidden, command) : command;
    return execa(name, args, { cwd: project, reject: false, timeout: 100_000 });
  };
  const status = async (hidden: readonly string[], ...words: readonly string[]) => {
    const { stdout, exitCode } = await call(hidden, 'status', '--json', ...words);
    return { ...JSON.parse(stdout), exitCode };
  };
  beforeAll(async () => {
    expect(await call([], 'status')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(`node ${cli} --config-dir ${config} choose`),
    });
    expect((await call([], 'choose', '--rung', 'musl-gcc', '--yes')).exitCode).toBe(0);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('is good where nothing changed', async () => {
    expect(await status([])).toMatchObject({
      exitCode: 0,
      good: true,
      changes: [],
      checked: null,
      setup: { rung: 'musl-gcc', from: 'project' },
    });
    expect((await call([], 'status')).stdout).toMatch(/^Still valid: musl-gcc, proven (?:just now|\d+ min ago);/);
  });

  it('says what is gone, and that the canary does not pass any more', async () => {
    const musl = '/usr/bin/musl-gcc';
    const gone = await status([musl]);
    expect(gone).toMatchObject({ exitCode: 1, good: false, checked: null });
    expect(gone.changes[0].text).toBe(`musl-gcc ${musl} → gone`);
    const checked = await status([musl], '--check');
    expect(checked).toMatchObject({ exitCode: 1, good: false, checked: { outcome: 'blocked' } });
  });

  it('proves again after a change that does no harm, and rests on the new facts', async () => {
    const [name = ''] = readdirSync(config).filter((file) => file.startsWith('project-'));
    const path = join(config, name);
    const document = JSON.parse(readFileSync(path, 'utf8'));
    document.setup.basis['memory.limitBytes'] = 1024 ** 4;
    writeFileSync(path, JSON.stringify(document));
    const changed = await status([]);
    expect(changed).toMatchObject({ exitCode: 1, good: false });
    expect(changed.changes[0].text).toMatch(/^memory limit 1 TiB → /);
    expect(await status([], '--check')).toMatchObject({ exitCode: 0, good: true, checked: { outcome: 'passed' } });
    expect(await status([])).toMatchObject({ exitCode: 0, good: true, changes: [] });
  });

  it('takes the team’s file for a wish, not for a proof', async () => {
    rmSync(config, { recursive: true, force: true });
    writeFileSync(
      join(project, 'musl-wizard.json'),
      '{"schema":"musl-wizard.project/1","rung":"zig","upx":false,"options":{}}',
    );
    expect(await status([])).toMatchObject({ setup: null, teamFile: { state: 'ignored' } });
    expect(await call([], 'allow')).toMatchObject({ exitCode: 0 });
    expect(await status([])).toMatchObject({
      exitCode: 1,
      good: false,
      setup: { rung: 'zig', from: 'team' },
      provedAt: null,
      teamFile: { state: 'used' },
    });
    writeFileSync(join(project, 'musl-wizard.json'), '{"schema":"other"}');
    expect(await status([])).toMatchObject({ setup: null, teamFile: { state: 'ignored' } });
    expect(await call([], 'allow')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('It cannot be used: its schema is'),
    });
  });
});
