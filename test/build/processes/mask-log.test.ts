import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { maskerFor, maskLog, secretsOf } from '../../../src/build/processes/mask-log.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-mask-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('knows the secrets of an environment, and takes no path, host or short word for one', () => {
  const env = {
    https_proxy: 'http://svc:hunter2@proxy:3128',
    NIX_PATH: 'nixpkgs=https://tok3nvalue@host/x',
    NIX_CONFIG: 'access-tokens = github.com=abcdefghij gitlab.com=PAT:klmnopqrst',
    API_TOKEN: 'plain-secret',
    SSH_KEY: '/home/x/.ssh/id',
    DB_PASSWORD: 'abc',
    HOME: '/home/x',
  };
  expect(secretsOf(env)).toEqual(['plain-secret', 'tok3nvalue', 'abcdefghij', 'klmnopqrst', 'hunter2']);
});

it('knows passwords of accounts that are addresses of mail, with signs that should be escaped, and without a scheme', () => {
  expect(secretsOf({ https_proxy: 'http://me@corp.example:hunter2@proxy:3128' })).toContain('hunter2');
  expect(secretsOf({ https_proxy: 'http://me:hunt@/er3@proxy:3128' })).toContain('hunt@/er3');
  expect(secretsOf({ HTTP_PROXY: 'me:hunter4@proxy.corp' })).toContain('hunter4');
  expect(secretsOf({ REGISTRY: 'http://localhost:4873/@scope', HOME_PAGE: 'me:hunter5@x' })).toEqual([]);
});

it.each([
  ['AWS_SECRET_ACCESS_KEY', 'plantedI/K7MDENG/planted'],
  ['REGISTRY_TOKEN', 'planted+/planted=='],
  ['MYSQL_PWD', 'planted1'],
  ['DB_PASS', 'planted2'],
  ['APIKEY', 'planted3'],
])('knows the value of %s for a secret, also with a slash in it', (name, value) => {
  expect(secretsOf({ [name]: value })).toEqual([value]);
});

it.each([
  ['PWD', '/home/x/project'],
  ['SSH_KEY', '~/.ssh/id_rsa'],
  ['TOKEN_FILE', './run/secrets/token'],
  ['VAULT_TOKEN_URL', 'https://vault.example/v1/token'],
  ['GIT_AUTHOR_NAME', 'Some Author'],
])('takes the place that %s names for no secret', (name, value) => {
  expect(secretsOf({ [name]: value })).toEqual([]);
});

it('leaves nothing of a secret that begins with another one', async () => {
  const env = { A_TOKEN: 'planted', B_TOKEN: 'planted-further' };
  expect(maskerFor(env)('x planted-further planted y')).toBe('x *** *** y');
  const path = join(folder, 'longest');
  writeFileSync(path, 'planted-further planted');
  await maskLog(path, 0, secretsOf(env));
  expect(readFileSync(path, 'utf8')).toMatch(/^\*+ \*+$/);
});

it('knows secrets by their shape, whatever their variable is called', () => {
  const jwt = `${'eyJhbGciOiJSUzI1NiJ9'}.${'eyJzdWIiOiJwbGFudGVkIn0'}.${'c2lnbmF0dXJl'}`;
  expect(secretsOf({ CI_JOB_JWT: jwt })).toContain(jwt);
  expect(secretsOf({ STORE: 'Endpoint=https;AccountName=a;AccountKey=cGxhbnRlZA==;Suffix=b' })).toEqual([
    'cGxhbnRlZA==',
  ]);
  expect(secretsOf({ NOTIFY: `https://hooks.slack.com/services/${'T0/B0/planted12'}` })).toEqual(['T0/B0/planted12']);
  expect(secretsOf({ CFLAGS: '-O2 -DAPI_KEY=planted99 -DB' })).toEqual(['planted99']);
  expect(secretsOf({ A: 'x ***', B: '***', C: '' })).toEqual([]);
});

it('overwrites them in the new part of a log, wherever they lie, and moves nothing', async () => {
  const path = join(folder, 'log');
  const filler = 'x'.repeat(1024 * 1024 - 3);
  writeFileSync(path, `hunter2${filler}hunter2\nhunter2 end\n`);
  await maskLog(path, 7, ['hunter2']);
  expect(readFileSync(path, 'utf8')).toBe(`hunter2${filler}*******\n******* end\n`);
});

it('lets a signal in between pieces of a long log, and masks all of it', async () => {
  const path = join(folder, 'long');
  const filler = 'x'.repeat(2 * 1024 * 1024);
  writeFileSync(path, `${filler}hunter2${filler}hunter2`);
  let heard = false;
  setImmediate(() => {
    heard = true;
  });
  await maskLog(path, 0, ['hunter2']);
  expect(heard).toBe(true);
  expect(readFileSync(path, 'latin1')).not.toContain('hunter2');
});
