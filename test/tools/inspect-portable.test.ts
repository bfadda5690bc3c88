import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { runInEmptyRoot } from '../../src/build/check/empty-root.js';
import { root, staticLibc } from '../support/lab.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-portable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compile = (name: string, code: string, ...flags: string[]): string => {
  writeFileSync(join(folder, `${name}.c`), code);
  execFileSync('gcc', [...flags, '-o', join(folder, name), join(folder, `${name}.c`)], { stdio: 'pipe' });
  return join(folder, name);
};
const options = { signal: new AbortController().signal, timeoutMs: 5000 };
const canTry = process.platform === 'linux' && root.met() && staticLibc.met();
const needs = canTry ? '' : ` (needs ${root.name}, ${staticLibc.name})`;

test.skipIf(!canTry)(`a static program runs, with its arguments, and finds nothing around it${needs}`, async () => {
  const code =
    '#include <stdio.h>\n#include <unistd.h>\nint main(int c,char**v){printf("%s %d %d",v[1],access("/proc/self",0),getuid());return 7;}';
  const ran = await runInEmptyRoot(compile('alone', code, '-static'), ['a b;c'], options);
  expect(ran).toMatchObject({ tried: 'chroot', code: 7, stdout: 'a b;c -1 65534' });
});

test.skipIf(!canTry)(`a dynamic program does not start, and the reason is reported${needs}`, async () => {
  const ran = await runInEmptyRoot(compile('dynamic', 'int main(void){return 0;}'), [], options);
  expect(ran.tried).toBe('chroot');
  expect(ran.code).toBeNull();
  expect(ran.reason).toContain('needs a loader');
});

test.skipIf(!canTry)(`a program that never ends, and its children, are ended${needs}`, async () => {
  const code = '#include <unistd.h>\nint main(void){if(fork()==0){setsid();}for(;;)pause();}';
  const path = compile('mw-pause-for-ever', code, '-static');
  const ran = await runInEmptyRoot(path, [], { ...options, timeoutMs: 700 });
  expect(ran.reason).toContain('timed out');
});

test('what cannot be read is not tried', async () => {
  const ran = await runInEmptyRoot(join(folder, 'absent'), [], options);
  expect(ran.tried).toBeNull();
  expect(ran.reason).toContain('ENOENT');
});

test.skipIf(!canTry)(`a program is given nothing of the user${needs}`, async () => {
  const code =
    '#include <stdio.h>\nextern char **environ; int main(void){for(char **e=environ;*e;e++)puts(*e);return 0;}';
  vi.stubEnv('DOCKER_HOST', 'tcp://user:secret@far.example');
  const { stdout } = await runInEmptyRoot(compile('environment', code, '-static'), [], options);
  vi.unstubAllEnvs();
  expect(stdout).toContain('PATH=');
  expect(stdout).not.toMatch(/secret|HOME=/);
});
