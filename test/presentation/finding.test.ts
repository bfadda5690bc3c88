import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderMachine } from '../../src/commands/doctor/text.js';
import { renderExplanation } from '../../src/commands/explain/text.js';
import { initialSession } from '../../src/engine/session-state.js';
import { explainVerdict } from '../../src/ladder/why.js';
import { plainLines } from '../../src/presentation/entry.js';
import { findingDetails, findingHead, severityHeading } from '../../src/presentation/finding.js';
import { painter } from '../../src/presentation/paint.js';
import { severityMark } from '../../src/presentation/words.js';
import { wrapEntries } from '../../src/presentation/wrap.js';
import { machineRows } from '../../src/ui/rows/machine-rows.js';
import { outcomeLines } from '../../src/ui/rows/outcome-lines.js';
import { whyLines } from '../../src/ui/rows/why-lines.js';
import { examination, failure, finding, nixAbsent } from '../support/fake-session.js';

const walk = { ...initialSession, phase: 'choosing' as const, examination };
const words = (rows: readonly (readonly { readonly text: string }[])[]) =>
  rows.map((row) => row.map(({ text }) => text).join('')).join('\n');
const plain = (text: string) => text.replaceAll('$ ', '').replace(/\s+/g, ' ');

it('a finding reads the same in the text of doctor, on Machine and on Why', () => {
  const details = plain(plainLines(findingDetails(nixAbsent, 'musl-wizard')).join('\n'));
  const sink = { write: () => undefined, isTTY: false, columns: 80, color: false };
  const row = machineRows(walk, 200).find(({ key }) => key === 'finding:nix-absent');
  expect(plain(words(row?.details ?? []))).toContain(details.trim());
  expect(plain(words(whyLines(walk, explainVerdict('pkgs-musl', examination), 200, 'musl-wizard')))).toContain(details);
  expect(plain(renderMachine(examination, sink, true))).toContain(details);
});

it.each(['blocker', 'warning', 'info'] as const)('a %s has one mark and one heading everywhere', (severity) => {
  const one = { ...examination, findings: [finding({ id: 'disk-small', severity, title: 'Little room' })] };
  const sink = { write: () => undefined, isTTY: false, columns: 80, color: false };
  const head = `${severityMark[severity].symbol} Little room`;
  const [row] = machineRows({ ...walk, examination: one }, 78).filter(({ key }) => key.startsWith('finding:'));
  expect(words([row?.head ?? []])).toBe(head);
  expect(row?.heading).toBe(severityHeading[severity]);
  expect(renderMachine(one, sink, true)).toContain(`${severityHeading[severity]}\n${head}  (disk-small)`);
});

it('commands are never broken in text, and nothing hostile passes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const fixes = [
        { ...(nixAbsent.fixes[0] as (typeof nixAbsent.fixes)[0]), title: text, commands: [text], undo: text },
      ];
      const hostile = finding({ id: 'x', title: text, evidence: [text], fixes, links: [{ title: text, url: text }] });
      const entries = findingDetails(hostile, 'musl-wizard');
      const all = [...plainLines(entries), painter(false)(findingHead(hostile, text))].join('\n');
      expect(all).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      expect(plainLines(entries)).toHaveLength(entries.length);
      expect(words(wrapEntries(entries, 40))).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    }),
  );
});

it('the line of a cause stands among those around it on every screen and in every text, as it does in the log', () => {
  const around = [
    { line: 98, excerpt: 'two above' },
    { line: 99, excerpt: 'above '.repeat(40) },
    { line: 101, excerpt: 'below' },
  ];
  const [cause] = failure('alpine').diagnoses;
  if (!cause) throw new Error('no cause');
  const diagnosis = { ...cause, line: 100, excerpt: 'the guilty one', around };
  const shown = [' 98  two above', ' 99  above above', '> 100  the guilty one', '101  below'];
  const result = { ...failure('alpine'), diagnoses: [diagnosis] };
  const screen = words(outcomeLines(result, [result], 80));
  const text = renderExplanation(
    { bytes: 1, lines: 101, diagnoses: [diagnosis], unknown: [] },
    { all: false, file: 'a.log', paint: painter(false), redact: (all) => all, program: 'musl-wizard', columns: 80 },
  );
  for (const one of [screen, text]) {
    for (const part of shown) expect(one).toContain(part);
    for (const row of one.split('\n').filter((each) => each.includes('above above'))) expect(row.length).toBe(80);
  }
});
