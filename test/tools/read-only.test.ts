import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
/** System calls that change the file system or the kernel, whatever they are given. */
const changing =
  'creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,symlink,symlinkat,link,linkat,mknod,mknodat,chmod,fchmod,fchmodat,chown,lchown,fchown,fchownat,truncate,utime,utimes,futimesat,utimensat,setxattr,lsetxattr,fsetxattr,removexattr,mount,umount2,swapon,init_module,finit_module,delete_module,sethostname,settimeofday,clock_settime';
const opening = 'open,openat,openat2';
const sending = 'connect,sendto,sendmsg,sendmmsg';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-read-only-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command under strace with all that it starts; gives the calls that changed something, and those that reached out or tried to. */
const traced = async (words: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const traces = mkdtempSync(join(folder, 'trace-'));
  const home = mkdtempSync(join(folder, 'home-'));
  const { exitCode, stdout } = await execa(
    'strace',
    // A file a process, so that no call is cut in two by another's.
    [
      '-ff',
      '-qq',
      '-e',
      `trace=${changing},${opening},${sending},bind,io_uring_setup`,
      '-o',
      join(traces, 'of'),
    ].concat([process.execPath, cli], words),
    {
      cwd: home,
      env: { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_CACHE_HOME: join(home, '.cache'), ...more },
      reject: false,
    },
  );
  const lines = readdirSync(traces).flatMap((name) => readFileSync(join(traces, name), 'utf8').split('\n'));
  const done = lines.filter((line) => !/ = -1 E[A-Z]+ /.test(line));
  const changes = new RegExp(`^(?:${changing.replaceAll(',', '|')})\\(`);
  const writing = done.filter(
    (line) =>
      changes.test(line) ||
      // What goes round the traced calls, and a socket that is a file.
      /^io_uring_setup\(/.test(line) ||
      (/^bind\(/.test(line) && /sun_path="/.test(line)) ||
      (/^open/.test(line) &&
        /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line) &&
        !/"\/dev\/(?:null|tty|pts\/\d+)"|"\/proc\/self\/(?:[ug]id_map|setgroups)"/.test(line)),
  );
  // A connect that does not wait fails with EINPROGRESS, and has reached out anyway.
  const reaching = lines.filter((line) => /^(?:connect|send)/.test(line) && /AF_INET/.test(line));
  return { exitCode, stdout, writing, reaching, left: readdirSync(home) };
};

describeLab('doctor --read-only', [program('strace')], () => {
  it('writes nothing, reaches no server, and still judges', async () => {
    const { exitCode, stdout, writing, reaching, left } = await traced(['doctor', '--json', '--read-only']);
    expect(writing).toEqual([]);
    expect(reaching).toEqual([]);
    expect(left).toEqual([]);
    const { facts, rungs } = JSON.parse(stdout);
    expect(facts.memory.totalBytes).toBeGreaterThan(0);
    expect(rungs.find(({ id }: { id: string }) => id === 'glibc-static')?.verdict).toBe('ready');
    expect(exitCode).toBe(0);
  });

  it('is checked by a trace that does detect writes and connections', async () => {
    const choose = await traced(['choose', '--rung', 'glibc-static', '--config-dir', join(folder, 'config')]);
    expect(choose.writing.length).toBeGreaterThan(0);
    // A proxy on this very machine, at a port where nobody listens.
    const proxy = 'http://127.0.0.1:9';
    const doctor = await traced(['doctor', '--json'], { https_proxy: proxy, http_proxy: proxy });
    expect(doctor.reaching.filter((line) => line.includes('sin_port=htons(9)'))).not.toEqual([]);
  });
});
