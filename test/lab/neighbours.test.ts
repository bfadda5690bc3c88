// What another user, another container or a sudo does around a run. In mount namespaces of their own, with a /tmp of
// their own, so that the traps stand where a neighbour would lay them.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shellQuote } from '../../src/text/shell-quote.js';
import { describeLab, ownRoot, program, root, staticLibc, works } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';

/** A user that is not this one; it needs no entry in /etc/passwd. */
const neighbour = 4321;
const as = (user: number, argv: readonly string[]): string =>
  shellQuote(['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--', ...argv]);

/** Settings that tools look for in the folders above the one they are run in, each a trap. */
const traps = [
  'mkdir -p /tmp/.cargo',
  'printf \'#!/bin/sh\\ntouch /tmp/ran-wrapper; exec "$@"\\n\' >/tmp/evil; chmod +x /tmp/evil',
  'printf \'[build]\\nrustc-wrapper = "/tmp/evil"\\n\' >/tmp/.cargo/config.toml',
  'printf \'[toolchain]\\npath = "/tmp/none"\\n\' >/tmp/rust-toolchain.toml',
  "printf '[workspace]\\n' >/tmp/Cargo.toml",
  "printf 'go 1.18\\nuse ./none\\n' >/tmp/go.work",
  'mkdir /tmp/.git; echo broken >/tmp/.git/HEAD',
].join('\n');

let folder: string;
/** The program, outside of /tmp: this checkout may lie there, where the new /tmp hides it. */
let cli: string;
beforeAll(() => {
  folder = trustedFolder('mw-neighbours-');
  chmodSync(folder, 0o755);
  cpSync(join(import.meta.dirname, '../../dist'), join(folder, 'dist'), { recursive: true });
  cli = join(folder, 'dist/musl-wizard.cjs');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs shell text where /tmp is new and as everywhere (root's, mode 1777), and so is /var/tmp. */
const inOwnTmp = (script: string, env: Readonly<Record<string, string>> = {}) =>
  spawnSync(
    'unshare',
    ['-m', 'sh', '-ec', `for t in /tmp /var/tmp; do mount -t tmpfs -o mode=1777,exec none $t; done\n${script}`],
    {
      encoding: 'utf8',
      timeout: 100_000,
      cwd: '/',
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C', ...env },
    },
  );
const wizard = (...words: readonly string[]): string[] => [process.execPath, cli, ...words];

describeLab('a neighbour in /tmp', [root, program('unshare'), program('setpriv'), program('strace')], () => {
  it.each([
    ['rust', 'cargo'],
    ['go', 'go'],
  ])('changes no %s canary: nothing of theirs is run or read', (language, tool) => {
    if (!works(tool, language === 'go' ? 'version' : '--version')) return;
    const trace = join(folder, `trace-${language}`);
    const run = wizard('canary', 'glibc-static', '--program', language, '--json');
    const { stdout, stderr } = inOwnTmp(
      `${as(neighbour, ['sh', '-ec', traps])}\nstrace -f --seccomp-bpf -qq -e trace=execve,openat,open,readlink -o ${trace} ${shellQuote(run)}; ls /tmp/ran* 2>/dev/null || true`,
      { TMPDIR: '/tmp' },
    );
    expect(stderr).not.toContain('unshare');
    expect(JSON.parse(stdout).results[0]).toMatchObject({ outcome: 'passed', ran: true });
    const touched = readFileSync(trace, 'latin1')
      .split('\n')
      .filter((line) => /"\/tmp\/(?:evil|\.cargo|rust-toolchain|Cargo|go\.work|\.git)/.test(line));
    expect(touched).toEqual([]);
  });

  const homeless = ['canary', 'glibc-static', '--program', 'c-hello', '--json'];
  const asHomeless = (before: string) =>
    inOwnTmp(`${before}\n${as(1234, ['env', '-i', `PATH=${process.env.PATH}`, process.execPath, cli, ...homeless])}`);

  it('keeps a user without a home from building in it, and that is said', () => {
    const { results } = JSON.parse(asHomeless(as(neighbour, ['touch', '/tmp/theirs'])).stdout);
    expect(results[0]).toMatchObject({ outcome: 'blocked', findings: ['canary-no-scratch-folder'] });
    expect(results[0].reason).toContain(`/tmp/theirs belongs to user ${neighbour}`);
  });

  it('is not there in a container of one user, who builds in /tmp', () => {
    const { results } = JSON.parse(asHomeless('true').stdout);
    expect(results[0]).toMatchObject({ outcome: 'passed', ran: true });
    expect(results[0].steps[0].command.join(' ')).toBeTruthy();
  });
});

describeLab('a run in another PID namespace', [root, program('unshare'), program('flock'), staticLibc], () => {
  it('is left alone by the next one, though its number means nothing here', async () => {
    const scratch = join(folder, 'shared');
    const bin = join(folder, 'bin');
    for (const made of [scratch, bin]) mkdirSync(made);
    // Holds on in its first compilation until it is let go.
    writeFileSync(
      join(bin, 'cc'),
      `#!/bin/sh\ncase " $* " in *" -static "*) touch ${folder}/building; while [ ! -e ${folder}/go ]; do sleep 0.05; done;; esac\nexec /usr/bin/cc "$@"\n`,
      { mode: 0o755 },
    );
    const words = wizard('canary', 'glibc-static', '--program', 'c-hello', '--json');
    const env = { ...process.env, TMPDIR: scratch, XDG_STATE_HOME: join(folder, 'state') };
    const first = spawn('unshare', ['--pid', '--fork', '--mount-proc', ...words], {
      env: { ...env, PATH: `${bin}:${process.env.PATH}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    first.stdout.on('data', (text) => {
      output += text;
    });
    while (!existsSync(join(folder, 'building'))) await delay(50);
    const [name = ''] = readdirSync(scratch);
    const second = spawnSync(words[0] ?? '', words.slice(1), { env, encoding: 'utf8' });
    expect(second.stderr).not.toContain('Removed leftovers');
    expect(readdirSync(scratch)).toEqual([name]);
    writeFileSync(join(folder, 'go'), '');
    await once(first, 'close');
    for (const text of [output, second.stdout])
      expect(JSON.parse(text).results[0]).toMatchObject({ outcome: 'passed' });
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describeLab(
  'root with the home of another user, as by sudo',
  [root, program('unshare'), program('setpriv'), ownRoot],
  () => {
    it('leaves nothing there, and says so', () => {
      const home = join(folder, 'home');
      mkdirSync(home);
      execFileSync('chown', [String(neighbour), home]);
      const kept = {
        HOME: home,
        XDG_CACHE_HOME: join(home, '.cache'),
        GOPATH: join(home, 'go'),
        CARGO_HOME: join(home, '.cargo'),
      };
      for (const language of ['c-hello', 'go', 'rust']) {
        const run = wizard('choose', '--rung', 'glibc-static', '--no-color');
        const { stderr } = inOwnTmp(
          `mkdir /tmp/p; cd /tmp/p; mount -t tmpfs none /root/.config 2>/dev/null || true; ${shellQuote(
            language === 'c-hello' ? run : wizard('canary', 'glibc-static', '--program', language),
          )}`,
          kept,
        );
        expect(stderr).toMatch(/^Running as root, but another user owns the folder of HOME/m);
      }
      expect(readdirSync(home, { recursive: true })).toEqual([]);
    });
  },
);

describeLab('umask 000', [root, program('unshare'), ownRoot, staticLibc], () => {
  it('makes nothing that other users can write', () => {
    const home = join(folder, 'open-home');
    mkdirSync(home, { mode: 0o755 });
    const { status, stdout } = inOwnTmp(
      `umask 000; mkdir -m 755 /tmp/p; cd /tmp/p; printf 'int main(void){return 0;}' >main.c; chmod 644 main.c
       ${shellQuote(wizard('--quiet', 'choose', '--yes', '--rung', 'glibc-static'))} >&2
       ${shellQuote(wizard('--quiet', 'recipe', '--write'))} >&2 || true
       ${shellQuote(wizard('--quiet', 'build'))} >&2
       find ${home} /tmp/p /var/tmp ! -type l -perm /022 ! -path /var/tmp`,
      { HOME: home },
    );
    expect([status, stdout]).toEqual([0, '']);
    expect(existsSync(join(home, '.config/musl-wizard'))).toBe(true);
  });
});

describeLab('Ctrl-C while sources are copied', [staticLibc], () => {
  it('is heard, also in the middle of a file without end', async () => {
    const project = join(folder, 'sparse');
    mkdirSync(project);
    writeFileSync(join(project, 'main.c'), 'int main(void) { return 0; }\n');
    writeFileSync(join(project, 'disk.img'), '');
    truncateSync(join(project, 'disk.img'), 8 * 1024 ** 4);
    const build = spawn(process.execPath, [cli, 'build', '--rung', 'glibc-static'], {
      cwd: project,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    build.stderr.on('data', (text) => {
      said += text;
    });
    while (!said.includes('Copying the sources')) await delay(50);
    build.kill('SIGINT');
    const [code] = await once(build, 'exit');
    expect(code).toBe(130);
  });
});
