import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { initialSession } from '../../src/engine/session-state.js';
import type { Line } from '../../src/presentation/line.js';
import { Choice } from '../../src/ui/components/choice.js';
import { footerLine } from '../../src/ui/components/footer.js';
import { bind } from '../../src/ui/model/binding.js';
import { layoutOf } from '../../src/ui/model/layout.js';
import { initialModel, type Model } from '../../src/ui/model/model.js';
import { machineRows } from '../../src/ui/rows/machine-rows.js';
import { outcomeLines } from '../../src/ui/rows/outcome-lines.js';
import { ladderScreen } from '../../src/ui/screens/ladder.js';
import { examination, finding, result } from '../support/fake-session.js';

const textOf = (line: Line): string => line.map(({ text }) => text).join('');

describe('what does not fit', () => {
  const keys = [
    bind('enter', 'Enter', 'put the program here', 'Put it', 'go'),
    bind('c', 'c', 'copy', 'Copy', 'copy'),
    bind('?', '?', 'help', 'All keys', 'help'),
    bind('q', 'q', 'quit', 'Quit', 'quit'),
  ];

  it('leaves the most useful key in the footer, its label cut with a mark', () => {
    expect(textOf(footerLine(keys, 40))).toBe('Enter put the program…  ? help  q quit');
    expect(textOf(footerLine(keys, 80))).toBe('Enter put the program here  c copy  ? help  q quit');
  });

  it('leaves a mark for further keys where no help names them', () => {
    expect(textOf(footerLine(keys.slice(0, 2), 27))).toBe('Enter put the program here…');
    expect(textOf(footerLine(keys.slice(0, 2), 30))).toBe('Enter put the program here …');
  });

  it('leaves a mark where details of the ladder end', () => {
    const size = { columns: 40, rows: 15 };
    const model: Model = { ...initialModel(size, 0), session: { ...initialSession, examination }, trail: ['ladder'] };
    const layout = layoutOf(size);
    if (!layout) throw new Error('no layout');
    const [, details] = ladderScreen.rows(model, { ...layout, body: 6 });
    expect(details?.kind === 'lines' && textOf(details.lines.at(-1) ?? [])).toMatch(/↓ \d+ more/);
  });

  it('leaves the reason of the row under the cursor in sight in a low and narrow terminal', () => {
    const size = { columns: 40, rows: 15 };
    const rungs = ['pkgs-musl', 'alpine', 'zig', 'musl-gcc', 'glibc-static', 'native-musl', 'musl-cross'].map(
      (id) => ({ id, verdict: 'fixable', because: ['nix-absent'] }) as never,
    );
    const session = { ...initialSession, examination: { ...examination, rungs } };
    const model: Model = { ...initialModel(size, 0), session, trail: ['ladder'], cursor: { ladder: 'pkgs-musl' } };
    const layout = layoutOf(size);
    if (!layout) throw new Error('no layout');
    const [list, details] = ladderScreen.rows(model, layout);
    expect(list?.kind === 'list' && list.height).toBeGreaterThanOrEqual(3);
    const shown = details?.kind === 'lines' ? details.lines.map(textOf).join('\n') : '';
    expect(shown).toContain('Because  Nix is not installed');
  });

  it.each([
    ['a', ' ↓ 6 more'],
    ['f', '↑ 3  ↓ 3 more'],
    ['j', '↑ 6 more'],
  ])('leaves a mark where a list with the cursor at %s is cut', (cursor, note) => {
    const items = [...'abcdefghij'].map((key) => ({ key, line: [{ text: key, tone: 'plain' as const }] }));
    const { lastFrame, unmount } = render(<Choice items={items} cursor={cursor} height={5} />);
    expect(lastFrame()).toContain(note);
    expect(lastFrame()).toContain(`❯ ${cursor}`);
    expect(lastFrame()?.split('\n')).toHaveLength(5);
    unmount();
  });

  it('is wrapped in a result', () => {
    const rows = outcomeLines(result(), [result()], 30).map(textOf);
    expect(rows.join(' ').replace(/\s+/g, ' ')).toContain('it needs no shared library and no loader');
    expect(rows.some((row) => row.includes('…'))).toBe(false);
  });
});

it('what is only good to know has no mark of a failure', () => {
  const aside = finding({ id: 'toolchain-x', severity: 'blocker', rungs: ['zig'], title: 'zig lacks it' });
  const session = { ...initialSession, examination: { ...examination, findings: [aside] } };
  const row = machineRows(session, 80).find(({ heading }) => heading === 'Good to know');
  expect(row && textOf(row.head)).toBe('i zig lacks it  (zig)');
});
