import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutRung } from '../../src/engine/without-rung.js';

describe('withoutRung', () => {
  const base = mkdtempSync(join(tmpdir(), 'mw-without-rung-'));
  const bin = join(base, 'home/.nix-profile/bin');
  // Looked through first after the PATH, so that a Go of this very machine does not matter.
  const env = (path: string) => ({ HOME: join(base, 'home'), PATH: path });
  const project = (name: string, source: string): string => {
    const folder = join(base, name);
    mkdirSync(join(folder, 'cmd/it s'), { recursive: true });
    writeFileSync(join(folder, 'go.mod'), 'module example.org/x\n');
    writeFileSync(join(folder, 'cmd/it s/main.go'), source);
    return folder;
  };
  beforeAll(() => {
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'go'), '#!/bin/sh\necho "$CGO_ENABLED"; printf "%s\\n" "$@"\n', { mode: 0o755 });
  });
  afterAll(() => rmSync(base, { recursive: true }));

  it('gives a command that a shell takes as it stands, with Go by its path where PATH does not lead to it', async () => {
    const folder = project('plain', 'package main\nfunc main() {}\n');
    const explained = await withoutRung(folder, env('/nonexistent'));
    expect(explained?.command).toContain(join(bin, 'go'));
    const said = execFileSync('sh', ['-c', explained?.command ?? 'false'], { encoding: 'utf8', cwd: folder });
    expect(said).toBe('0\nbuild\n-trimpath\n-o\ndist-static/\n./cmd/it s\n');
    expect((await withoutRung(folder, env(bin)))?.command).toMatch(/^CGO_ENABLED=0 go build /);
  });

  it('says nothing of a program with cgo, nor of a folder that is no Go module', async () => {
    expect(await withoutRung(project('cgo', 'package main\nimport "C"\nfunc main() {}\n'), env(bin))).toBeNull();
    expect(await withoutRung(base, env(bin))).toBeNull();
  });
});
