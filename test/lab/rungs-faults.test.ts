import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { findWorkaround } from '../../src/build/canary/find-workaround.js';
import { runCanary } from '../../src/build/canary/run-canary.js';
import { createLogFile } from '../../src/build/log/log-file.js';
import type { RungId } from '../../src/rungs/registry.js';
import { canaryBench, logOf, type TryOptions } from '../support/canary.js';
import { someFacts } from '../support/facts.js';
import { describeLab, program, works } from '../support/lab.js';
import { labNixpkgs, type OwnNix, ownNix } from '../support/nix.js';
import { trustedFolder } from '../support/trusted-folder.js';

const bench = canaryBench();
const clearing: (() => void)[] = [];
afterEach(() => {
  for (const clear of clearing.splice(0)) clear();
});

/** A folder for what a fault needs, gone with the test. */
const faultFolder = (): string => {
  const folder = trustedFolder('mw-fault-');
  clearing.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const script = (text: string, name = 'tool'): string => {
  const path = join(faultFolder(), name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
};

const tool = (path: string) => ({ path, version: null });

/** The fault makes the canary fail with this root cause; once it is fixed, the retry passes. */
const failsAndRecovers = async (rung: RungId, cause: string, fault: TryOptions, fixed: TryOptions): Promise<void> => {
  const failed = await bench.run(rung, fault);
  expect({ ...failed, log: logOf(failed) }).toMatchObject({ outcome: 'failed' });
  expect(failed.diagnoses[0], logOf(failed)).toMatchObject({ cause, root: true });
  expect(failed.diagnoses[0]?.fixes.length).toBeGreaterThan(0);
  // The machine is the problem, not the check; a full disk has no room for the check's own programs.
  if (cause !== 'disk-full') expect(failed.controls).toEqual({ good: true, bad: true });
  const retried = await bench.run(rung, fixed);
  expect({ ...retried, log: logOf(retried) }).toMatchObject({ outcome: 'passed', ran: true });
};

const root = { name: 'root, for mounts', met: () => process.getuid?.() === 0 && works('unshare', '--mount', 'true') };

describeLab('faults of the compilers of this machine', [program('gcc'), program('musl-gcc'), root], () => {
  const gcc = { facts: { toolchain: { cc: tool('gcc'), muslGcc: tool('musl-gcc') } } };

  const linkers = ['ld', 'ld.bfd', 'x86_64-linux-gnu-ld', 'x86_64-linux-gnu-ld.bfd'];

  /** A compiler that sees a folder without some of its files, in a mount namespace of its own. */
  const without = (compiler: string, folder: string, ...names: readonly string[]): string => {
    const above = faultFolder();
    const hide = names.map((name) => `mknod ${above}/over/${name} c 0 0`).join('; ');
    return script(
      `exec unshare --mount sh -ec 'mount -t tmpfs none ${above}; mkdir ${above}/over ${above}/work; ${hide}; ` +
        `mount -t overlay none -o lowerdir=${folder},upperdir=${above}/over,workdir=${above}/work ${folder}; exec ${compiler} "$@"' sh "$@"`,
      compiler,
    );
  };

  it.each([
    ['glibc-static', 'glibc-static-libs-missing', 'gcc', '/usr/lib/x86_64-linux-gnu', ['libc.a'], 'cc'],
    ['glibc-static', 'libc-dev-missing', 'gcc', '/usr/include', ['stdio.h'], 'cc'],
    ['musl-gcc', 'libc-dev-missing', 'musl-gcc', '/usr/include/x86_64-linux-musl', ['stdio.h'], 'muslGcc'],
    ['musl-gcc', 'libc-dev-missing', 'musl-gcc', '/usr/lib/x86_64-linux-musl', ['libc.a'], 'muslGcc'],
    ['musl-gcc', 'linker-not-found', 'musl-gcc', '/usr/bin', linkers, 'muslGcc'],
    [
      'musl-gcc',
      'compiler-installation-incomplete',
      'musl-gcc',
      '/usr/lib/x86_64-linux-musl',
      ['musl-gcc.specs'],
      'muslGcc',
    ],
  ] as const)('%s: %s', async (rung, cause, compiler, folder, names, key) => {
    const fault = { facts: { toolchain: { [key]: tool(without(compiler, folder, ...names)) } } };
    await failsAndRecovers(rung, cause, fault, gcc);
  });

  it.each(['glibc-static', 'musl-gcc'] as const)('%s: a full disk', async (rung) => {
    const small = faultFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k,mode=700', 'none', small]);
    clearing.unshift(() => void execFileSync('umount', [small]));
    const env = bench.env({ TMPDIR: small });
    await failsAndRecovers(rung, 'disk-full', { ...gcc, env }, gcc);
    expect(readdirSync(small)).toEqual([]);
  });

  it('a full disk under the logs: the log is written elsewhere', () => {
    const [small, elsewhere] = [faultFolder(), faultFolder()];
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'none', small]);
    clearing.unshift(() => void execFileSync('umount', [small]));
    expect(createLogFile({ XDG_STATE_HOME: small }, elsewhere, 'build')).toContain(elsewhere);
    expect(readdirSync(join(small, 'musl-wizard/logs'))).toEqual([]);
  });

  it('musl-gcc: a library that there is only for glibc', async () => {
    const fault = { ...gcc, program: 'c-crypto' } as const;
    const failed = await bench.run('musl-gcc', fault);
    expect(failed).toMatchObject({ outcome: 'failed' });
    expect(failed.diagnoses[0]?.root).toBe(true);
  });

  it('takes another scratch folder when the first is mounted noexec', async () => {
    const folder = faultFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec', 'none', folder]);
    clearing.unshift(() => void execFileSync('umount', [folder]));
    const result = await bench.run('musl-gcc', { ...gcc, env: bench.env({ TMPDIR: folder }) });
    expect(result).toMatchObject({ outcome: 'passed', ran: true });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describeLab('faults of pkgs-musl', [program('nix-build'), program('musl-gcc'), root], () => {
  let nix: OwnNix;
  beforeAll(() => {
    nix = ownNix();
  });
  afterAll(() => nix.remove());
  const unknown = { nix: { nixpkgs: { source: null, path: null } } } as const;

  it('no nixpkgs', async () => {
    const env = bench.env({ ...nix.env, NIX_PATH: '' });
    const fixed = { env, facts: unknown, rungOptions: { nixpkgs: labNixpkgs } };
    await failsAndRecovers('pkgs-musl', 'nix-path-nixpkgs-missing', { env, facts: unknown }, fixed);
  });

  it('no group of build users', async () => {
    const env = bench.env(nix.env);
    const settings = (group: string) => ({ env, rungOptions: { nixSettings: { 'build-users-group': group } } });
    await failsAndRecovers('pkgs-musl', 'nixbld-group-missing', settings('nobody-made-this'), settings(''));
  });

  it('no daemon where one is asked for', async () => {
    const env = (remote: string) => ({ env: bench.env({ ...nix.env, NIX_REMOTE: remote }) });
    await failsAndRecovers('pkgs-musl', 'nix-daemon-socket-absent', env('daemon'), env(''));
  });

  it('no shell in the sandbox', async () => {
    const env = bench.env(nix.env);
    const settings = (name: string, value: string) => ({ env, rungOptions: { nixSettings: { [name]: value } } });
    await failsAndRecovers(
      'pkgs-musl',
      'nix-sandbox-lacks-shell',
      settings('sandbox-paths', ''),
      settings('sandbox', 'false'),
    );
  });

  it('is fixed by one change, which is named', async () => {
    const settings = { signal: new AbortController().signal, env: bench.env(nix.env), timeoutMs: 60_000 };
    const workaround = await findWorkaround(runCanary, 'pkgs-musl', someFacts(), {
      ...settings,
      rungOptions: { jobs: 1, nixSettings: { 'sandbox-paths': '' } },
      program: 'c-hello',
      upx: false,
      keep: false,
      onEvent: () => {},
    });
    expect(workaround.found).toMatchObject({
      name: "without Nix's sandbox",
      options: { nixSettings: { sandbox: 'false' } },
    });
    expect(workaround.tried).toContain('without build users');
  });

  it('a set whose compiler is not musl’s', async () => {
    const glibc = faultFolder();
    writeFileSync(
      join(glibc, 'default.nix'),
      `args: let set = import ${labNixpkgs} args; in set // { pkgsStatic = set; }`,
    );
    const failed = await bench.run('pkgs-musl', {
      env: bench.env(nix.env),
      rungOptions: { nixpkgs: glibc, nixSet: 'pkgsStatic' },
    });
    expect(failed).toMatchObject({ outcome: 'failed' });
    expect(failed.reason).toContain('contains glibc, not musl');
  });
});

describeLab(
  'faults of alpine',
  [program('busybox'), { name: 'a running dockerd', met: () => works('docker', 'info') }],
  () => {
    const image = 'localhost/mw-lab/alpine-faults:3.20';
    beforeAll(() => {
      execFileSync('/bin/sh', ['-c', 'test/lab/alpine-image.sh | docker import - "$1"', 'sh', image], {
        stdio: 'pipe',
      });
    });
    afterAll(() => void execFileSync('docker', ['rmi', '-f', image]));
    const docker = {
      engines: { docker: { cli: tool('docker'), daemon: { state: 'running' as const, remote: false, images: [] } } },
    };
    const ready: TryOptions = { facts: docker, rungOptions: { engine: 'docker', image, network: 'none' } };

    it('no such image, then one from an archive', async () => {
      const archive = join(faultFolder(), 'alpine.tar');
      execFileSync('docker', ['save', '-o', archive, image]);
      const fault: TryOptions = { facts: docker, rungOptions: { image: 'localhost/mw-lab/nothing:1' } };
      const fixed: TryOptions = { facts: docker, rungOptions: { imageArchive: archive, network: 'none' } };
      await failsAndRecovers('alpine', 'image-not-found-or-denied', fault, fixed);
    });

    it('no daemon', async () => {
      const env = bench.env({ DOCKER_HOST: 'unix:///tmp/mw-no-such.sock' });
      await failsAndRecovers('alpine', 'docker-daemon-not-running', { ...ready, env }, ready);
    });

    it('an address that nobody listens at', async () => {
      const env = bench.env({ DOCKER_HOST: 'tcp://127.0.0.1:9' });
      await failsAndRecovers('alpine', 'docker-host-unreachable', { ...ready, env }, ready);
    });

    it('a daemon that accepts and never answers is ended by the time-out', async () => {
      const path = join(faultFolder(), 'mute.sock');
      const server = createServer(() => {}).listen(path);
      clearing.unshift(() => void server.close());
      const env = bench.env({ DOCKER_HOST: `unix://${path}` });
      const result = await bench.run('alpine', { ...ready, env, timeoutMs: 1500 });
      expect(result.outcome).toBe('timeout');
      expect(result.durationMs).toBeLessThan(30_000);
    });

    it('a package that the image lacks and no network', async () => {
      const fault: TryOptions = { ...ready, program: 'c-crypto' };
      const failed = await bench.run('alpine', fault);
      expect(failed).toMatchObject({ outcome: 'failed' });
      expect(failed.diagnoses.map(({ cause }) => cause)).toContain('apk-package-not-found');
    });
  },
);

describeLab(
  'faults of zig',
  [{ name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') }],
  () => {
    const facts = { toolchain: { zig: tool('python3 -m ziglang'), cargo: tool('cargo') } };

    it('a target without a standard library for Rust', async () => {
      await failsAndRecovers('zig', 'rust-std-target-missing', { facts, program: 'rust' }, { facts });
    });

    it('a zig that is not there any more', async () => {
      const gone = { toolchain: { zig: tool(join(faultFolder(), 'zig')) } };
      await failsAndRecovers('zig', 'zig-missing', { facts: gone }, { facts });
    });

    it('a folder for its cache that cannot be written', async () => {
      const file = script('');
      const env = bench.env({ ZIG_GLOBAL_CACHE_DIR: join(file, 'cache') });
      const fixed = bench.env({ ZIG_GLOBAL_CACHE_DIR: process.env.ZIG_GLOBAL_CACHE_DIR });
      await failsAndRecovers('zig', 'zig-cache-unwritable', { facts, env }, { facts, env: fixed });
    });
  },
);

describeLab(
  'faults of zig that need mounts',
  [{ name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') }, root],
  () => {
    const facts = { toolchain: { zig: tool('python3 -m ziglang') } };
    const lib = () => {
      const where = ['-c', 'import ziglang, os; print(os.path.join(os.path.dirname(ziglang.__file__), "lib"))'];
      return execFileSync('python3', where, { encoding: 'utf8' }).trim();
    };

    /** A zig for which something is mounted over a folder. */
    const mounted = (folder: string): TryOptions => ({
      facts: {
        toolchain: {
          zig: tool(
            script(`exec unshare --mount sh -ec 'mount -t tmpfs none ${folder}; exec python3 -m ziglang "$@"' sh "$@"`),
          ),
        },
      },
    });

    it.each(['', '/libc/musl'])('its own folder lib%s is empty', async (below) => {
      // With a cache of its own, or it takes the musl that it has already built.
      const env = bench.env({ ZIG_GLOBAL_CACHE_DIR: faultFolder() });
      await failsAndRecovers('zig', 'zig-installation-incomplete', { ...mounted(lib() + below), env }, { facts });
    });

    it.each([
      ['disk-full', 'size=256k'],
      ['zig-cache-unwritable', 'size=256k,ro'],
    ])('the folder of its cache: %s', async (cause, how) => {
      const small = faultFolder();
      execFileSync('mount', ['-t', 'tmpfs', '-o', how, 'none', small]);
      clearing.unshift(() => void execFileSync('umount', [small]));
      const env = bench.env({ ZIG_GLOBAL_CACHE_DIR: small });
      const fixed = bench.env({ ZIG_GLOBAL_CACHE_DIR: process.env.ZIG_GLOBAL_CACHE_DIR });
      await failsAndRecovers('zig', cause, { facts, env }, { facts, env: fixed });
    });
  },
);
