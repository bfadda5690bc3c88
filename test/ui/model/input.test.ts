import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialSession } from '../../../src/engine/session-state.js';
import { passes, withPasted, written } from '../../../src/ui/model/input.js';
import { layoutOf } from '../../../src/ui/model/layout.js';
import { initialModel, type Model } from '../../../src/ui/model/model.js';
import { bindings, topOf } from '../../../src/ui/model/top.js';
import { update } from '../../../src/ui/model/update.js';
import { examination } from '../../support/fake-session.js';

const model: Model = {
  ...initialModel({ columns: 80, rows: 24 }, 0),
  session: { ...initialSession, phase: 'choosing', examination },
  cursor: { machine: 'finding:nix-absent', ladder: 'glibc-static' },
};
const press = (from: Model, ...keys: string[]): Model =>
  keys.reduce((at, key) => update(at, { type: 'key', key }).model, from);
const items = (at: Model) => topOf(at).screen.items?.(at) ?? [];

describe('the filter of a list', () => {
  it('shows the rows that contain the text while it is written, and moves the cursor to one of them', () => {
    const typed = press(model, '/', 'D', 'o', 'c', 'k');
    expect(items(typed)).toContain('finding:docker-stopped');
    expect(items(typed)).not.toContain('finding:nix-absent');
    expect(typed.cursor.machine).toBe('finding:docker-stopped');
    const taken = press(typed, 'enter');
    expect([taken.input, taken.filters.machine]).toEqual([null, 'Dock']);
    expect(items(taken)).toEqual(items(typed));
  });

  it('finds what a row opens to', () => {
    expect(items(press(model, '/', ...'ECONNREFUSED'))).toEqual(['finding:docker-stopped']);
  });

  it('is cleared by Esc, on the line and after it', () => {
    expect(press(model, '/', 'z', 'escape')).toMatchObject({ input: null, filters: { machine: '' } });
    const back = press(model, '/', 'D', 'o', 'c', 'enter', 'escape');
    expect(back.filters.machine).toBe('');
    expect(back.cursor.machine).toBe('finding:docker-stopped');
    expect(back.trail).toEqual(['machine']);
  });

  it('leaves no fix of a row that is not shown', () => {
    const none = press(model, '/', ...'nothing has this', 'enter');
    expect(items(none)).toEqual([]);
    expect(bindings(none).map(({ intent }) => intent)).not.toContain('fix');
    expect(press(none, 'f').overlay).toBeNull();
    expect(press(none, 'escape').cursor.machine).toBe(items(press(none, 'escape'))[0]);
  });

  it('filters the options too, by id or by what they give', () => {
    const ladder = press(model, 'enter');
    expect(items(press(ladder, '/', ...'alp'))).toEqual(['alpine']);
  });

  it('takes letters as text, and pasted text as one row', () => {
    const typed = press(model, '/', 'q', 'f', 'space', 'j');
    expect(typed.input).toBe('qf j');
    expect(update(typed, { type: 'paste', text: 'a\r\nb\x1b[2J' }).model.input).toMatch(/^qf ja b/);
    expect(update(model, { type: 'paste', text: 'a' }).model.input).toBeNull();
  });

  it('ends the program by Ctrl-C from the line', () => {
    expect(press(model, '/', 'ctrl-c').leaving).toBe(true);
  });
});

describe('the list of destinations', () => {
  it('goes to a screen by its name', () => {
    expect(press(model, ':', ...'options', 'enter').trail).toEqual(['machine', 'ladder']);
    const why = update(press(model, ':', ...'why alpine'), { type: 'key', key: 'enter' });
    expect(why.model.trail).toEqual(['machine', 'why']);
    expect(why.effects).toEqual([{ type: 'explain', rung: 'alpine' }]);
  });

  it('does what the screen below offers, and starts nothing', () => {
    expect(press(model, ':', ...'all keys', 'enter').overlay?.kind).toBe('help');
    expect(items(press(model, ':')).join()).not.toMatch(/key (?:r|Enter)/);
  });

  it('moves by arrows, closes by Esc, and does nothing where nothing has the name', () => {
    const second = press(model, ':', 'down');
    expect(second.cursor.goto).toBe(items(second)[1]);
    expect(press(second, 'escape')).toMatchObject({ input: null, overlay: null, trail: ['machine'] });
    expect(press(model, ':', ...'zzz', 'enter')).toMatchObject({ input: null, overlay: null, trail: ['machine'] });
  });
});

describe('beside the list, where there is room', () => {
  const wide = { ...model, size: { columns: 120, rows: 40 } };
  const text = (at: Model): string => {
    const layout = layoutOf(at.size);
    return JSON.stringify(layout && topOf(at).screen.rows(at, layout));
  };
  it.each([
    ['the evidence of the row under the cursor', wide, 'stat:/nix/store: ENOENT'],
    ['what an option costs', press(wide, 'enter'), 'Costs'],
  ])('%s is shown', (_name, at, wanted) => {
    expect(text(at)).toContain('"beside"');
    expect(text(at)).toContain(wanted);
  });
  it('nothing is where there is none, and nothing is read aloud twice', () => {
    expect(text(model)).not.toContain('"beside"');
    expect(text({ ...wide, spoken: true })).not.toContain('"beside"');
  });
});

describe('text on the input line', () => {
  it('stays one bounded row, whatever is typed or pasted', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.string({ maxLength: 400 }), (text, pasted) => {
        const line = withPasted(text.slice(0, 200), pasted);
        expect(line.length).toBeLessThanOrEqual(200);
        expect(written(line, 'x')?.length ?? 0).toBeLessThanOrEqual(200);
      }),
    );
    expect(written('a', 'page-up')).toBeNull();
    expect(written('é', 'backspace')).toBe('');
  });

  it('lets all pass while it is empty, and each word in any order and case', () => {
    expect(passes(undefined, 'x')).toBe(true);
    expect(passes('B a', 'Ab b')).toBe(true);
    expect(passes('a c', 'ab')).toBe(false);
  });
});
