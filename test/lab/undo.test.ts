import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Fix } from '../../src/diagnosis/finding.js';
import type { Facts } from '../../src/facts/facts.js';
import { shellQuote } from '../../src/text/shell-quote.js';
import { type DeepPartial, someFacts } from '../support/facts.js';
import { describeLab, type Need, program, root, works } from '../support/lab.js';

/** A mount of the whole root file system below a copy: impossible where that is itself no mount, as in a chroot. */
const overlay: Need = {
  name: 'overlay mounts of /',
  met: () =>
    works(
      'unshare',
      '-m',
      'sh',
      '-ec',
      'cd /mnt; mount -t tmpfs none .; cd /mnt; mkdir up work root; mount -t overlay overlay -o lowerdir=/,upperdir=up,workdir=work root',
    ),
};

const fixesOf = (overrides: DeepPartial<Facts>): readonly Fix[] =>
  diagnoseFacts(someFacts(overrides), {})
    .flatMap(({ fixes }) => fixes)
    .filter(({ runnable, undo }) => runnable && undo !== null);

/** Fixes whose commands work on files alone, so that an overlay holds all that they change. */
const fixes = [
  ...fixesOf({ nix: { buildUsers: 0, mode: 'single-user', daemon: { state: 'absent' }, buildUsersGroup: null } }),
  ...fixesOf({ nix: { nixpkgs: { source: 'registry', path: null }, features: [] } }),
  ...fixesOf({
    nix: { mode: 'single-user', sandbox: 'true', daemon: { state: 'absent' } },
    isolation: { uid: 0, capabilities: [], userNamespaces: { canCreate: false } },
  }),
].filter(
  ({ title, commands }, at, all) =>
    /nix\.conf|nixbld/.test(commands.join()) && all.findIndex((each) => each.title === title) === at,
);
const [install] = fixesOf({ toolchain: { upx: null } });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-undo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script as root on a copy of this machine whose changes vanish; gives what it printed. */
const onCopy = (script: string): string =>
  execFileSync(
    'unshare',
    [
      '-m',
      'sh',
      '-c',
      `set -e; cd ${folder}; mount -t tmpfs none .; cd ${folder}; mkdir up work root
       mount -t overlay overlay -o lowerdir=/,upperdir=up,workdir=work root
       mount --rbind /proc root/proc; mount --rbind /dev root/dev
       exec chroot root env HOME=/root sh -c ${shellQuote([script])}`,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 },
  );

const look =
  'cat /etc/passwd /etc/group; grep -s . ~/.config/nix/nix.conf || echo none; ls -ld ~/.config/nix/nix.conf 2>/dev/null | cut -c1 || :';
const withoutUsers =
  'for n in 1 2 3 4 5 6 7 8 9 10; do userdel "nixbld$n" 2>/dev/null; done; groupdel nixbld 2>/dev/null';

/** How a home may be before: no settings of Nix; some whose last line has no end; a link to ones kept elsewhere. */
const homes = {
  empty: 'rm -rf ~/.config/nix',
  'with a setting': 'rm -rf ~/.config/nix; mkdir -p ~/.config/nix; printf "cores = 2" > ~/.config/nix/nix.conf',
  'with a link':
    'rm -rf ~/.config/nix; mkdir -p ~/.config/nix; echo "cores = 2" > ~/kept.conf; ln -s ~/kept.conf ~/.config/nix/nix.conf',
};

describeLab('a fix that was cut short', [root, program('unshare'), program('useradd'), overlay], () => {
  it.each(fixes.map((fix) => [fix.title, fix] as const))('%s: is taken back whole, and twice over', (_, fix) => {
    for (const [at, home] of Object.values(homes).entries()) {
      const steps = Array.from({ length: fix.commands.length + 1 }, (_, done) => fix.commands.slice(0, done)).slice(
        // Where the steps come to differs by the fix alone: once is enough.
        at === 0 ? 0 : -1,
      );
      for (const done of steps) {
        const [before, , after, again] = onCopy(
          [
            `{ ${withoutUsers}; ${home}; :; } >&2`,
            look,
            'echo =====',
            ...done.map((command) => `( ${command} ) >&2`),
            'echo =====',
            `( ${fix.undo} ) >&2`,
            look,
            'echo =====',
            `( ${fix.undo} ) >&2`,
            look,
          ].join('\n'),
        ).split('=====\n');
        expect(after, done.join('; ')).toBe(before);
        expect(again).toBe(before);
      }
    }
  });

  it('finds fixes to try', () => expect(fixes.length).toBeGreaterThan(2));

  it('is taken back where a package was never installed', () => {
    const undo = install?.undo?.replace('upx-ucl', 'no-such-package') ?? '';
    expect(onCopy(`( ${undo} ) >&2; echo fine`)).toBe('fine\n');
    expect(undo).toContain('no-such-package');
  });
});
