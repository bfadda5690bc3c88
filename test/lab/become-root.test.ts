/** Fixes of a user whose sudo asks for a password: by the real sudo, on a terminal, in a mount namespace with users of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { isGivenBack, TerminalRun } from '../pty/terminal.js';
import { describeLab, program, root } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const password = 'correct horse';
const mount = "sudo sh -c 'mount -t binfmt_misc none /proc/sys/fs/binfmt_misc'";

const base = trustedFolder('mw-become-root-');
const at = (name: string): string => join(base, name);

let run: TerminalRun | undefined;
/** Whether sudo asks for no password. */
let freely = false;

const sudoers = (free: boolean): string =>
  `Defaults env_reset, use_pty\nroot ALL=(ALL:ALL) ALL\nalice ALL=(ALL:ALL) ${free ? 'NOPASSWD: ' : ''}ALL\n`;

describeLab(
  'a fix that needs root',
  [root, program('sudo'), program('openssl'), program('unshare'), program('cc')],
  () => {
    beforeAll(() => {
      execFileSync('chmod', ['755', base]);
      const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim();
      const users = ['alice:1901', 'carol:1902'].map((each) => each.split(':') as [string, string]);
      const add = (file: string, lines: readonly string[], mode: number) =>
        writeFileSync(at(file), `${readFileSync(`/etc/${file}`, 'utf8')}${lines.join('\n')}\n`, { mode });
      add(
        'passwd',
        users.map(([name, id]) => `${name}:x:${id}:${id}::${at(name)}:/bin/sh`),
        0o644,
      );
      add(
        'group',
        users.map(([name, id]) => `${name}:x:${id}:`),
        0o644,
      );
      add(
        'shadow',
        users.map(([name]) => `${name}:${hash}:19000:0:99999:7:::`),
        0o600,
      );
      for (const [name, id] of users) {
        mkdirSync(at(name));
        mkdirSync(at(`${name}/run`), { mode: 0o700 });
        execFileSync('chown', ['-R', `${id}:${id}`, at(name)]);
      }
    });
    afterAll(() => rmSync(base, { recursive: true, force: true }));
    afterEach(() => run?.close());
    beforeEach(() => {
      freely = false;
      rmSync(at('begun'), { force: true });
      for (const name of ['alice', 'carol']) rmSync(at(`${name}/settings`), { recursive: true, force: true });
    });

    /** The program on a terminal of one of the users, who are known only there; what is mounted there is gone with it. */
    const as = (user: string, ...args: readonly string[]): TerminalRun => asWith({}, user, ...args);
    const asWith = (env: Readonly<Record<string, string>>, user: string, ...args: readonly string[]): TerminalRun => {
      writeFileSync(at('sudoers'), sudoers(freely), { mode: 0o440 });
      const files = ['passwd', 'group', 'shadow', 'sudoers'].map((file) => `mount --bind ${at(file)} /etc/${file}`);
      const words = [process.execPath, cli, '--config-dir', at(`${user}/settings`), ...args];
      const script = [
        'set -e',
        ...files,
        'mount -t tmpfs -o mode=711 none /run/sudo 2>/dev/null || { mkdir -p /run/sudo; mount -t tmpfs -o mode=711 none /run/sudo; }',
        'while umount /proc/sys/fs/binfmt_misc 2>/dev/null; do :; done',
        `exec runuser -u ${user} -- "$@"`,
      ].join('\n');
      run = new TerminalRun({
        cwd: at(user),
        // Podman, whose version is asked, would else leave a folder of another user in /tmp.
        env: { HOME: at(user), XDG_RUNTIME_DIR: at(`${user}/run`), ...env },
        command: ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', ...words],
      });
      return run;
    };
    const journal = (user: string): string => {
      try {
        return readFileSync(at(`${user}/settings/state/journal.jsonl`), 'utf8');
      } catch {
        return '';
      }
    };

    /** A tree with one fix, run by a user: what it does as root, and how it is taken back. */
    const withFix = (user: string, command: string, env: Readonly<Record<string, string>> = {}): TerminalRun => {
      const fix = { title: 'Do it', commands: [command], needsRoot: true, runnable: true, undo: 'true' };
      const to = { helped: 'end', failed: 'end', skipped: 'end' };
      const nodes = {
        go: { fix: { ...fix, until: { fact: 'os.arch', known: true } }, to },
        end: { done: 'remedy', because: 'It is over.', commands: ['true'] },
      };
      const file = at(`${user}/tree.yaml`);
      writeFileSync(file, JSON.stringify({ flow: 'one', title: 'One', about: 'One fix.', start: 'go', nodes }));
      execFileSync('chown', [user === 'alice' ? '1901' : '1902', file]);
      return asWith(env, user, 'flow', 'run', file);
    };
    const say = async (terminal: TerminalRun, after: string, text: string): Promise<void> => {
      await terminal.waitFor(after);
      terminal.send(`${text}\r`);
    };

    it('asks for the password on the terminal, runs, and is undone the same way', async () => {
      const terminal = as('alice', 'doctor', '--fix', '--domain', 'binfmt');
      await terminal.waitFor(mount);
      await say(terminal, '[y/N]', 'y');
      await say(terminal, 'password for alice', password);
      await terminal.waitFor('Fixed: the finding is gone.');
      await terminal.end();
      expect(terminal.output).not.toContain(password);
      expect(journal('alice')).toContain('"state":"done"');
      terminal.close();

      const undo = as('alice', 'undo');
      await say(undo, 'Undo this? [y/N]', 'y');
      await say(undo, 'password for alice', password);
      await undo.waitFor('1 undone, 0 failed, 0 kept');
      await undo.end();
      expect(journal('alice')).toContain('"state":"undone"');
    });

    it.each([
      ['a wrong password', 'alice', ['wrong', 'wrong', 'wrong']],
      ['a user without the right', 'carol', []],
    ])('is not run, and is no change, for %s', async (_, user, answers) => {
      const terminal = withFix(user, `touch ${at('owned')}`);
      await say(terminal, '[y/N]', 'y');
      for (const [index, answer] of answers.entries()) {
        await terminal.waitFor((screen) => screen.split(`password for ${user}`).length > index + 1);
        terminal.send(`${answer}\r`);
      }
      await terminal.waitFor('It is over.');
      expect(terminal.output).toContain('Nothing was run: sudo did not let you become root (exit code 1).');
      expect(journal(user)).toBe('');
      expect(existsSync(at('owned'))).toBe(false);
    });

    it('does not wait for a sudo that hangs, which only root can end', async () => {
      const [bin, source] = [at('bin'), at('hangs.c')];
      mkdirSync(bin);
      const text =
        '#include <signal.h>\n#include <unistd.h>\nint main(void) { signal(SIGTERM, SIG_IGN); return setuid(0) || pause(); }\n';
      writeFileSync(source, text);
      execFileSync('cc', ['-o', join(bin, 'sudo'), source]);
      execFileSync('chmod', ['4755', join(bin, 'sudo')]);
      const terminal = withFix('alice', `touch ${at('owned')}`, { PATH: `${bin}:${process.env.PATH}` });
      try {
        await say(terminal, '[y/N]', 'y');
        await terminal.waitFor('Nothing was run: sudo did not answer within 15 s.', 60_000);
        await terminal.end();
        expect(existsSync(at('owned'))).toBe(false);
      } finally {
        execFileSync('sh', [
          '-c',
          'for p in /proc/[0-9]*; do [ "$(readlink "$p/exe")" = "$1" ] && kill -9 "$(basename "$p")"; done; true',
          'sh',
          join(bin, 'sudo'),
        ]);
        rmSync(bin, { recursive: true });
      }
    });

    it('ends what root runs when it is cancelled on the terminal', async () => {
      const mark = `31${process.pid}`;
      const terminal = withFix('alice', `echo begun; exec sleep ${mark}`);
      await say(terminal, '[y/N]', 'y');
      await say(terminal, 'password for alice', password);
      await terminal.waitFor(/^begun/m);
      expect(terminal.children().some((line) => line.startsWith(`sleep ${mark}`))).toBe(true);
      terminal.send('\x03');
      await terminal.end();
      await vi.waitFor(() => expect(running(`sleep ${mark}`)).toBe(false), { timeout: 20_000 });
      expect(journal('alice')).toContain('"state":"cancelled"');
    });

    it('ends what root runs when it is cancelled from elsewhere, where sudo asks nothing', async () => {
      const mark = `32${process.pid}`;
      freely = true;
      const terminal = withFix('alice', `touch ${at('begun')}; sleep ${mark}; true`);
      await say(terminal, '[y/N]', 'y');
      await vi.waitFor(() => expect(existsSync(at('begun'))).toBe(true), { timeout: 20_000 });
      terminal.send('\x03');
      await terminal.end();
      expect(running(`sleep ${mark}`)).toBe(false);
      expect(journal('alice')).toContain('"state":"cancelled"');
    });

    it('ends what a command of root starts while it is being ended', async () => {
      const mark = `33${process.pid}`;
      freely = true;
      // Each ends by the first signal, and the next begins: what runs when it is cancelled is not what runs later.
      const loop = `trap : TERM; while [ ! -e ${at('never')} ]; do sleep ${mark}; done`;
      const terminal = withFix('alice', `touch ${at('begun')}; ${loop}`);
      await say(terminal, '[y/N]', 'y');
      await vi.waitFor(() => expect(running(`sleep ${mark}`)).toBe(true), { timeout: 20_000 });
      terminal.send('\x03');
      await terminal.end();
      expect(running(`sleep ${mark}`)).toBe(false);
      expect(journal('alice')).toContain('"state":"cancelled"');
    });

    it('steps aside in the wizard for the question of sudo, and comes back', async () => {
      const terminal = as('alice');
      await terminal.waitFor('f fix');
      const selected = () => terminal.screen().find((row) => row.includes('❯')) ?? '';
      for (let n = 0; n < 60 && !selected().includes('binfmt_misc is not mounted'); n += 1) {
        const before = terminal.screen().join();
        terminal.send('j');
        await terminal.waitFor((screen) => screen.split('\n').join() !== before);
      }
      terminal.send('f');
      await terminal.waitFor(mount);
      terminal.send('j');
      await terminal.waitFor(/❯ Yes/);
      terminal.send('\r');
      await terminal.waitFor('password for alice');
      expect(terminal.emulator.isAlternate()).toBe(false);
      terminal.send(`${password}\r`);
      await terminal.waitFor('This machine');
      expect(terminal.emulator.isAlternate()).toBe(true);
      expect(journal('alice')).toContain('"state":"done"');
      // Keys are the wizard's again.
      terminal.send('q');
      expect((await terminal.end()).code).toBe(0);
      expect(isGivenBack(terminal)).toBe(true);
      expect(terminal.output).not.toContain(password);
    });
  },
);

/** Whether a process with this command line runs. */
const running = (line: string): boolean =>
  execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .some((each) => !each.startsWith('Z') && each.replace(/^\S+\s+/, '') === line);
