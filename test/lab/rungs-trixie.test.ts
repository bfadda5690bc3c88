import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import type { CanaryResult } from '../../src/build/result.js';
import { root as asRoot, describeLab, program } from '../support/lab.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** A whole Debian 13, made by test/lab/trixie-root.sh. */
const root = process.env.MUSL_WIZARD_TRIXIE ?? '/tmp/lab/trixie';

/** Runs a shell's command in that root, with mounts that vanish with it. */
const inRoot = (command: string, ...words: readonly string[]) => {
  const script = `
    mount -t proc proc "$1/proc"; mount -t sysfs sys "$1/sys"; mount --rbind /dev "$1/dev"; mount --bind -o ro "$2" "$1/repo"
    root=$1; shift 2
    exec chroot "$root" env -i HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -ec "$@"`;
  const shut = ['--mount', 'sh', '-ec', script, 'sh', root, repository, command, 'sh'];
  return spawnSync('unshare', [...shut, ...words], { encoding: 'utf8', timeout: 100_000 });
};

/** Canaries by the built program in that root. */
const canaries = (...words: readonly string[]): readonly CanaryResult[] => {
  const { stdout, stderr } = inRoot('exec node /repo/dist/musl-wizard.cjs canary --json "$@"', ...words);
  try {
    return JSON.parse(stdout).results;
  } catch {
    throw new Error(`no JSON but: ${stdout}${stderr}`);
  }
};

const needs = [
  program('unshare'),
  asRoot,
  { name: `a Debian 13 root (test/lab/trixie-root.sh ${root})`, met: () => existsSync(join(root, '.done')) },
];

describeLab('Debian 13 with Nix 2.26', needs, () => {
  beforeAll(() => {
    mkdirSync(join(root, 'repo'), { recursive: true });
    copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
  });

  const nix = [
    '--nixpkgs',
    '/repo/fixtures/nixpkgs-lab',
    '--nix-option',
    'substituters=',
    '--nix-option',
    'build-users-group=',
  ];
  const sandboxed = [...nix, '--nix-option', 'sandbox-paths=/bin /usr /lib /lib64'];

  it('passes pkgs-musl in a sandbox, musl-gcc and glibc-static, packed with UPX', () => {
    const results = canaries('--upx', ...sandboxed, 'pkgs-musl', 'musl-gcc', 'glibc-static');
    expect(results).toMatchObject([
      {
        rung: 'pkgs-musl',
        outcome: 'passed',
        ran: true,
        artifact: { libc: 'musl' },
        packed: { outcome: 'packed', ran: true },
      },
      { rung: 'musl-gcc', outcome: 'passed', ran: true, artifact: { libc: 'musl' }, packed: { outcome: 'packed' } },
      {
        rung: 'glibc-static',
        outcome: 'passed',
        ran: true,
        artifact: { libc: 'glibc' },
        packed: { outcome: 'packed' },
      },
    ]);
  });

  it('passes pkgs-musl without a sandbox', () => {
    const results = canaries(...nix, '--nix-option', 'sandbox=false', 'pkgs-musl');
    expect(results).toMatchObject([{ outcome: 'passed', ran: true, options: { nixSettings: { sandbox: 'false' } } }]);
  });

  it('passes pkgs-musl with a nixpkgs that is named as a flake', () => {
    const flake = ['--nixpkgs', 'flake:path:/repo/fixtures/nixpkgs-lab', '--nix-option', 'sandbox=false'];
    expect(canaries(...nix.slice(2), ...flake, 'pkgs-musl')).toMatchObject([{ outcome: 'passed', ran: true }]);
  });

  it.each([
    [
      'nix build',
      "nix --extra-experimental-features 'nix-command flakes' build path:. --override-input nixpkgs path:/repo/fixtures/nixpkgs-lab --no-write-lock-file; cp result/bin/* app",
    ],
    ['nix-build', 'nix-build static.nix --arg nixpkgs /repo/fixtures/nixpkgs-lab; cp result/bin/* app'],
    ['nix-shell', `nix-shell shell-musl.nix --arg nixpkgs /repo/fixtures/nixpkgs-lab --run 'make CC="$CC -static"'`],
  ])('builds by the files of a recipe: %s', (_, build) => {
    const { status, stderr } = inRoot(
      `folder=$(mktemp -d); trap 'rm -rf $folder' EXIT; cd $folder
      printf 'int main(void) { return 0; }\n' >main.c
      printf 'app: main.c\n\t$(CC) $(LDFLAGS) -o app main.c\n' >Makefile
      for pattern in nix-flake nix-shell; do node /repo/dist/musl-wizard.cjs recipe pkgs-musl --pattern $pattern --write; done
      export NIX_CONFIG='substituters =
build-users-group =
sandbox = false'
      eval "$1"
      node /repo/dist/musl-wizard.cjs inspect app --require static,musl`,
      build,
    );
    expect(status, stderr).toBe(0);
  });
});
