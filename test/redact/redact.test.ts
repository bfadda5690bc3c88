import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import { interpret, keysOf } from '../../src/probes/interpret.js';
import { keptOf } from '../../src/probes/snapshot-fields.js';
import { createRedactor, redactCaptures, redactionKeys } from '../../src/redact/redact.js';
import { captured } from '../support/captures.js';
import { identities, plantedCaptures, secrets } from '../support/planted.js';
import { processorTime } from '../support/processor-time.js';
import { expectSame } from '../support/redacted.js';

const planted = [...secrets, ...identities];

describe('redaction', () => {
  const redactor = createRedactor(plantedCaptures);
  const redacted = redactor.captures();
  const text = JSON.stringify(redacted);

  it('is tried with at least 88 things, all of which are there before', () => {
    expect(planted.length).toBeGreaterThanOrEqual(88);
    const raw = JSON.stringify(plantedCaptures);
    expect(planted.filter((each) => !raw.includes(each))).toEqual([]);
  });

  it('leaves none of them', () => {
    expect(planted.filter((each) => text.toLowerCase().includes(each.toLowerCase()))).toEqual([]);
  });

  it('keeps the facts, findings and their fixes, with the same words put in', () => {
    const [before, after] = [interpret(plantedCaptures), interpret(redacted)];
    expectSame(before, after, redactor);
    const short = (facts: typeof before, captures: typeof redacted) =>
      diagnoseFacts(facts, captures).map(({ evidence, ...rest }) => rest);
    expectSame(short(before, plantedCaptures), short(after, redacted), redactor);
    expect(before.disk.home).toMatchObject({ noexec: true });
    expect(before.nix.builders).toHaveLength(1);
    expect(before.nix.trustedUser).toBe(true);
    expect(before.engines.docker.buildx?.version).toBe('0.14.0');
  });

  it('keeps the facts of whatever part of it was read, and none of what was planted', () => {
    const keys = Object.keys(plantedCaptures);
    fc.assert(
      fc.property(
        fc.subarray(keys, { minLength: 1 }),
        fc.array(fc.constantFrom(...identities), { minLength: 3, maxLength: 3 }),
        (some, own) => {
          const captures = Object.fromEntries(
            some.flatMap((key) => (plantedCaptures[key] ? [[key, plantedCaptures[key]] as const] : [])),
          );
          const here = {
            ...captures,
            ...captured({ 'env:PWD': `/srv/${own[0]}/${own[1]}-${own[2]}`, 'which:go': `/opt/${own[1]}.d/go` }),
          };
          const words = createRedactor(here);
          const after = words.captures();
          expectSame(interpret(here), interpret(after), words);
          const left = JSON.stringify(after).toLowerCase();
          expect(planted.filter((each) => left.includes(each.toLowerCase()))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('declares of every key that is read what is kept', () => {
    expect(keysOf().filter((key) => keptOf(key) === null)).toEqual([]);
  });

  it('keeps nothing of a capture that is not declared', () => {
    const unlisted = captured({
      'file:/etc/shadow': 'x',
      'env:MY_TOKEN': 'x',
      'run:env': [0, 'x'],
      'file:/proc/net/tcp': 'x',
      __proto__x: 'x',
    });
    expect(redactCaptures(unlisted)).toEqual({});
  });

  it('keeps nothing of error messages but what they are about', () => {
    const captures = captured({
      'run:unshare -Ur true': [1, 'secretproduct', 'unshare: secretproduct: Operation not permitted'],
      'env:HOME': new Error('secretproduct'),
    });
    expect(redactCaptures(captures)).toEqual({
      'env:HOME': { ok: false, error: 'unknown' },
      'run:unshare -Ur true': { code: 1, stdout: '', stderr: 'Operation not permitted' },
    });
  });

  it('gives the same word for the same name, and none that is there already', () => {
    const again = redactCaptures(
      captured({ 'env:HOME': '/home/user-7', 'env:USER': 'annabel', 'env:PWD': '/home/annabel/user-7/zebra' }),
    );
    expect(again).toMatchObject({
      'env:HOME': { text: '/home/user-7' },
      'env:USER': { text: 'user-8' },
      'env:PWD': { text: '/home/user-8/user-7/name-1' },
    });
  });

  it('changes nothing the second time', () => {
    expect(redactCaptures(redacted)).toEqual(redacted);
  });

  it('leaves out what only served to know the names', () => {
    for (const key of redactionKeys.filter((each) => each !== 'env:USER')) expect(redacted).not.toHaveProperty([key]);
    expect(redacted['env:USER']).toEqual({ ok: true, text: expect.stringMatching(/^user-\d+$/) });
  });

  it('leaves versions, public servers and figures alone', () => {
    const plain = captured({
      'env:HOME': '/root',
      'run:cc --version': [0, '12.2.0.1'],
      'file:/etc/nix/nix.conf': 'substituters = https://cache.nixos.org/\nextra-platforms = aarch64-linux',
      'file:/proc/version': 'Linux version 5.15.0-generic #1 SMP 2026',
      'cgroup:pids.max': '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service\tmax',
      'paths:/usr/lib/*/libc.a': '/usr/lib/x86_64-linux-gnu/libc.a',
      'which:musl-gcc': '/usr/bin/musl-gcc',
      'env:DOCKER_HOST': 'unix:///var/run/docker.sock',
      'env:TMPDIR': '/var/tmp',
      'df:/tmp': '4096 - 8192 rwx /tmp',
      'df:/nix': '4096 20 8192 - /nix',
      // As written before it told of permissions.
      'df:/': '4096 20 8192 /',
    });
    expect(redactCaptures(plain)).toEqual(plain);
  });

  it('takes out of lines of a log what is known for what it is, and leaves the rest', () => {
    expect(
      redactor.log(
        'error: cannot reach http://svcdeploy:pw@buildfarm.corpexample.test/x from 10.20.30.40 as marguerite',
      ),
    ).toMatch(/^error: cannot reach http:\/\/user-\d+:\*\*\*@host-\d+\/x from address-\d+ as user-\d+$/);
  });

  it('takes time that grows with the text only', () => {
    const units = [
      'a',
      '-',
      '.',
      '/',
      ':',
      '@',
      '=',
      ' ',
      '"',
      'a@',
      'a.',
      'token',
      'token=',
      'http://',
      'http://a:',
      '/home/',
      '1.',
      '0:',
      ' - nfs ',
      '-----BEGIN A PRIVATE KEY-----\n',
      'eyJ',
      'a-',
      '"auth":"',
    ];
    for (const unit of units) {
      const text = unit.repeat(Math.ceil(64_000 / unit.length));
      const captures = captured({
        'env:HOME': '/home/marguerite',
        'env:NIX_PATH': text,
        'env:NIX_CONFIG': `substituters = ${text}`,
      });
      expect(
        processorTime(() => void createRedactor(captures).log(JSON.stringify(redactCaptures(captures)) + text)),
        JSON.stringify(unit),
      ).toBeLessThan(1500);
    }
  });
});
