import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/artifact/artifact.js';
import { judgeArtifact } from '../../../src/build/check/judge-artifact.js';
import { refusal } from '../../../src/build/pack.js';
import { inspectFile } from '../../../src/inspect/inspect-file.js';

const expects = { libc: ['musl'], machine: 'x86_64' } as const;
const blank = await inspectFile('/nonexistent');
const good: Artifact = { ...blank, format: 'elf', linkage: 'static', libc: 'musl', machine: 'x86_64', error: null };

describe('judgeArtifact', () => {
  it.each([
    ['static musl', good, null],
    ['static-pie musl', { ...good, linkage: 'static-pie' }, null],
    [
      'dynamic',
      { ...good, linkage: 'dynamic', interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so'] },
      /not static: it is dynamic and requires \/lib\/ld-musl-x86_64.so.1, libc.so/,
    ],
    ['glibc', { ...good, libc: 'glibc' }, /contains glibc, not musl\.$/],
    ['unknown libc', { ...good, libc: 'unknown' }, /contains unknown/],
    ['another machine', { ...good, machine: 'aarch64' }, /is for aarch64, not for x86_64/],
    ['a script', { ...good, format: 'other', kind: 'script (#!/bin/sh)' }, /not an ELF file but script/],
    ['nothing', blank, /cannot be read: no such file/],
  ] as const)('%s', (_, artifact, fault) => {
    const said = judgeArtifact(artifact as Artifact, expects);
    if (fault === null) expect(said).toBeNull();
    else expect(said).toMatch(fault);
  });
});

describe('judgeArtifact with a glibc floor', () => {
  const floor = { libc: ['glibc', 'none'], machine: 'x86_64', glibcFloor: '2.17' } as const;
  const dynamic: Artifact = { ...good, linkage: 'dynamic', libc: 'glibc', glibcMinimum: '2.17' };
  it.each([
    ['what needs that version', dynamic, null],
    ['what needs an older one', { ...dynamic, glibcMinimum: '2.2.5' }, null],
    [
      'what needs a newer one',
      { ...dynamic, glibcMinimum: '2.34' },
      'The built program needs glibc 2.34, newer than 2.17.',
    ],
    ['what names no version', { ...dynamic, glibcMinimum: null }, null],
    ['static without a C library, as Go', { ...good, libc: 'none', glibcMinimum: null }, null],
    ['static musl', { ...good, glibcMinimum: null }, 'The built program contains musl, not glibc.'],
    ['dynamic musl', { ...dynamic, libc: 'musl', glibcMinimum: null }, 'The built program uses musl, not glibc.'],
    ['unknown libc', { ...dynamic, libc: 'unknown', glibcMinimum: null }, 'The built program uses unknown, not glibc.'],
    ['another machine', { ...dynamic, machine: 'aarch64' }, 'The built program is for aarch64, not for x86_64.'],
  ] as const)('%s', (_, artifact, fault) => {
    expect(judgeArtifact(artifact as Artifact, floor)).toBe(fault);
  });
});

describe('refusal', () => {
  it.each([
    ['upx: x: AlreadyPackedException: already packed by UPX', /already packed/],
    ['upx: x: NotCompressibleException', /would not make it smaller/],
    ['upx: x: CantPackException: bad e_phoff', /layout/],
    ['Killed', /UPX failed with 137/],
  ])('%s', (tail, said) => {
    expect(refusal({ tail, code: 137, timedOut: false })).toMatch(said);
  });
});
