import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialSession } from '../../src/engine/session-state.js';
import { diagnosisEntries } from '../../src/presentation/finding.js';
import { type Line, line, span } from '../../src/presentation/line.js';
import { wrapEntries } from '../../src/presentation/wrap.js';
import { spokenRow } from '../../src/ui/components/spoken.js';
import { topOf } from '../../src/ui/model/top.js';
import { rungLine } from '../../src/ui/rows/ladder-rows.js';
import { machineLines, machineRows } from '../../src/ui/rows/machine-rows.js';
import { screens } from '../../src/ui/screens/registry.js';
import { examination, failure } from '../support/fake-session.js';
import { states, withScreen } from '../support/screen-faults.js';

const said = (lines: readonly Line[]) => lines.map(spokenRow).filter((row) => row !== '');
const session = { ...initialSession, phase: 'choosing' as const, examination };

describe('read aloud', () => {
  it.each<[string, Line, string]>([
    ['a mark is a word', [span('✗ ', 'bad'), span('Nix')], 'not ok Nix'],
    ['a mark behind a name is one, too', [span('zlib ✓  '), span('saved  ')], 'zlib: ok, saved'],
    [
      'a mark whose word stands beside it is left out',
      [span('~ '), span('alpine        '), span('1 step')],
      'alpine, 1 step',
    ],
    ['a mark in a row of one piece', line('✗ zig failed'), 'not ok zig failed'],
    ['a command is named', [span('            '), span('$ ', 'quiet'), span('make  -j2')], 'command: make  -j2'],
    ['columns have commas', [span('Who      '), span('you')], 'Who, you'],
    [
      'keys are told apart',
      [span('Enter'), span(' go on'), span('  '), span('q'), span(' quit')],
      'Enter go on, q quit',
    ],
    ['a key that looks like a mark stays one', [span('?', 'strong'), span(' help', 'quiet')], '? help'],
    ['a rule is silent', [span('Output: 3 lines '), span('─────')], 'Output: 3 lines'],
    ['a bar is silent', [span('zig          '), span('   48 KiB  '), span('████░░')], 'zig, 48 KiB'],
    ['text of a program stays', line('a ~ b ? c - d ! i . x  y'), 'a ~ b ? c - d ! i . x  y'],
  ])('%s', (_, row, words) => {
    expect(spokenRow(row)).toBe(words);
  });

  it('the line of a cause and those around it are named', () => {
    const [cause] = failure('alpine').diagnoses;
    if (!cause) throw new Error('no cause');
    const around = [{ line: 9, excerpt: 'above' }];
    const rows = said(wrapEntries(diagnosisEntries({ ...cause, line: 10, excerpt: 'it', around }, 'x'), 80));
    expect(rows).toContain('line 9: above');
    expect(rows).toContain('cause: line 10: it');
  });

  it('the rows of a machine and of the options say in words how it stands', () => {
    const rows = said(machineLines(machineRows(session, 80), '', [], '').lines);
    expect(rows.some((row) => /^(?:ok|not ok|warning:|unknown:) /.test(row))).toBe(true);
    for (const verdict of examination.rungs)
      expect(spokenRow(rungLine(session, verdict, 200))).toMatch(/^\S* ?\S* ?[\w-]+, /);
  });

  it('no row of any screen has a mark or a picture', () => {
    for (const { model } of states)
      for (const name of Object.keys(screens) as (keyof typeof screens)[]) {
        const shown = withScreen({ ...model, spoken: true }, name);
        const layout = { width: 80, body: 20, height: 24, margin: 0, airy: true } as never;
        for (const part of topOf(shown).screen.rows(shown, layout)) {
          const lines =
            part.kind === 'lines' ? part.lines : part.kind === 'beside' ? [] : part.items.map((item) => item.line);
          for (const row of said(lines)) expect(row).not.toMatch(/[✓✗●█░─›❯]/);
        }
      }
  });

  it('whatever a row holds, it is text without blanks around it', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const row = spokenRow(texts.map((text) => span(text)));
        expect(row).toBe(row.trim());
      }),
    );
  });
});
