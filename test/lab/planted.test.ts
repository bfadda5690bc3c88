/**
 * A user whose environment and files are full of secrets, and a machine full of names: every output of the real program
 * is searched for what was planted, and by secretlint.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { works } from '../support/lab.js';
import { identities, passwords as p, plantedCaptures, secrets, tokens as t } from '../support/planted.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const top = mkdtempSync(join(tmpdir(), 'mw-planted-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const home = join(top, 'home');
const project = join(top, 'project');
const put = (path: string, text: string): string => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const log = put(
  join(top, 'build.log'),
  [
    `#5 0.1 fetch https://svc:${p.proxy}@proxy.example:3128/x`,
    `error: unable to download 'https://${t.github}@github.com/acme/x.tar.gz': HTTP error 401`,
    `npm ERR! //registry.npmjs.org/:_authToken=${t.npm}`,
    `fatal: Authentication failed for 'https://oauth2:${t.gitlab}@gitlab.com/acme/x.git/'`,
    `error: AWS_SECRET_ACCESS_KEY=${t.awsKey} ${t.awsId} ${t.jwt} ${t.slackBot}`,
    `error: something odd went wrong with password=${p.environment} token: ${t.huggingface}`,
    `make: *** [Makefile:2: all] Error 1`,
  ].join('\n'),
);

const planted = new Set([
  put(join(home, '.netrc'), `machine ghehost.test login marguerite password ${p.netrc}\n`),
  put(join(home, '.npmrc'), `//registry.npmjs.org/:_authToken=${t.npm}\n`),
  put(join(home, '.git-credentials'), `https://u:${t.github}@github.com\n`),
  put(join(home, '.aws/credentials'), `[default]\naws_access_key_id=${t.awsId}\naws_secret_access_key=${t.awsKey}\n`),
  put(join(home, '.ssh/id_rsa'), `-----BEGIN RSA PRIVATE KEY-----\n${t.privateKey}\n-----END RSA PRIVATE KEY-----\n`),
  put(
    join(home, '.docker/config.json'),
    JSON.stringify({
      auths: { 'r.example': { auth: p.registryAuth, identitytoken: p.identityToken } },
      currentContext: 'farm',
    }),
  ),
  put(
    join(home, '.docker/contexts/meta/ab12/meta.json'),
    JSON.stringify({ Name: 'farm', Endpoints: { docker: { Host: `tcp://svc:${p.dockerHost}@127.0.0.1:9` } } }),
  ),
  put(
    join(home, '.config/nix/nix.conf'),
    `access-tokens = github.com=${t.githubFine}\nextra-substituters = https://svc:${p.substituter}@127.0.0.1:9\n` +
      `builders = ssh://svc:${p.builder}@127.0.0.1 x86_64-linux\nnetrc-file = ${home}/.netrc\n`,
  ),
  put(join(project, 'main.c'), '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n'),
]);

const env: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: home,
  https_proxy: `http://svc@corp.example:${p.proxy}@127.0.0.1:9`,
  HTTP_PROXY: `svc:${p.noProxyScheme}@127.0.0.1:9`,
  DOCKER_HOST: `tcp://svc:${p.dockerHost}@127.0.0.1:9`,
  CONTAINER_HOST: `ssh://svc:${p.podmanHost}@127.0.0.1:9/run/podman.sock`,
  NIX_PATH: `nixpkgs=https://${p.nixPath}@127.0.0.1:9/nixpkgs.tar.gz`,
  NIX_REMOTE: `ssh-ng://svc:${p.nixRemote}@127.0.0.1`,
  NIX_CONFIG: `access-tokens = github.com=${t.github} example.test=PAT:${p.accessToken}`,
  GITHUB_TOKEN: t.github,
  NPM_TOKEN: t.npm,
  AWS_ACCESS_KEY_ID: t.awsId,
  AWS_SECRET_ACCESS_KEY: t.awsKey,
  MY_API_TOKEN: p.environment,
  SLACK_BOT_TOKEN: t.slackBot,
  OPENAI_API_KEY: t.openai,
};

interface Output {
  readonly name: string;
  readonly text: string;
}
const outputs: Output[] = [];
const keep = (name: string, text: string): void => void outputs.push({ name, text });

/** Runs the program as that user, and keeps what it prints. */
const run = (...args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: project,
    env,
    encoding: 'utf8',
    input: '',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  keep(`musl-wizard ${args.join(' ')}`, `${stdout}\n${stderr}`);
  return stdout;
};

/** Files that were written below the user's folders. */
const written = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter(
      (path) =>
        !planted.has(path) &&
        statSync(path, { throwIfNoEntry: false })?.isFile() &&
        statSync(path).size < 16 * 1024 * 1024,
    );

/** What was planted and is in a text, also escaped as JSON has it. */
const left = (text: string, wanted: readonly string[]): string[] => wanted.filter((each) => text.includes(each));

const scan = async ({ name, text }: Output): Promise<string[]> => {
  const { messages } = await lintSource({
    source: { filePath: '/output.txt', content: text, contentType: 'text', ext: '.txt' },
    options: {
      noPhysicFilePath: true,
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended, options: {} }] },
    },
  });
  return messages.map(({ ruleId, message }) => `${name}: ${ruleId}: ${message}`);
};

const raw = join(top, 'raw.json');
const snapshots: string[] = [];

beforeAll(() => {
  const meta = { collectedAt: '2026-11-29T00:00:00Z', collector: 'sh', target: 'local', redacted: false };
  put(raw, JSON.stringify({ schema: 'musl-wizard.snapshot/1', meta, captures: plantedCaptures }));
  const far = `snapshot:${raw}`;

  for (const on of [['--on', far], []]) {
    run('doctor', '--verbose', ...on);
    run('doctor', '--json', ...on);
    snapshots.push(run('snapshot', ...on));
  }
  snapshots.push(run('snapshot', '--on', 'exec:sh'));
  run('flow', 'run', 'choose-setup', '--json', '--trace', join(top, 'trace.json'), '--on', far);
  run('explain', '--all', log);
  run('explain', '--json', '--all', log);
  run('doctor', '--json', '--on', `exec:sh -c 'echo https://svc:${p.mirror}@example.test >&2; exit 3'`);
  run('doctor', '--on', `snapshot:/nowhere/https://svc:${p.mirror}@example.test`);
  run('choose', '--rung', works('musl-gcc', '--version') ? 'musl-gcc' : 'glibc-static', '--yes', '--json');
  run('canary', 'pkgs-musl', '--json', '--timeout', '20');
  run('build', '--json');
  const nixpkgs = `https://me@corp.example:${p.mirror}@127.0.0.1:9/x.tar.gz`;
  run('build', '--rung', 'pkgs-musl', '--nixpkgs', nixpkgs, '--json', '--timeout', '20', '--verbose');
  run('status', '--json');
  run('recipe', 'alpine');
  const script = put(join(top, 'collect.sh'), run('snapshot', '--script'));
  const { stdout } = spawnSync('sh', [script], { env, encoding: 'utf8', timeout: 60_000 });
  keep('collect.sh', stdout);
  for (const path of [...written(home), ...written(project), join(top, 'trace.json')])
    keep(path, readFileSync(path, 'utf8'));
});

describe('what was planted', () => {
  it('is much, and the program said something each time', () => {
    expect(secrets.length + identities.length).toBeGreaterThanOrEqual(88);
    expect(outputs.length).toBeGreaterThan(18);
    expect(outputs.filter(({ name, text }) => name.startsWith('musl-wizard') && text.trim() === '')).toEqual([]);
    expect(outputs.some(({ name }) => name.endsWith('.log'))).toBe(true);
  });

  it('of secrets is in no output', () => {
    const found = outputs.flatMap(({ name, text }) => left(text, secrets).map((each) => `${name}: ${each}`));
    expect(found).toEqual([]);
  });

  it('of names and addresses is in no snapshot', () => {
    expect(snapshots).toHaveLength(3);
    expect(snapshots.flatMap((text) => left(text, [...identities, top]))).toEqual([]);
  });

  it('is found by secretlint in what is planted, and in no output', async () => {
    expect(await scan({ name: 'raw', text: readFileSync(raw, 'utf8') })).not.toEqual([]);
    expect((await Promise.all(outputs.map(scan))).flat()).toEqual([]);
  });

  it('is for its user alone in a trace', () => {
    expect(statSync(join(top, 'trace.json')).mode & 0o777).toBe(0o600);
  });
});
