import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { download } from '../../../src/build/libs/download.js';
import type { UserError } from '../../../src/errors.js';

const content = 'an archive';
const sum = createHash('sha256').update(content).digest('hex');

let server: Server;
let origin: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    response.statusCode = request.url === '/none.tar.gz' ? 404 : 200;
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mw-download-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

const fetched = (path: string, sha256 = sum, signal = new AbortController().signal) =>
  download(`${origin}${path}`, sha256, {
    scratch,
    cache: '',
    signal,
    env: {},
    tell: () => {},
    run: () => Promise.reject(),
  });

it.each([
  ['/zlib-1.3.tar.gz', 'zlib-1.3.tar.gz'],
  ['/a/b/zlib.tgz?from=here', 'zlib.tgz'],
  ['/odd%20name;.tgz', 'odd_20name_.tgz'],
  ['/', 'archive'],
])('puts what %s gives into a file %s', async (path, name) => {
  const file = await fetched(path, sum.toUpperCase());
  expect(basename(file)).toBe(name);
  expect(readFileSync(join(scratch, name), 'utf8')).toBe(content);
});

it('takes no other file than the one that was asked for', async () => {
  await expect(fetched('/zlib.tgz', '0'.repeat(64))).rejects.toMatchObject({
    message: `${origin}/zlib.tgz is not the requested file.`,
    evidence: [`its sha256 is ${sum}`, `expected: ${'0'.repeat(64)}`],
  });
  expect(readdirSync(scratch)).toEqual([]);
});

it('says why nothing came, and what to do', async () => {
  await expect(fetched('/none.tar.gz')).rejects.toMatchObject({
    message: `${origin}/none.tar.gz cannot be fetched.`,
    evidence: ['HTTP 404'],
    nextSteps: [expect.stringContaining(`curl -LO ${origin}/none.tar.gz`)],
  });
  await expect(fetched('/zlib.tgz', sum, AbortSignal.abort(new Error('ended')))).rejects.toMatchObject({
    evidence: ['ended'],
  });
  await expect(
    download('http://127.0.0.1:1/zlib.tgz', sum, { scratch, signal: new AbortController().signal } as never),
  ).rejects.toMatchObject({ evidence: [expect.stringMatching(/^fetch failed: .+/)] });
});

it('names the address in a command as one word of a shell', async () => {
  const path = "/$(touch);'y'.tar.gz";
  const error = await fetched(path, '0'.repeat(64), AbortSignal.abort()).catch((failed: UserError) => failed);
  const [command = ''] = (error as UserError).nextSteps;
  const shown = execFileSync('sh', ['-c', command.replace('curl -LO', "printf '<%s>'")], { encoding: 'utf8' });
  expect(shown).toBe(`<${origin}${path}>`);
});
