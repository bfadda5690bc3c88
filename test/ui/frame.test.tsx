import fc from 'fast-check';
import { renderToString } from 'ink';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { initialSession, type SessionState } from '../../src/engine/session-state.js';
import { explainVerdict } from '../../src/ladder/why.js';
import { App } from '../../src/ui/app.js';
import { themeFor } from '../../src/ui/components/theme.js';
import { fixChoices } from '../../src/ui/model/answers.js';
import { layoutOf } from '../../src/ui/model/layout.js';
import { initialModel, type Model, type Overlay } from '../../src/ui/model/model.js';
import { bindings } from '../../src/ui/model/top.js';
import { type ScreenName, screens } from '../../src/ui/screens/registry.js';
import { examination, failure, finding, result } from '../support/fake-session.js';

/** Text as hostile or as odd as it comes. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.constantFrom(
    '',
    '漢字'.repeat(60),
    '\x1b[2J\x1b]0;x\x07',
    'a\tb\tc',
    '\u202egnp.exe',
    'x'.repeat(3000),
    '👩‍👩‍👧‍👦 é ﷽',
  ),
);
const sizes = fc.record({ columns: fc.integer({ min: 1, max: 200 }), rows: fc.integer({ min: 1, max: 60 }) });

const sessions: fc.Arbitrary<SessionState> = fc
  .record({
    title: text,
    evidence: fc.array(text, { maxLength: 4 }),
    reason: text,
    tail: fc.array(text, { maxLength: 30 }),
    count: fc.nat(30),
  })
  .map(({ title, evidence, reason, tail, count }) => ({
    ...initialSession,
    phase: 'trying' as const,
    examination: {
      ...examination,
      findings: [
        ...examination.findings,
        ...Array.from({ length: count }, (_, n) => finding({ id: `f${n}`, title, evidence })),
      ],
      recommendation: { ...examination.recommendation, reason },
    },
    results: [result({ reason }), { ...failure('alpine'), reason }],
    trial: {
      rung: 'zig' as const,
      startedAtMs: 0,
      step: title,
      stepsDone: evidence.map((name) => ({ name, failed: name.length % 2 === 0, durationMs: name.length * 1000 })),
      parts: { names: evidence, at: count },
      ahead: evidence,
      expectedMs: { [title]: 1000 },
      tail,
      lines: tail.length + 5,
      progress: { done: count, total: 30, label: title },
      logFile: `/tmp/${title}`,
    },
  }));

const models: fc.Arbitrary<Model> = fc
  .record({
    size: sizes,
    session: sessions,
    screen: fc.constantFrom(...(Object.keys(screens) as ScreenName[])),
    overlay: fc.constantFrom<'none' | Overlay['kind']>('none', 'help', 'goto', 'log', 'confirm', 'fix'),
    rung: fc.constantFrom('alpine' as const, 'glibc-static' as const),
    said: text,
    scroll: fc.nat(40),
  })
  .map(({ size, session, screen, overlay, rung, said, scroll }) => {
    const model: Model = {
      ...initialModel(size, 0),
      session,
      trail: [screen],
      rung,
      scroll,
      cursor: { ladder: rung, machine: 'finding:nix-absent' },
      opened: ['finding:nix-absent', 'finding:f0', 'domain:disk'],
      plan: [{ kind: 'setup', path: said, before: said, after: `${said}\nmore\n` }],
      why: explainVerdict(rung, session.examination ?? examination),
      notice: { text: said, tone: 'bad' },
      sinceMs: 0,
      nowMs: 3_725_000,
    };
    const filters = said.length % 3 === 0 ? { machine: said, ladder: said, fix: said, goto: said } : {};
    const input = overlay === 'goto' || said.length % 5 === 0 ? said : null;
    return { ...model, filters, input, overlay: overlayOf(overlay, model, said) };
  });

const overlayOf = (kind: 'none' | Overlay['kind'], model: Model, said: string): Overlay | null => {
  switch (kind) {
    case 'none':
      return null;
    case 'help':
    case 'goto':
      return { kind, keys: bindings(model) };
    case 'log':
      return {
        kind,
        path: said,
        filter: said,
        shift: said.length % 50,
        page: { lines: Array(99).fill(said), start: 0, end: 5, size: 9, error: null },
      };
    case 'confirm':
      return { kind, question: said, yes: said, no: said, asks: 'leave' };
    case 'fix':
      return {
        kind,
        choices: fixChoices(model),
        chosen: said.length % 2 === 0 ? (fixChoices(model)[0] ?? null) : null,
      };
  }
};

describe('a frame', () => {
  it('is never taller than one row less than the terminal, nor wider than it, and holds no control character', () => {
    fc.assert(
      fc.property(models, (model) => {
        const frame = renderToString(<App model={model} theme={themeFor(false)} />, { columns: model.size.columns });
        const rows = frame.split('\n');
        expect(rows.length).toBeLessThanOrEqual(Math.max(1, model.size.rows - 1));
        if (layoutOf(model.size)) {
          expect(rows[0]).toMatch(/musl-wizard|step \d of|\d\/\d|\[[A-Z]/);
          expect(rows).toHaveLength(model.size.rows - 1);
          // However much there is to show, the keys stay in sight.
          expect(rows.at(-1)).toMatch(/quit|Esc/);
        }
        for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(model.size.columns);
        expect(frame).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 200 },
    );
  });
});
