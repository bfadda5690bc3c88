import { describe, expect, it } from 'vitest';
import { evidence, type FixSpec, fixesFor } from '../../src/diagnosis/build-finding.js';
import type { Facts } from '../../src/facts/facts.js';
import { actorWords } from '../../src/presentation/words.js';
import { captured } from '../support/captures.js';
import { someFacts } from '../support/facts.js';

const spec = (over: Partial<FixSpec> = {}): FixSpec => ({ title: 'Fix', commands: ['true'], ...over });
const fixed = (over: Partial<FixSpec>, isolation: Partial<Facts['isolation']> = {}, table = {}) => {
  const [fix] = fixesFor(someFacts({ isolation }), captured(table), [null, spec(over)]);
  return fix;
};

describe('who becomes root', () => {
  const sudo = { 'which:sudo': '/usr/bin/sudo' };
  const doas = { 'which:doas': '/usr/bin/doas' };
  const member = (group: string) => ({ ...sudo, 'run:id': [0, `uid=999(x) groups=27(${group})`] as const });
  it.each([
    ['root', { uid: 0 }, {}, true],
    ['a person with sudo', { uid: 1000 }, sudo, true],
    ['a person with doas', { uid: 1000 }, doas, true],
    ['a person without either', { uid: 1000 }, {}, false],
    ['a system account', { uid: 999 }, sudo, false],
    ['a system account of the group sudo', { uid: 999 }, member('sudo'), true],
    ['a system account of the group wheel', { uid: 999 }, member('wheel'), true],
    ['a system account of a group with another name', { uid: 999 }, member('sudoers'), false],
    ['the overflow user', { uid: 65534 }, sudo, false],
    ['the user after it', { uid: 65535 }, sudo, true],
    ['a user that is not known', { uid: null }, sudo, false],
    ['a person whose sudo cannot work', { uid: 1000, noNewPrivs: true }, sudo, false],
    ['a person of whose sudo that is not known', { uid: 1000, noNewPrivs: null }, sudo, true],
  ] as const)('%s', (_, isolation, table, can) => {
    expect(fixed({ root: true }, isolation, table)).toMatchObject({ who: can ? 'you' : 'root', runnable: can });
    // What needs no root is for anybody.
    expect(fixed({}, isolation, table)).toMatchObject({ who: 'you', needsRoot: false, runnable: true });
  });

  it.each([
    ['root', { uid: 0 }, sudo, {}, 'you, as root'],
    ['a person of its group', { uid: 1000 }, member('sudo'), {}, 'you, as root'],
    ['a person of none of its groups', { uid: 1000 }, member('users'), {}, 'you, as root, if this machine lets you'],
    ['a person whose groups are not known', { uid: 1000 }, sudo, {}, 'you, as root, if this machine lets you'],
    ['a system account', { uid: 999 }, member('users'), {}, 'root on this machine'],
    [
      'a person, for somebody else',
      { uid: 1000 },
      sudo,
      { by: 'host' },
      'the administrator of this container or machine',
    ],
  ] as const)('is said without a promise that sudo would break: %s', (_, isolation, table, over, words) => {
    const fix = fixed({ root: true, ...over }, isolation, table);
    expect(fix && actorWords(fix)).toBe(words);
    const open = fixed({}, isolation, table);
    expect(open && actorWords(open)).toBe('you');
  });
});

it.each([
  ['a name is to be filled in', { open: true }],
  ['a value is asked for', { input: { word: 'X', label: 'X', kind: 'file' } }],
  ['somebody else does it', { by: 'host' }],
  ['there is nothing to run', { commands: [] }],
  ['a command cannot be shown as it is', { commands: ['true', 'echo \u202e'] }],
  ['its undo cannot be shown as it is', { undo: 'rm \u200b' }],
] as const)('is not run from here where %s', (_, over) => {
  expect(fixed(over)?.runnable).toBe(false);
  expect(fixed({ ...over, root: true })?.runnable).toBe(false);
});

it('carries what is said of it, and nothing that is not', () => {
  expect(fixed({})).toEqual({
    title: 'Fix',
    commands: ['true'],
    needsRoot: false,
    changes: null,
    undo: null,
    runnable: true,
    who: 'you',
  });
  expect(fixed({ changes: 'much', undo: 'false', root: true, by: 'network' })).toMatchObject({
    needsRoot: true,
    changes: 'much',
    undo: 'false',
    who: 'network',
  });
});

describe('evidence', () => {
  const show = (table: Parameters<typeof captured>[0], ...sources: Parameters<typeof evidence>[2]) =>
    evidence(someFacts({ memory: { limitBytes: 2048 } }), captured(table), sources);
  const [file, run] = [{ capture: 'file:/a' } as const, { capture: 'run:x y' } as const];
  const fact = { fact: 'memory.limitBytes' };

  it('is the lines that were read, and the fact only where there is none', () => {
    expect(show({ 'file:/a': ' one \n\n two\n' }, file, fact)).toEqual(['file:/a: one', 'file:/a: two']);
    expect(show({ 'file:/a': 'one\n' }, { ...file, match: /two/ }, fact)).toEqual(['memory.limitBytes = 2048 (2 KiB)']);
    expect(show({}, file, { fact: 'os.id' }, { fact: 'nix.features' })).toEqual([
      'os.id = debian',
      expect.stringMatching(/^nix\.features = \[/),
    ]);
    expect(show({}, { fact: 'no.such' })).toEqual(['no.such = unknown']);
  });

  it('says why there are no lines, in words', () => {
    expect(show({ 'file:/a': new Error('late') }, file)).toEqual(['file:/a: not read in time']);
    expect(show({ 'file:/a': new Error('EACCES') }, file)).toEqual(['file:/a: EACCES']);
    expect(show({ 'paths:/a/*': '' }, { capture: 'paths:/a/*' })).toEqual(['paths:/a/*: none']);
    expect(show({ 'file:/a': '' }, file)).toEqual([]);
  });

  it('takes both streams of a program, and of a long answer the beginning', () => {
    expect(show({ 'run:x y': [1, 'out\n', 'err\n'] }, run)).toEqual(['run:x y: out', 'run:x y: err']);
    const lines = show({ 'file:/a': Array.from({ length: 9 }, (_, at) => `${at}${'x'.repeat(300)}`).join('\n') }, file);
    expect(lines.map((line) => line.slice(0, 10))).toEqual([0, 1, 2, 3, 4, 5].map((at) => `file:/a: ${at}`));
    expect(new Set(lines.map(({ length }) => length))).toEqual(new Set(['file:/a: '.length + 200]));
  });

  it('masks what is secret', () => {
    expect(show({ 'file:/a': 'http://me:hunter2@proxy\n' }, file).join()).not.toContain('hunter2');
  });

  it('is of a server what came of asking it', () => {
    expect(show({}, { server: 'nixos.org' })).toEqual(['fetch:https://cache.nixos.org/nix-cache-info: ok']);
  });
});
