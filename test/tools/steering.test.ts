/** The real program in a stranger's project: what its files set does not count before this user allowed it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentHash } from '../../src/settings/permissions.js';
import { describeLab, staticLibc } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const image = 'evil.example/alpine:1';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-steering-'));
  mkdirSync(join(base, 'project'));
  writeFileSync(join(base, 'project/main.c'), 'int main(void) { return 0; }\n');
  writeFileSync(
    join(base, 'project/musl-wizard.json'),
    JSON.stringify({
      schema: 'musl-wizard.project/1',
      rung: 'alpine',
      upx: true,
      options: { image, network: 'host' },
    }),
  );
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Runs the program with settings of its own. */
const run = (config: string, ...words: readonly string[]) => runWith({}, '--config-dir', join(base, config), ...words);
const runWith = async (env: Readonly<Record<string, string>>, ...words: readonly string[]) => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cli, ...words, '--json'], {
    cwd: join(base, 'project'),
    env,
    reject: false,
    stdin: 'ignore',
    timeout: 300_000,
  });
  return { exitCode, document: stdout === '' ? null : JSON.parse(stdout), stderr };
};

describeLab("a project's musl-wizard.json", [staticLibc], () => {
  it('is no setup that build could use before it is allowed', async () => {
    const { exitCode, document, stderr } = await run('none', 'build');
    expect({ exitCode, document }).toEqual({ exitCode: 2, document: null });
    expect(stderr).toMatch(/musl-wizard\.json .*is ignored/);
  });

  it('changes nothing of what choose proves and build makes, whatever --yes says', async () => {
    const chosen = await run('saved', 'choose', '--rung', 'glibc-static', '--yes');
    expect(chosen.exitCode, chosen.stderr).toBe(0);
    const built = await run('saved', 'build');
    expect(built.exitCode, built.stderr).toBe(0);
    expect(built.document).toMatchObject({
      setup: { rung: 'glibc-static', upx: false, options: {} },
      teamFile: { state: 'ignored' },
    });
    expect(JSON.stringify(built.document.steps)).not.toContain(image);
    expect(JSON.stringify({ ...chosen.document, teamFile: null })).not.toContain(image);
  });

  it.each([
    ['HOME', '.config/musl-wizard'],
    ['XDG_CONFIG_HOME', 'musl-wizard'],
  ])('is not allowed by a permission that came with the project, where %s leads there', async (name, below) => {
    const project = join(base, 'project');
    const text = readFileSync(join(project, 'musl-wizard.json'), 'utf8');
    mkdirSync(join(project, below, 'allowed'), { recursive: true });
    writeFileSync(join(project, below, 'allowed', contentHash('musl-wizard.json', text)), '');
    const { exitCode, document, stderr } = await runWith({ [name]: project }, 'build');
    expect({ exitCode, document }).toEqual({ exitCode: 2, document: null });
    expect(stderr).toMatch(/a permission does not count: .* is inside the project folder/);
  });

  it('does count once it is allowed', async () => {
    expect((await run('allowed', 'allow')).exitCode).toBe(0);
    const { document, stderr } = await run('allowed', 'build', '--timeout', '20');
    expect(document, stderr).toMatchObject({ setup: { rung: 'alpine', options: { image, network: 'host' } } });
  });
});
