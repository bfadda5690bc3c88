import { expect, it } from 'vitest';
import { nextRung } from '../../src/engine/next-rung.js';
import type { Diagnosis } from '../../src/explain/diagnosis.js';
import type { Language } from '../../src/project/project.js';
import type { RungId } from '../../src/rungs/registry.js';
import { someFacts } from '../support/facts.js';
import { finding } from '../support/fake-session.js';

const after = (rung: RungId, cause: string, languages: readonly Language[], system: 'make' | 'cargo' = 'make') => {
  const build = { system } as Parameters<typeof nextRung>[0]['build'];
  const diagnosis = { cause, root: true } as Diagnosis;
  const ready = (['alpine', 'zig', 'musl-gcc', 'glibc-static'] as const).map((id) => ({
    id,
    verdict: id === 'alpine' && rung !== 'glibc-static' ? ('impossible' as const) : ('ready' as const),
    because: [],
  }));
  const findings = system === 'cargo' ? [finding({ id: 'toolchain-rust-target-missing' })] : [];
  return nextRung(
    { build, languages },
    rung,
    { outcome: 'failed', diagnoses: [diagnosis] },
    { rungs: ready, findings, facts: someFacts({}) },
  );
};

it('names no rung that needs the very tool that was missing', () => {
  expect(after('zig', 'linker-error', ['c'])).toBe('musl-gcc');
  expect(after('zig', 'make-missing', ['c'])).toBeNull();
  expect(after('glibc-static', 'cmake-missing', ['c'])).toBe('alpine');
});

it('names none for what has no program', () => {
  expect(after('zig', 'project-only-libraries', ['c'])).toBeNull();
});

it('names no rung with musl for a source that needs glibc', () => {
  // figlet, whose header has __BEGIN_DECLS.
  expect(after('zig', 'glibc-extension-in-source', ['c'])).toBe('glibc-static');
  expect(after('glibc-static', 'linker-error', ['c'])).toBe('alpine');
});

it('names no rung that has no standard library of the language', () => {
  expect(after('zig', 'linker-error', ['c', 'cxx'])).toBe('glibc-static');
  expect(after('zig', 'linker-error', ['rust'], 'cargo')).toBe('glibc-static');
});

it('names no rung by which the project as it is failed before, and none after the last', () => {
  const verdict = { verdict: 'ready', because: [] } as const;
  const failed = (id: RungId) => ({ rung: id, at: '', why: '', passes: true });
  const project = { build: { system: 'make' } as Parameters<typeof nextRung>[0]['build'], languages: ['c'] as const };
  const next = (before: readonly RungId[]) =>
    nextRung(
      project,
      'zig',
      { outcome: 'failed', diagnoses: [] },
      {
        rungs: (['zig', 'musl-gcc', 'glibc-static'] as const).map((id) => ({
          id,
          ...verdict,
          ...(before.includes(id) ? { failed: failed(id) } : {}),
        })),
        findings: [],
        facts: someFacts({}),
      },
    );
  expect(next([])).toBe('musl-gcc');
  expect(next(['musl-gcc'])).toBe('glibc-static');
  expect(next(['musl-gcc', 'glibc-static'])).toBeNull();
});

it('names no rung whose compiler is for another architecture', () => {
  const project = { build: { system: 'make' } as Parameters<typeof nextRung>[0]['build'], languages: ['c'] as const };
  const facts = someFacts({
    os: { arch: 'x86_64', libc: 'glibc' },
    toolchain: { zig: { path: '/opt/zig', version: '0.17.1' }, muslGcc: { path: '/usr/bin/musl-gcc' } },
  });
  const rungs = (['zig', 'musl-gcc', 'glibc-static', 'alpine'] as const).map(
    (id) => ({ id, verdict: 'ready', because: [] }) as const,
  );
  const next = (rung: RungId, arch?: string) =>
    nextRung(
      project,
      rung,
      { outcome: 'failed', diagnoses: [] },
      { rungs, findings: [], facts },
      { ...(arch && { arch }) },
    );
  expect(next('zig')).toBe('musl-gcc');
  expect(next('zig', 'x86_64')).toBe('musl-gcc');
  expect(next('zig', 'aarch64')).toBe('alpine');
  expect(next('alpine', 'aarch64')).toBe('zig');
});
