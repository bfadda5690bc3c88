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
