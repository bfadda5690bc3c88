import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { parseElf } from '../../src/artifact/parse-elf.js';
import { describeLab, program } from '../support/lab.js';

const scratch = mkdtempSync(join(tmpdir(), 'mw-go-needs-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const needsOf = (path: string) =>
  (parseElf(bytesSource(readFileSync(path))).runtimeNeeds ?? []).map(({ kind }) => kind);

describeLab('what a Go program needs at run time', [program('go')], () => {
  const cases = [
    ['nothing', [], 'println("hi")', []],
    ['names', ['net'], 'println(net.LookupHost("x"))', ['names', 'timeZones']],
    ['users', ['os/user'], 'println(user.Lookup("x"))', ['users']],
    ['users by number', ['os/user'], 'println(user.LookupGroupId("1"))', ['users']],
    ['local time', ['time'], 'println(time.Now().Format("15:04"))', ['timeZones']],
    ['time zones of its own', ['time', '_ time/tzdata'], 'println(time.LoadLocation("Asia/Tokyo"))', []],
    ['certificates', ['net/http'], 'println(http.Get("https://x.example"))', ['names', 'timeZones', 'certificates']],
    [
      'certificates of its own',
      ['crypto/tls', 'crypto/x509'],
      'x509.SetFallbackRoots(x509.NewCertPool()); println(tls.Dial("tcp", "x:1", nil))',
      ['names', 'timeZones'],
    ],
  ] as const;

  it.each(cases)('%s', (name, imports, main, needs) => {
    const folder = join(scratch, name.replaceAll(' ', '-'));
    mkdirSync(folder);
    writeFileSync(join(folder, 'go.mod'), 'module example.com/app\n\ngo 1.21\n');
    const lines = imports.map((each) => (each.startsWith('_ ') ? `import _ "${each.slice(2)}"` : `import "${each}"`));
    writeFileSync(join(folder, 'main.go'), ['package main', ...lines, `func main() { ${main} }`, ''].join('\n'));
    for (const flags of [[], ['-ldflags=-s -w -buildid=']]) {
      execFileSync('go', ['build', '-o', 'app', ...flags, '.'], {
        cwd: folder,
        env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' },
      });
      expect(needsOf(join(folder, 'app'))).toEqual(needs);
    }
  });
});
