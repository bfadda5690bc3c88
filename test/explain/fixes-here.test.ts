import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { shippedCatalogue } from '../../src/explain/shipped.js';
import { someFacts } from '../support/facts.js';

const missing = '/bin/sh: musl-gcc: command not found\n';
const fixesOf = (log: string, options: Parameters<typeof explainText>[1] = {}) =>
  explainText(log, options).diagnoses[0]?.fixes ?? [];

describe('the fixes of a diagnosis', () => {
  it('are not to be run for a log from elsewhere', () => {
    expect(fixesOf(missing).some(({ runnable }) => runnable)).toBe(false);
    expect(fixesOf(missing, { facts: someFacts() }).some(({ runnable }) => runnable)).toBe(false);
  });

  it('can be run on the machine of the log, with what they change and how that is undone', () => {
    expect(fixesOf(missing, { facts: someFacts(), place: 'here' })[0]).toMatchObject({
      // As in doctor: a fresh container has no lists of packages, and what needs the package is not taken along.
      commands: ['apt-get update', 'apt-get install -y musl-tools'],
      needsRoot: true,
      runnable: true,
      changes: expect.any(String),
      undo: 'dpkg --remove musl-tools',
    });
  });

  it.each([
    ['by who is not root', someFacts({ isolation: { uid: 1000 } }), 'here'],
    ['on a system with other packages', someFacts({ os: { id: 'arch' } }), 'here'],
    ['beside the container that lacks the package', someFacts(), 'container'],
  ] as const)('cannot be run %s', (_, facts, place) => {
    expect(fixesOf(missing, { facts, place }).some(({ runnable }) => runnable)).toBe(false);
  });

  it('begin with those of the system, and name the others, too', () => {
    const log = 'main.c:1:10: fatal error: stdio.h: No such file or directory\n';
    const first = (id: string, place: 'here' | 'container') =>
      fixesOf(log, { facts: someFacts({ os: { id } }), place }).map(({ commands }) => commands[0]?.split(' ')[0]);
    expect(first('debian', 'here')).toEqual(['apt-get', 'apk']);
    expect(first('alpine', 'here')).toEqual(['apk', 'apt-get']);
    expect(first('debian', 'container')).toEqual(['apk', 'apt-get']);
  });

  it('ask systemd only where it is', () => {
    const log = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';
    const start = (system: 'systemd' | 'none') =>
      fixesOf(log, { facts: someFacts({ init: { system } }), place: 'here' })[0]?.runnable;
    expect([start('systemd'), start('none')]).toEqual([true, false]);
  });
});

const runnable = [...shippedCatalogue().causes.values()].flatMap(({ id, fixes }) =>
  fixes.filter((fix) => fix.runnable).map((fix) => [`${id}: ${fix.title}`, fix] as const),
);

it.each(runnable)('%s', (_, { commands, changes }) => {
  expect(commands?.length).toBeGreaterThan(0);
  expect(changes).toBeTruthy();
  // Nothing to fill in, nothing that ends with its shell, no user that sudo would change.
  for (const command of commands ?? [])
    expect(command).not.toMatch(/\.\.\.|\b[A-Z]{4,}\b(?!_)|\$USER|^(?:export|unset|cd|ulimit) /);
});
