import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/commands/wizard.js';
import { testContext } from '../support/context.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-no-terminal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('says what doctor says without a terminal, and the command that climbs; builds and saves nothing', async () => {
  const cwd = join(folder, 'project');
  const configDir = join(folder, 'config');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'main.c'), 'int main(void) { return 0; }\n');
  const env = { ...process.env, TMPDIR: folder, XDG_STATE_HOME: join(folder, 'state') };
  const { context, written } = testContext({ cwd, configDir, env });
  const code = await run(context, [], {});
  expect([0, 1]).toContain(code);
  expect(written.err).toContain('Standard input is not a terminal');
  expect(written.out).toMatch(/glibc-static/);
  expect(written.out).toMatch(
    /\nNothing was built or saved\. To choose without questions: musl-wizard choose --yes\n$/,
  );
  expect(readdirSync(cwd)).toEqual(['main.c']);
  // Podman makes folders of its own there, whatever it is asked.
  const made = readdirSync(folder).filter((name) => !/^(?:containers-user|podman-run)-/.test(name));
  expect(made).toEqual(['project']);
});

it('explains a log that is piped in; builds and saves nothing', async () => {
  const configDir = join(folder, 'config');
  const stdin = Object.assign(new PassThrough(), { isTTY: false });
  stdin.end('/usr/bin/ld: cannot find -lsodium\ncollect2: error: ld returned 1 exit status\n');
  const { context, written } = testContext({ cwd: folder, configDir, stdin: stdin as unknown as NodeJS.ReadStream });
  expect(await run(context, [], {})).toBe(0);
  expect(written.out).toContain('sodium');
  expect(written.out).not.toContain('choose --yes');
  expect(readdirSync(folder)).toEqual([]);
});
