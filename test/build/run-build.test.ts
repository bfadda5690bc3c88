import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foreignProgram } from '../../src/machine/foreign-program.js';
import { canaryBench } from '../support/canary.js';

const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as 'x64'] ?? process.arch;
const bench = canaryBench();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-run-build-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A canary by a compiler that prints some text and leaves a static program that only ends. */
const builtBy = (text: string) => {
  const [made, said, path] = ['made', 'said', 'cc'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(made, foreignProgram(arch, { status: 0 }) ?? '', { mode: 0o755 });
  writeFileSync(said, text);
  const script = `for word; do test "$last" = -o && cp ${made} "$word"; last=$word; done\ncat ${said} >&2\n`;
  writeFileSync(path, `#!/bin/sh\n${script}`, { mode: 0o755 });
  return bench.run('glibc-static', { facts: { os: { arch }, toolchain: { cc: { path, version: '12.2.0' } } } });
};

it.each([
  {
    text: "/usr/bin/ld: a.c:9: warning: Using 'getpwnam' in statically linked applications requires at runtime the shared libraries from the glibc version used for linking\n",
    findings: ['canary-glibc-static-needs-shared-libs'],
  },
  { text: "a.c:9: warning: 'gets' is deprecated in statically linked applications\n", findings: [] },
])('says $findings of a link that printed $text', async ({ text, findings }) => {
  const { steps, findings: said } = await builtBy(text);
  expect(steps.map(({ code }) => code)).not.toContain(1);
  expect(said).toEqual(findings);
});
