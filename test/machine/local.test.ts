/** The Node collector where things go wrong: programs that hang, that flood, that fork; servers that misbehave. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Finding } from '../../src/diagnosis/finding.js';
import { type Capture, type CaptureKey, noAnswer } from '../../src/machine/capture.js';
import type { Environment } from '../../src/machine/expand.js';
import { localMachine } from '../../src/machine/local.js';
import { interpret, keysOf } from '../../src/probes/interpret.js';

// What is waited for hangs on the machine that the tests run on, unless it is always of one pace.
vi.mock('../../src/machine/pace.js', async (original) => ({ ...(await original()), paceOf: () => 1 }));

const folder = mkdtempSync(join(tmpdir(), 'mw-local-'));
const bin = join(folder, 'bin');
/** The current folder; of what is in it no program is run. */
const work = join(folder, 'work');
const servers: Server[] = [];

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const program = (name: string, script: string): void => {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
};

const read = async (
  keys: readonly CaptureKey[],
  options: { deadlineMs?: number; env?: Environment; signal?: AbortSignal } = {},
) => {
  const captures: Record<string, Capture> = {};
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: folder, ...options.env };
  const { deadlineMs = 5000, signal = new AbortController().signal } = options;
  for await (const [key, capture] of localMachine({ env, cwd: work }).read(keys, { signal, deadlineMs }))
    captures[key] = capture;
  return captures;
};

/** What a program of this suite does for long, distinguishable from another run of the suite beside this one. */
const nap = `sleep 4242.${process.pid}`;

// To be polled: SIGKILL was sent, but a busy machine may be late to end who got it.
const napping = (): boolean => {
  try {
    return execFileSync('pgrep', ['-f', nap], { encoding: 'utf8' }).trim() !== '';
  } catch {
    return false; // pgrep found none
  }
};

beforeAll(() => {
  for (const each of [bin, work]) mkdirSync(each);
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('programs', () => {
  it('that hang end at the deadline with all their children, and hold up nothing else', async () => {
    program('hang', `trap '' TERM; ${nap} & ${nap}`);
    const captures = await read(['run:hang --version', 'run:uname -s', 'file:/proc/meminfo'], { deadlineMs: 700 });
    expect(captures['run:hang --version']).toEqual({ ok: false, error: 'late' });
    expect(captures['run:uname -s']).toMatchObject({ code: 0, stdout: 'Linux\n' });
    expect(captures['file:/proc/meminfo']).toMatchObject({ ok: true });
    await expect.poll(napping, { timeout: 5000 }).toBe(false);
  });

  it('end when the user interrupts', async () => {
    program('wait', `exec ${nap}`);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    // The deadline is past the patience of this test.
    await read(['run:wait'], { signal: controller.signal, deadlineMs: 600_000 });
    await expect.poll(napping, { timeout: 5000 }).toBe(false);
  });

  it('that flood are cut', async () => {
    program('flood', 'exec yes 0123456789012345678901234567890123456789');
    const { 'run:flood': capture } = await read(['run:flood']);
    expect(capture && 'stdout' in capture && capture.stdout.length).toBeLessThanOrEqual(64 * 1024);
  });

  it('get no input, English messages, their own words and no shell', async () => {
    program('echoes', 'printf "%s|" "$LC_ALL" "$@"; cat; echo err >&2; exit 3');
    const captures = await read(['run:echoes $(id) ;x `y` {{.|json}}']);
    expect(captures['run:echoes $(id) ;x `y` {{.|json}}']).toEqual({
      code: 3,
      stdout: 'C|$(id)|;x|`y`|{{.|json}}|',
      stderr: 'err\n',
    });
  });

  it('that hang all at once do not keep the others from their turn', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `hang${index}`);
    for (const name of names) program(name, `exec ${nap}`);
    const order: string[] = [];
    const keys = [...names, 'uname'].map((name): CaptureKey => `run:${name} -s`);
    const machine = localMachine({ env: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder }, cwd: work });
    const options = { signal: new AbortController().signal, deadlineMs: 3000 };
    for await (const [key] of machine.read(keys, options)) order.push(key);
    expect(order[0]).toBe('run:uname -s');
    await expect.poll(napping, { timeout: 5000 }).toBe(false);
  });

  it('that leave a child behind, or end by a signal, are distinguished from the ones before and after', async () => {
    program('leaves', `${nap} & echo left`);
    program('dies', 'echo dying; kill -SEGV $$');
    program('silent', 'exit 7');
    const captures = await read(['run:leaves', 'run:dies', 'run:silent', 'run:leaves again', 'run:dies again']);
    for (const key of ['run:leaves', 'run:leaves again'])
      expect(captures[key]).toEqual({ code: 0, stdout: 'left\n', stderr: '' });
    for (const key of ['run:dies', 'run:dies again'])
      expect(captures[key]).toMatchObject({ code: null, stdout: 'dying\n' });
    expect(captures['run:silent']).toEqual({ code: 7, stdout: '', stderr: '' });
    await expect.poll(napping, { timeout: 5000 }).toBe(false);
  });

  it('in a folder with a tab in its name are found and run anyway', async () => {
    const odd = join(folder, 'a\tb');
    mkdirSync(odd);
    writeFileSync(join(odd, 'odd'), '#!/bin/sh\necho "$#:$1"\n', { mode: 0o755 });
    const captures = await read(['run:odd 1'], { env: { PATH: `${odd}:/usr/bin:/bin` } });
    expect(captures['run:odd 1']).toEqual({ code: 0, stdout: '1:1\n', stderr: '' });
  });

  it('are not asked where another answer leaves them nothing to say', async () => {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    const tool = (name: string, script: string) =>
      writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const env = { PATH: `${tools}:/usr/bin:/bin` };
    const [python, buildx] = ['run:python3 -m ziglang version', 'run:docker buildx inspect'] as const;
    const keys = [python, 'which:zig', buildx, 'run:docker info --format {{.|json}}'] as const;
    const skippedByRule = { ok: false, error: 'needless' };

    tool('python3', 'echo 0.13.0');
    tool(
      'docker',
      `if [ "$1" = info ]; then echo '{"ClientInfo":{"Plugins":[{"Name":"buildx"}]}}'; else echo a builder; fi`,
    );
    const asked = await read(keys, { env });
    expect(asked[python]).toMatchObject({ code: 0, stdout: '0.13.0\n' });
    expect(asked[buildx]).toMatchObject({ code: 0, stdout: 'a builder\n' });

    tool('zig', 'echo 0.14.0');
    tool('docker', `if [ "$1" = info ]; then echo '{"ClientInfo":{"Plugins":[]}}'; else echo a builder; fi`);
    const spared = await read(keys, { env });
    expect(spared[python]).toEqual(skippedByRule);
    expect(spared[buildx]).toEqual(skippedByRule);
    // Podman in Docker's place says nothing of plugins; and what was not asked for says nothing.
    tool('docker', `if [ "$1" = info ]; then echo '{"host":{}}'; else echo a builder; fi`);
    expect((await read(keys, { env }))[buildx]).toMatchObject({ code: 0 });
    expect((await read([python], { env }))[python]).toMatchObject({ code: 0 });
  });

  it('that are no programs are not found', async () => {
    writeFileSync(join(bin, 'plain'), 'x');
    mkdirSync(join(bin, 'folder'));
    const captures = await read(['which:plain', 'which:folder', 'run:plain', 'which:sh']);
    expect(captures['which:plain']).toEqual({ ok: false, error: 'ENOENT' });
    expect(captures['which:folder']).toEqual({ ok: false, error: 'ENOENT' });
    expect(captures['run:plain']).toEqual({ ok: false, error: 'ENOENT' });
    expect(captures['which:sh']).toMatchObject({ ok: true });
  });
});

describe('files', () => {
  it('that never end, or never begin, do not hold it up', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const captures = await read([`file:${join(folder, 'pipe')}`, 'file:/dev/zero'], { deadlineMs: 2000 });
    expect(captures[`file:${join(folder, 'pipe')}`]).toEqual({ ok: true, text: '' });
    expect(captures['file:/dev/zero']).toMatchObject({ ok: true });
  });
});

describe('servers', () => {
  it.each([
    [200, /^ok \d+$/],
    [301, /^ok \d+$/],
    [401, /^ok \d+$/],
    [403, /^http 403 \d+$/],
    [503, /^http 503 \d+$/],
  ])('that answer %i', async (status, text) => {
    const seen: string[] = [];
    const port = await listen(
      createHttpServer((request, response) => {
        seen.push(...request.rawHeaders);
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
      }),
    );
    const key = `fetch:http://127.0.0.1:${port}/` as const;
    const captures = await read([key], { env: { TOKEN: 'hunter2', USER: 'me' } });
    expect(captures[key]).toEqual({ ok: true, text: expect.stringMatching(text) });
    expect(
      seen
        .filter((_, index) => index % 2 === 0)
        .map((name) => name.toLowerCase())
        .sort(),
    ).toEqual(['connection', 'host', 'user-agent']);
  });

  it('whose certificate is not trusted', async () => {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        join(folder, 'key'),
        '-out',
        join(folder, 'cert'),
      ],
      { stdio: 'ignore' },
    );
    const { readFileSync } = await import('node:fs');
    const port = await listen(
      createHttpsServer(
        { key: readFileSync(join(folder, 'key')), cert: readFileSync(join(folder, 'cert')) },
        (_, response) => response.end(),
      ),
    );
    const key = `fetch:https://localhost:${port}/` as const;
    expect((await read([key]))[key]).toEqual({ ok: false, error: 'tls' });
    const env = { SSL_CERT_FILE: join(folder, 'cert') };
    expect((await read([key], { env }))[key]).toEqual({ ok: true, text: expect.stringMatching(/^ok /) });
  });

  it('that take a connection and are silent, long before the deadline', async () => {
    const port = await listen(createServer(() => {}));
    const key = `fetch:https://127.0.0.1:${port}/` as const;
    expect((await read([key], { deadlineMs: 600_000 }))[key]).toEqual({ ok: false, error: 'timeout' });
  });

  it('that are not there, by address and by name', async () => {
    const captures = await read(['fetch:https://127.0.0.1:1/', 'fetch:https://no-such-name.invalid/']);
    expect(captures['fetch:https://127.0.0.1:1/']).toEqual({ ok: false, error: 'refused' });
    expect(captures['fetch:https://no-such-name.invalid/']).toEqual({ ok: false, error: 'dns' });
  });

  it('behind a proxy, which is asked, and not for names that are excepted', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      // 404 from the server itself would be an answer; from a proxy it is none.
      socket.end(`HTTP/1.1 ${asked.length === 1 ? '403 Forbidden' : '404 Not Found'}\r\n\r\n`);
    });
    const port = await listen(proxy);
    const env = { https_proxy: `http://127.0.0.1:${port}`, no_proxy: '127.0.0.1' };
    const keys = [
      'fetch:https://cache.nixos.org/nix-cache-info',
      'fetch:https://github.com/',
      'fetch:https://127.0.0.1:1/',
    ];
    const captures = await read(keys as CaptureKey[], { env });
    expect(asked.toSorted()).toEqual(['cache.nixos.org:443', 'github.com:443']);
    for (const key of keys) expect(captures[key]).toEqual({ ok: false, error: 'refused' });
  });
});

describe('sockets', () => {
  it('that are silent, gone, or talk', async () => {
    const path = join(folder, 'silent.sock');
    const silent = createServer(() => {});
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(path, resolve));
    const captures = await read([`connect:${path}`, `talk:${path} 00`, `connect:${path}.none`]);
    expect(captures[`connect:${path}`]).toEqual({ ok: true, text: 'ok' });
    expect(captures[`talk:${path} 00`]).toEqual({ ok: false, error: 'timeout' });
    expect(captures[`connect:${path}.none`]).toEqual({ ok: false, error: 'ENOENT' });
  });
});

it('claims nothing of what there was no time for', async () => {
  for (const deadlineMs of [1, 20]) {
    const captures = await read(keysOf(), { deadlineMs });
    const facts = interpret(captures);
    const timely = new Set(Object.keys(captures).filter((key) => !noAnswer(captures, key as CaptureKey)));
    expect(
      facts.network.endpoints.filter(({ url, state }) => !timely.has(`fetch:${url}`) && state !== 'skipped'),
    ).toEqual([]);
    if (timely.has('run:cc --version')) continue; // a machine so fast has said it all
    // What rests on an answer that came in time may be said.
    const rests = ({ evidence }: Finding) =>
      evidence.every((line) => [...timely].some((key) => line.startsWith(`${key}: `)));
    const grave = ({ severity, id }: Finding) => severity === 'blocker' || id.startsWith('network-no');
    expect(diagnoseFacts(facts, captures).filter((said) => grave(said) && !rests(said))).toEqual([]);
  }
});

it('reports by name what nobody can read', async () => {
  const captures = await read(['env:NOT_SET', 'file:$NOT_SET/x', 'foreign:vax']);
  expect(captures['env:NOT_SET']).toEqual({ ok: false, error: 'unset' });
  expect(captures['file:$NOT_SET/x']).toEqual({ ok: false, error: 'unset' });
  expect(captures['foreign:vax']).toEqual({ ok: false, error: 'unsupported' });
});
