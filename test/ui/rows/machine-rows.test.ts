import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialSession, type SessionState } from '../../../src/engine/session-state.js';
import type { Facts } from '../../../src/facts/facts.js';
import { fixChoices } from '../../../src/ui/model/answers.js';
import { initialModel, type Model } from '../../../src/ui/model/model.js';
import { cursorAt, moveCursor } from '../../../src/ui/model/navigate.js';
import { machineLines, machineRows } from '../../../src/ui/rows/machine-rows.js';
import { machineItems } from '../../../src/ui/screens/machine.js';
import { someFacts } from '../../support/facts.js';
import { examination, finding } from '../../support/fake-session.js';

const sessionWith = (findings: ReturnType<typeof finding>[], facts: Partial<Facts> = {}): SessionState => ({
  ...initialSession,
  phase: 'choosing',
  examination: { ...examination, facts: { ...someFacts({}), ...facts }, findings },
});
const text = (session: SessionState) =>
  machineRows(session, 78).map(({ head }) => head.map((piece) => piece.text).join(''));
const fix = (title: string) => ({
  title,
  commands: [title],
  needsRoot: false,
  changes: null,
  undo: null,
  runnable: true,
});

describe('rows of findings that share an id', () => {
  const findings = ['/tmp', '/nix', '/home'].map((path) =>
    finding({ id: 'disk-read-only', title: `${path} is read-only`, fixes: [fix(`remount ${path}`)] }),
  );
  const model: Model = { ...initialModel({ columns: 80, rows: 24 }, 0), session: sessionWith(findings) };

  it('show one cursor, which reaches every row', () => {
    let at = model;
    const seen = new Set<string | null>();
    for (let step = 0; step < machineItems(model).length; step += 1) {
      const cursor = cursorAt(at, 'machine', machineItems(at)) ?? '';
      const { lines } = machineLines(machineRows(at.session, 78), cursor, [cursor]);
      expect(lines.filter(([first]) => first?.text === '❯ ')).toHaveLength(1);
      seen.add(cursor);
      at = moveCursor(at, 'machine', machineItems(at), 1);
    }
    expect(seen.size).toBe(machineItems(model).length);
  });

  it('offer the fix of the row under the cursor alone', () => {
    const second = moveCursor(model, 'machine', machineItems(model), 1);
    expect(fixChoices(second).map(({ fix: { title } }) => title)).toEqual(['remount /nix']);
  });

  it('have keys of their own, whatever the ids', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a~2', 'b'), { maxLength: 8 }), (ids) => {
        const keys = machineRows(sessionWith(ids.map((id) => finding({ id }))), 78).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe('the mark of a domain', () => {
  const row = (session: SessionState, title: string) => text(session).find((each) => each.slice(2).startsWith(title));
  const endpoint = (state: 'ok' | 'timeout') => ({ name: state, url: 'https://x', state, ms: null });
  const network = (...states: ('ok' | 'timeout')[]) =>
    ({ proxy: null, caBundle: null, endpoints: states.map(endpoint) }) as unknown as Facts['network'];

  it('is a tick only where nothing is wrong', () => {
    expect(row(sessionWith([]), 'Memory')).toMatch(/^✓ /);
    expect(row(sessionWith([finding({ id: 'memory-low', severity: 'warning' })]), 'Memory')).toMatch(/^! /);
    expect(row(sessionWith([finding({ id: 'engines-docker-stopped' })]), 'Docker')).toMatch(/^✗ /);
    expect(row(sessionWith([], { network: network('timeout', 'timeout') }), 'Network')).toMatch(/^! .*0 of 2/);
    expect(row(sessionWith([], { network: network('ok') }), 'Network')).toMatch(/^✓ .*1 of 1/);
  });

  it('is a question mark where nothing could be read', () => {
    const cpu = { online: null, quota: null, effective: null } as Facts['cpu'];
    expect(row(sessionWith([], { cpu }), 'Processors')).toMatch(/^\? /);
  });

  it('is no tick before the findings are known', () => {
    const reading = { ...initialSession, partial: { cpu: someFacts({}).cpu } } as SessionState;
    expect(row(reading, 'Processors')).toMatch(/^· /);
  });
});
