import { describe, expect, it } from 'vitest';
import { collect } from '../../src/engine/collect.js';
import { UsageError, UserError } from '../../src/errors.js';
import { openMachine } from '../../src/machine/target.js';
import { transportOf } from '../../src/machine/transport.js';

const options = { env: process.env, cwd: '/' };
const read = async (target: string) =>
  collect(await openMachine(target, options), {
    signal: new AbortController().signal,
    deadlineMs: 10_000,
    domains: ['os'],
  });

describe('transports', () => {
  it.each([
    ['ssh:host', ['--', 'host', 'sh', '-s']],
    ['ssh:me@host.example:2222', ['-p', '2222', '-l', 'me', '--', 'host.example', 'sh', '-s']],
    ['ssh:me@[2001:db8::1]:22', ['-p', '22', '-l', 'me', '--', '2001:db8::1', 'sh', '-s']],
    ['docker:box', ['exec', '-i', 'box', 'sh', '-s']],
    ['podman:box_1', ['exec', '-i', 'box_1', 'sh', '-s']],
    ['exec:kubectl exec -i pod --', ['-c', 'kubectl exec -i pod --']],
  ])('%s', (target, args) => expect(transportOf(target)?.args.slice(-args.length)).toEqual(args));

  it.each(['local', 'snapshot:x.json', 'telnet:host', ''])('%j is none of them', (target) =>
    expect(transportOf(target)).toBeNull(),
  );

  it.each([
    'ssh:',
    'ssh:-oProxyCommand=touch /tmp/x',
    'ssh:-oProxyCommand=x@host',
    'ssh:host name',
    'ssh:$(id)@host',
    'docker:',
    'docker:-it',
    'docker:a b',
    'podman:--privileged',
    'exec: ',
  ])('%j is refused', (target) => expect(() => transportOf(target)).toThrow(UsageError));
});

describe('a machine over a command', () => {
  it('is read', async () => {
    const { facts } = await read('exec:sh');
    expect(facts.os.kernel).toMatch(/^\d/);
  });

  it('is read behind a login that talks', async () => {
    const { facts } = await read('exec:echo \'Welcome! {"schema" is not what this is}\'; sh; echo bye >&2');
    expect(facts.os.kernel).toMatch(/^\d/);
  });

  it.each([
    ['a command that fails', 'exec:echo no route to host >&2; exit 255', 'no route to host'],
    ['one that says nothing', 'exec:cat >/dev/null', 'without an answer'],
    ['one that is not there', 'exec:no-such-program-here', 'not found'],
    ['half an answer', 'exec:printf \'{"schema":"musl-wizard.snapshot/1","captures":{\'', ''],
    ['another document', 'exec:printf \'{"schema":"x"}\'', ''],
  ])('says what happened with %s', async (_, target, evidence) => {
    const error = await read(target).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    if (error instanceof UserError) {
      expect(error.evidence.join('\n')).toContain(evidence);
      expect(error.nextSteps.length).toBeGreaterThan(0);
    }
  });

  it('is read from an answer that is whole, though the transport lingers', async () => {
    const { facts } = await read('exec:sh; echo "$$"; exec sleep 300');
    expect(facts.os.kernel).toMatch(/^\d/);
  });

  it('is read as far as it came at the deadline; the rest is late', async () => {
    const lines =
      '{"schema":"musl-wizard.snapshot/1","captures":{\\n"env:A":{"ok":true,"text":"a"},\\n"env:B":{"ok":tr';
    const machine = await openMachine(`exec:printf '${lines}'; exec sleep 300`, options);
    const captures: Record<string, unknown> = {};
    const limits = { signal: new AbortController().signal, deadlineMs: 3000 };
    for await (const [key, capture] of machine.read(['env:A', 'env:B'], limits)) captures[key] = capture;
    expect(captures).toEqual({ 'env:A': { ok: true, text: 'a' }, 'env:B': { ok: false, error: 'late' } });
  });

  it('that prints without end is reported briefly, without its output', async () => {
    const error: unknown = await read('exec:cat /dev/zero').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    const { evidence } = error as UserError;
    expect(evidence.join('\n')).toContain('more than 4 MiB');
    expect(evidence.join('\n').length).toBeLessThan(2000);
    expect(evidence.join('')).not.toMatch(/[\x00-\x1f]/);
  });

  it('stops, with all that it started, when it is interrupted', async () => {
    const controller = new AbortController();
    const machine = await openMachine('exec:sleep 300 & sleep 300', options);
    setTimeout(() => controller.abort(), 100);
    await expect(collect(machine, { signal: controller.signal, deadlineMs: 600_000 })).rejects.toThrow();
  });

  it('has no form that is not known', async () => {
    await expect(openMachine('telnet:host', options)).rejects.toThrow(UsageError);
  });
});
