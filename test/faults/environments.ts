// How the environment is made faulty: what the faults of the matrix are put together from.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { shellQuote } from '../../src/text/shell-quote.js';
import { cli, type Fault, type Place } from './cell.js';

const choose = ['choose', '--yes', '--json', '--rung', 'glibc-static'];

const sh = (script: string, argv: readonly string[]): string[] => ['sh', '-c', `${script}\nexec ${shellQuote(argv)}`];
export const mounted = (script: (place: Place) => string) => (argv: readonly string[], place: Place) => [
  'unshare',
  '-m',
  ...sh(`set -e; ${script(place)}`, argv),
];

/** A control group of version 1 with one limit; the program is started inside. */
export const limited = (controller: string, file: string, value: number): Pick<Fault, 'arrange' | 'wrap'> => {
  const folder = `/sys/fs/cgroup/${controller}/mw-fault-${process.pid}-${value}`;
  return {
    arrange: () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, file), String(value));
      return async () => {
        for (const pid of readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
          try {
            process.kill(Number(pid), 'SIGKILL');
          } catch {
            // It ended by itself.
          }
        }
        // The kernel lets go of a group a moment after its last task.
        for (let tries = 0; tries < 50; tries += 1) {
          try {
            rmdirSync(folder);
            return;
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }
      };
    },
    wrap: (argv) => sh(`echo $$ >${folder}/cgroup.procs`, argv),
  };
};

/** A Unix socket that accepts and then does what `answer` does with the connection. */
export const socketThat =
  (answer: (write: (bytes: string) => void, end: () => void) => void) => async (place: Place) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      answer(
        (bytes) => void socket.write(bytes),
        () => void socket.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(join(place.root, 'socket'), resolve));
    return () => void server.close();
  };
export const dockerAt = (place: Place) => ({ DOCKER_HOST: `unix://${join(place.root, 'socket')}` });

/** Puts programs of its own first on the path, which do what the script says. */
export const impostors = (names: readonly string[], script: string): Pick<Fault, 'arrange' | 'env'> => ({
  arrange: (place) => {
    const folder = join(place.root, 'bin');
    mkdirSync(folder);
    for (const name of names) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return undefined;
  },
  env: (place) => ({ PATH: `${join(place.root, 'bin')}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin` }),
});
export const engines = ['docker', 'podman', 'buildah', 'nix', 'nix-build', 'nix-store', 'nix-instantiate'];

export const settingsAre = (text: string): Pick<Fault, 'arrange'> => ({
  arrange: (place) => {
    // Whatever file the program would read: the project's and the machine's have names of their own.
    execFileSync(process.execPath, [cli, ...choose], {
      cwd: place.project,
      env: { PATH: process.env.PATH, HOME: place.home, TMPDIR: place.tmp, XDG_CONFIG_HOME: place.config },
      stdio: 'ignore',
    });
    const folder = join(place.config, 'musl-wizard');
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.json')))
      writeFileSync(join(folder, name), text);
    return undefined;
  },
});
