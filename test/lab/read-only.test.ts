import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const calls =
  'open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,symlink,symlinkat,link,linkat,mknod,mknodat,chmod,fchmodat,chown,fchownat,truncate,utimensat,setxattr,mount,connect,sendto';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-read-only-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command under strace with all that it starts; gives the calls that succeeded in changing or reaching something. */
const traced = async (...words: string[]) => {
  const log = join(folder, 'trace');
  const home = mkdtempSync(join(folder, 'home-'));
  const { exitCode, stdout } = await execa(
    'strace',
    ['-f', '-qq', '-e', `trace=${calls}`, '-e', 'status=successful', '-o', log, process.execPath, cli, ...words],
    {
      cwd: home,
      env: { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_CACHE_HOME: join(home, '.cache') },
      reject: false,
    },
  );
  const lines = readFileSync(log, 'utf8').split('\n');
  const writing = lines.filter(
    (line) =>
      /\b(?:creat|mkdir\w*|rename\w*|unlink\w*|rmdir|symlink\w*|link\w*|mknod\w*|f?chmod\w*|f?chown\w*|truncate|utimensat|setxattr|mount)\(/.test(
        line,
      ) ||
      (/\bopen\w*\(/.test(line) &&
        /O_WRONLY|O_RDWR|O_CREAT/.test(line) &&
        !/"\/dev\/(?:null|tty|pts\/\d+)"|"\/proc\/self\/(?:[ug]id_map|setgroups)"/.test(line)),
  );
  const reaching = lines.filter((line) => /\b(?:connect|sendto)\(/.test(line) && /AF_INET/.test(line));
  return { exitCode, stdout, writing, reaching, left: readdirSync(home) };
};

describeLab('doctor --read-only', [program('strace')], () => {
  it('writes nothing, reaches no server, and still judges', async () => {
    const { exitCode, stdout, writing, reaching, left } = await traced('doctor', '--json', '--read-only');
    expect(writing).toEqual([]);
    expect(reaching).toEqual([]);
    expect(left).toEqual([]);
    const { facts, rungs } = JSON.parse(stdout);
    expect(facts.memory.totalBytes).toBeGreaterThan(0);
    expect(rungs.find(({ id }: { id: string }) => id === 'glibc-static')?.verdict).toBe('ready');
    expect(exitCode).toBe(0);
  });

  it('is held by a trace that does see a writer', async () => {
    const { writing } = await traced('choose', '--rung', 'glibc-static', '--config-dir', join(folder, 'config'));
    expect(writing.length).toBeGreaterThan(0);
  });
});
