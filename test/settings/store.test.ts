import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SavedSetup } from '../../src/project/setup.js';
import { maxSetupBytes, setupPath } from '../../src/settings/setup-path.js';
import { loadSetup, saveSetup } from '../../src/settings/store.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const setup: SavedSetup = {
  schema: 'musl-wizard.setup/1',
  rung: 'glibc-static',
  upx: false,
  options: {},
  project: '/home/a.b/pro ject/__proto__',
  provedAt: '2026-11-21T07:00:00.000Z',
  proof: { sizeBytes: 700_000, libc: 'glibc', durationMs: 300 },
  basis: { 'memory.limitBytes': null, 'os.arch': 'x86_64' },
};

describe('saved setups', () => {
  it('come back as they were saved', () => {
    const { path, setAside } = saveSetup(folder, setup);
    expect(setAside).toBeNull();
    expect(path).toBe(setupPath(folder, setup.project));
    expect(loadSetup(folder, setup.project)).toEqual({ setup, setAside: null });
  });

  it('that could not be read again are not saved', () => {
    expect(() => saveSetup(folder, { ...setup, options: { image: 'alpine; id' } })).toThrow(/schema/);
    expect(existsSync(setupPath(folder, setup.project))).toBe(false);
  });

  it('of two projects do not share a file', () => {
    saveSetup(folder, setup);
    saveSetup(folder, { ...setup, project: null, rung: 'zig' });
    expect(loadSetup(folder, setup.project).setup?.rung).toBe('glibc-static');
    expect(loadSetup(folder, null).setup?.rung).toBe('zig');
    expect(loadSetup(folder, '/elsewhere').setup).toBeNull();
  });

  it.each([
    ['damaged', '{"setup": {', /damaged/],
    ['empty', '', /damaged/],
    ['null', 'null', /contains no setup/],
    ['hostile', '{"__proto__": {"setup": 1}, "setup": null}', /contains no setup/],
    ['newer', JSON.stringify({ setup: { ...setup, schema: 'musl-wizard.setup/2' } }), /another version/],
    ['of an unknown rung', JSON.stringify({ setup: { ...setup, rung: 'perl' } }), /unknown rung/],
    ['of an option that is code', JSON.stringify({ setup: { ...setup, options: { arch: '$(id)' } } }), /schema/],
    ['misshapen', JSON.stringify({ setup: { ...setup, upx: 'yes' } }), /schema/],
  ])('keep a %s file aside', (_, text, reason) => {
    const path = setupPath(folder, setup.project);
    writeFileSync(path, text);
    const loaded = loadSetup(folder, setup.project);
    expect(loaded.setup).toBeNull();
    expect(loaded.setAside?.reason).toMatch(reason);
    expect(readFileSync(loaded.setAside?.path ?? '', 'utf8')).toBe(text);
    writeFileSync(path, text);
    saveSetup(folder, setup);
    expect(loadSetup(folder, setup.project).setup).toEqual(setup);
    expect(readdirSync(folder).filter((name) => name.includes('aside'))).toHaveLength(2);
  });

  it('do not look like what they should by what another file holds', () => {
    const path = setupPath(folder, setup.project);
    writeFileSync(path, JSON.stringify({ setup: { ...setup, project: '/elsewhere', options: [] } }));
    expect(loadSetup(folder, setup.project).setAside?.reason).toMatch(/schema.*options/);
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
    ['a link in a circle', (path: string) => symlinkSync(path, path)],
    ['far too much', (path: string) => writeFileSync(path, Buffer.alloc(maxSetupBytes + 1))],
  ])('give way where %s is in their place', (_, put) => {
    const path = setupPath(folder, setup.project);
    put(path);
    expect(saveSetup(folder, setup).setAside).toMatchObject({ path: `${path}.aside`, stays: null });
    expect(loadSetup(folder, setup.project)).toEqual({ setup, setAside: null });
    expect(lstatSync(`${path}.aside`, { throwIfNoEntry: false })).toBeDefined();
  });

  it('that cannot be used stay where nothing may be renamed, and are not overwritten', () => {
    symlinkSync('circle', join(folder, 'circle'));
    const circle = join(folder, 'circle');
    const path = setupPath(circle, setup.project);
    expect(loadSetup(circle, setup.project)).toMatchObject({
      setup: null,
      setAside: { path, reason: expect.stringContaining('ELOOP'), stays: { code: 'ELOOP' } },
    });
    expect(() => saveSetup(circle, setup)).toThrow(/could not be saved: ELOOP/);
  });

  it('name the command by which they may be read again', () => {
    const { path } = saveSetup(folder, setup);
    chmodSync(path, 0);
    chmodSync(folder, 0o755);
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(() => loadSetup(folder, setup.project)).toThrow(
        expect.objectContaining({ nextSteps: [`${root ? 'sudo chown "$(id -un)"' : 'chmod u+rw'} ${path}`] }),
      );
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  it.each([
    ['the file', (path: string) => path],
    ['its folder', () => folder],
  ])('are not used where another user can write %s', (_, of) => {
    const { path } = saveSetup(folder, setup);
    const open = of(path);
    chmodSync(open, 0o777);
    const refused = expect.objectContaining({
      message: 'Another user can write to the saved setup, so it is not used.',
      evidence: [`setup: ${path}`, `${open} can be written by every user (mode 0777)`],
      nextSteps: [expect.anything(), `chmod go-w ${open}`, expect.anything()],
    });
    expect(() => loadSetup(folder, setup.project)).toThrow(refused);
    expect(() => saveSetup(folder, setup)).toThrow(refused);
    chmodSync(open, 0o700);
    expect(loadSetup(folder, setup.project).setup).toEqual(setup);
  });

  it.runIf(process.getuid?.() === 0)('of another user are not used (needs root)', () => {
    const { path } = saveSetup(folder, setup);
    chownSync(path, 1234, 1234);
    expect(() => loadSetup(folder, setup.project)).toThrow(
      expect.objectContaining({ evidence: [expect.anything(), `${path} belongs to user 1234`] }),
    );
  });

  it('are private whatever the umask', () => {
    const umask = process.umask(0);
    const { path } = saveSetup(join(folder, 'new/config'), setup);
    process.umask(umask);
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
  });

  it('are saved one after the other', async () => {
    const path = setupPath(folder, setup.project);
    // The other one holds the lock when it says so, and has not seen this setup when it lets go.
    const script = `echo held; sleep 0.4; test ! -e ${path} && echo >${folder}/alone`;
    const other = spawn('flock', [join(folder, '.lock'), 'sh', '-c', script]);
    await once(other.stdout, 'data');
    saveSetup(folder, setup);
    expect(readdirSync(folder)).toContain('alone');
    expect(existsSync(path)).toBe(true);
  });

  it('are replaced, not written in place, also in a snap', () => {
    const { path } = saveSetup(folder, setup);
    const before = statSync(path).ino;
    vi.stubEnv('SNAP', '/snap/node/1');
    const opened = openSync(path, 'r');
    saveSetup(folder, { ...setup, upx: true });
    expect(process.env.SNAP).toBe('/snap/node/1');
    vi.unstubAllEnvs();
    expect(statSync(path).ino).not.toBe(before);
    expect(readFileSync(opened, 'utf8')).toContain('"upx": false');
    closeSync(opened);
  });

  it('say what to do where nothing can be written', () => {
    const refused = {
      message: expect.stringContaining('could not be saved'),
      nextSteps: ['musl-wizard build --rung zig', expect.any(String)],
    };
    expect(() => saveSetup('/proc/nowhere', { ...setup, rung: 'zig' })).toThrow(expect.objectContaining(refused));
  });
});
