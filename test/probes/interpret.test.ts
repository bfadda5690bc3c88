import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { factsSchema } from '../../src/facts/schema.js';
import type { Capture } from '../../src/machine/capture.js';
import { probes } from '../../src/probes/index.js';
import { interpret, keysOf } from '../../src/probes/interpret.js';
import { redactCaptures } from '../../src/redact/redact.js';

const keys = keysOf();
const samples = [
  '',
  'max',
  '0',
  '-1',
  '/sys/fs/cgroup/a\tmax\n/sys/fs/cgroup\t100',
  '{"ServerVersion":1,"ClientInfo":[],"Plugins":null}',
  '[[[[',
  '22 1 0:21 / / rw - ext4 /dev/sda1 rw',
  'Uid:\t0\t0\nCapEff:\tzz',
  'enabled\ninterpreter \nflags: \nmagic 7f',
  'ok',
  'http 503 12',
  '- - - /',
];
const text = fc.oneof(
  fc.string(),
  fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1')),
  fc.constantFrom(...samples),
);
const capture: fc.Arbitrary<Capture> = fc.oneof(
  text.map((value): Capture => ({ ok: true, text: value })),
  fc
    .constantFrom('ENOENT', 'EACCES', 'timeout', 'skipped', 'unset', 'dns')
    .map((error): Capture => ({ ok: false, error })),
  fc
    .tuple(fc.option(fc.integer({ min: 0, max: 255 })), text, text)
    .map(([code, stdout, stderr]): Capture => ({ code, stdout, stderr })),
);
const captures = fc
  .array(fc.tuple(fc.constantFrom(...keys), capture), { maxLength: 80 })
  .map((entries) => Object.fromEntries(entries));

describe('probes', () => {
  it('read every key once, and each is of a known form', () => {
    for (const { domain, reads } of probes) {
      expect(new Set(reads).size, domain).toBe(reads.length);
      for (const key of reads) expect(key).toMatch(/^[a-z]+:\S/);
    }
  });

  it('know nothing of nothing', () => {
    const facts = interpret({});
    expect(Value.Check(factsSchema, facts)).toBe(true);
    expect(facts.memory).toEqual({
      totalBytes: null,
      availableBytes: null,
      limitBytes: null,
      swapBytes: null,
      effectiveBytes: null,
    });
    expect(facts.nix.installed).toBeNull();
    expect(facts.nix.store).toEqual({ exists: null, writable: null });
    expect(facts.engines.docker.daemon.state).toBeNull();
    expect(facts.isolation.userNamespaces).toEqual({ inside: null, canCreate: null });
    expect(facts.binfmt.supported).toBeNull();
    expect(facts.container.kind).toBeNull();
  });

  it.each([
    ['Name:   default\nDriver: docker\n\nNodes:\nName:     default\nEndpoint: default\n', null],
    ['Name:   own\nDriver: docker-container\n\nNodes:\nName:     own0\nEndpoint: unix:///var/run/docker.sock\n', null],
    ['Name:          there\nDriver:        remote\n\nNodes:\nName: there0\nEndpoint: tcp://192.0.2.1:1234\n', 'there'],
    ['Name:   far\nDriver: docker-container\n\nNodes:\nName: far0\nEndpoint: ssh://builder.example\n', 'far'],
  ])('tell a builder that is elsewhere from one that is here', (stdout, builder) => {
    const { engines } = interpret({ 'run:docker buildx inspect': { code: 0, stdout, stderr: '' } });
    expect(engines.docker.builder).toBe(builder);
  });

  it.each([
    ['$HOME/.docker', '/root/.docker', {}],
    ['$DOCKER_CONFIG', '/work/docker', { 'env:DOCKER_CONFIG': { ok: true, text: '/work/docker' } }],
  ] as const)("find a context's endpoint among the client's settings in %s", (folder, real, more) => {
    const meta = { Name: 'web', Endpoints: { docker: { Host: 'ssh://me@box' } } };
    const ok = (text: string) => ({ ok: true, text }) as const;
    const { engines } = interpret({
      ...more,
      'which:docker': ok('/usr/bin/docker'),
      'env:DOCKER_HOST': { ok: false, error: 'unset' },
      'env:DOCKER_CONTEXT': { ok: false, error: 'unset' },
      'file:$HOME/.docker/config.json': ok(folder === '$HOME/.docker' ? '{"currentContext":"web"}' : '{}'),
      [`file:${folder}/config.json`]: ok('{"currentContext":"web"}'),
      [`glob:${folder}/contexts/meta/*/meta.json`]: ok(`${real}/contexts/meta/ab/meta.json`),
      [`file:${real}/contexts/meta/ab/meta.json`]: ok(JSON.stringify(meta)),
      'run:docker info --format {{.|json}}': { code: 0, stdout: '{"ServerVersion":"20.10"}', stderr: '' },
    });
    expect(engines.docker.daemon).toMatchObject({
      state: 'running',
      context: 'web',
      host: 'ssh://me@box',
      remote: true,
    });
  });

  it('never throw, and always give facts of the declared form', () => {
    fc.assert(
      fc.property(captures, (given) => {
        const facts = interpret(given);
        expect(Value.Check(factsSchema, facts), JSON.stringify([...Value.Errors(factsSchema, facts)].slice(0, 3))).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('survive redaction, which settles after one round', () => {
    fc.assert(
      fc.property(captures, (given) => {
        const once = redactCaptures(given);
        expect(redactCaptures(once)).toEqual(once);
      }),
      { numRuns: 200 },
    );
  });
});
