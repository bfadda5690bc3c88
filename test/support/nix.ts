import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The small package set of the lab. */
export const labNixpkgs = fileURLToPath(new URL('../../fixtures/nixpkgs-lab', import.meta.url));

/** A Nix of its own: store, state and settings in one folder, apart from the machine's. */
export interface OwnNix {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Starts a daemon for it; returns what ends it. */
  startDaemon(): Promise<() => Promise<void>>;
  remove(): void;
}

/** Settings with which the lab's package set builds in a sandbox: the host's own tools are let in. */
const settings = `
substituters =
sandbox-paths = /bin /lib /lib64 /usr
max-jobs = 2
connect-timeout = 1
`;

export const ownNix = (more = ''): OwnNix => {
  const folder = mkdtempSync('/tmp/mw-nix-');
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'etc'));
  writeFileSync(join(folder, 'etc/nix.conf'), `${settings}${more}\n`);
  const env = {
    NIX_STORE_DIR: join(folder, 'store'),
    NIX_STATE_DIR: join(folder, 'var'),
    NIX_LOG_DIR: join(folder, 'log'),
    NIX_CONF_DIR: join(folder, 'etc'),
    NIX_PATH: `nixpkgs=${labNixpkgs}`,
  };
  return {
    folder,
    env,
    startDaemon: async () => {
      const daemon = spawn('nix-daemon', ['--daemon'], {
        env: { ...process.env, ...env },
        stdio: 'ignore',
        detached: true,
      });
      const socket = join(folder, 'var/daemon-socket/socket');
      for (let n = 0; n < 100 && !existsSync(socket); n += 1) await delay(50);
      return () => ended(daemon);
    },
    remove: () => {
      // Nobody may write into what is in a store, but for root.
      execFileSync('chmod', ['-R', 'u+w', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const ended = async (daemon: ChildProcess): Promise<void> => {
  if (daemon.pid === undefined || daemon.exitCode !== null) return;
  const over = new Promise((resolve) => daemon.once('exit', resolve));
  process.kill(-daemon.pid, 'SIGTERM');
  await over;
};
