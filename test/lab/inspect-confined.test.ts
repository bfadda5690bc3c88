import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binfmtNeeds, takeBinfmt } from '../support/binfmt.js';
import { describeLab, program, works } from '../support/lab.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const user = 'mwlab';
const code = '#include <unistd.h>\nint main(void){return write(1,"hi\\n",3)!=3;}\n';
const zig = { name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') };
const root = { name: `root, to become ${user}`, met: () => process.getuid?.() === 0 && works('id', user) };
const docker = { name: 'a docker daemon', met: () => works('docker', 'info') };

describeLab('inspect --portable', [root, docker, zig, program('gcc'), program('setpriv'), ...binfmtNeeds], () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mw-confined-'));
    chmodSync(folder, 0o755);
    cpSync(join(repository, 'dist'), join(folder, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'hi.c'), code);
    const compile = (command: string, ...args: string[]) =>
      execFileSync(command, [...args, 'hi.c'], { cwd: folder, stdio: 'pipe' });
    compile('gcc', '-static', '-o', 'static');
    compile('gcc', '-o', 'dynamic');
    compile('python3', '-m', 'ziglang', 'cc', '-target', 'aarch64-linux-musl', '-s', '-o', 'foreign');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the product reports of a file, run behind a command that takes rights away. */
  const portable = (confine: readonly string[], file: string) => {
    const [command = '', ...words] = [...confine, process.execPath, join(folder, 'dist/musl-wizard.cjs')];
    const args = [...words, 'inspect', '--portable', '--json', join(folder, file)];
    const { stdout, status } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 100_000 });
    return { status, ...JSON.parse(stdout).portable[0] };
  };
  const asUser = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', 'env', `HOME=/home/${user}`];
  /** Root as in a container that was given no rights: neither chroot(2) nor namespaces. */
  const withoutRights = ['setpriv', '--bounding-set=-sys_admin,-sys_chroot'];
  const ways = [
    { tried: 'chroot', confine: ['env'] },
    { tried: 'userns', confine: asUser },
    { tried: 'engine', confine: withoutRights },
  ] as const;

  it.each(ways)('by $tried: a static program runs, a dynamic one does not start', ({ tried, confine }) => {
    expect(portable(confine, 'static')).toMatchObject({ tried, started: true, code: 0, stdout: 'hi\n', status: 0 });
    const failed = portable(confine, 'dynamic');
    expect(failed).toMatchObject({ tried, started: false, code: null, status: 1 });
    expect(failed.reason).toContain('needs a loader');
  });

  it('a program for another machine runs under a handler, and else was not tried', async () => {
    const binfmt = await takeBinfmt();
    try {
      binfmt.register();
      for (const { tried, confine } of ways)
        expect(portable(confine, 'foreign')).toMatchObject({ tried, started: true, code: 0, stdout: 'hi\n' });
      binfmt.unregister();
      for (const { confine } of ways) {
        const absent = portable(confine, 'foreign');
        expect(absent).toMatchObject({ started: null, code: null, status: 1 });
        expect(absent.reason).toContain('not tried: it is for aarch64, and this kernel has no emulator');
      }
    } finally {
      binfmt.release();
    }
  });
});
