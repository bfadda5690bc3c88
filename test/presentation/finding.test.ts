import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderMachine } from '../../src/commands/doctor/text.js';
import { initialSession } from '../../src/engine/session-state.js';
import { explainVerdict } from '../../src/ladder/why.js';
import { plainLines } from '../../src/presentation/entry.js';
import { findingDetails, findingHead, severityHeading } from '../../src/presentation/finding.js';
import { painter } from '../../src/presentation/paint.js';
import { severityMark } from '../../src/presentation/words.js';
import { wrapEntries } from '../../src/presentation/wrap.js';
import { machineRows } from '../../src/ui/rows/machine-rows.js';
import { whyLines } from '../../src/ui/rows/why-lines.js';
import { examination, finding, nixAbsent } from '../support/fake-session.js';

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
