import { describe, expect, it } from 'vitest';
import { initialWalk } from '../../../src/engine/walk.js';
import { lineWidth } from '../../../src/presentation/line.js';
import { footerLine } from '../../../src/ui/components/footer.js';
import { bindings, intentOf } from '../../../src/ui/model/keymap.js';
import { initialModel, type Model, type Overlay, type ScreenName } from '../../../src/ui/model/model.js';
import { examination, result } from '../../support/fake-session.js';

const size = { columns: 80, rows: 24 };
const at = (screen: ScreenName, over: Partial<Model> = {}): Model => ({
  ...initialModel(size, 0),
  trail: [screen],
  rung: 'glibc-static',
  cursor: { ladder: 'glibc-static', machine: 'finding:nix-absent' },
  plan: [],
  walk: { ...initialWalk, phase: 'choosing', examination, results: [result()] },
  ...over,
});
const screens: ScreenName[] = ['machine', 'ladder', 'try', 'outcome', 'why', 'save', 'done'];
const overlays: Overlay[] = [
  { kind: 'help' },
  { kind: 'log', path: '/l', page: null, filter: '', typing: false, shift: 0 },
  { kind: 'confirm', question: '?', yes: 'Yes', no: 'No', asks: 'leave' },
  { kind: 'fix', choices: [], chosen: null },
];
const places: [string, Model][] = [
  ...screens.map((screen): [string, Model] => [screen, at(screen)]),
  ...overlays.map((overlay): [string, Model] => [overlay.kind, at('ladder', { overlay })]),
];

describe.each(places)('the keys of %s', (_name, model) => {
  it('mean one thing each', () => {
    const keys = bindings(model).flatMap((binding) => binding.keys);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('always let one out', () => {
    expect(intentOf(model, 'ctrl-c')).toBe('interrupt');
    expect(intentOf(model, 'ctrl-z')).toBe('suspend');
    expect(['back', 'quit']).toContain(intentOf(model, 'escape') ?? intentOf(model, 'q'));
  });

  it.each([40, 80, 200])('fit into a footer of %i columns', (width) => {
    expect(lineWidth(footerLine(bindings(model), width))).toBeLessThanOrEqual(width);
  });
});

describe.each(screens)('on %s', (screen) => {
  it.each(['?', 'q'])('%s is always there, in the footer too', (key) => {
    const model = at(screen);
    expect(intentOf(model, key)).not.toBeNull();
    const footer = footerLine(bindings(model), 40)
      .map(({ text }) => text)
      .join('');
    expect(footer).toContain(`${key} `);
  });
});

it.each(places)('the footer of %s begins with what Enter or Esc does, also on a narrow screen', (_, model) => {
  const [first] = bindings(model);
  expect(footerLine(bindings(model), 38)[1]?.text).toBe(first?.show);
});

it('names what blocks a rung in the footer of a narrow screen', () => {
  const model = at('ladder', {
    cursor: { ladder: 'pkgs-musl' },
    walk: { ...initialWalk, phase: 'choosing', examination },
  });
  const footer = footerLine(bindings(model), 38).map(({ text }) => text);
  expect(footer.join('')).toMatch(/^Enter what blocks it .*\? help {2}q quit$/);
});

it('offers a fix only where there is one', () => {
  expect(intentOf(at('machine'), 'f')).toBe('fix');
  expect(intentOf(at('machine', { cursor: { machine: 'finding:disk-small' } }), 'f')).toBeNull();
});
