import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { initialSession } from '../../../src/engine/session-state.js';
import { line, lineWidth } from '../../../src/presentation/line.js';
import { footerLine } from '../../../src/ui/components/footer.js';
import { bind } from '../../../src/ui/model/binding.js';
import type { Model } from '../../../src/ui/model/model.js';
import { bindings, intentOf } from '../../../src/ui/model/top.js';
import { type OverlayName, overlays, type ScreenName, screens } from '../../../src/ui/screens/registry.js';
import type { Screen } from '../../../src/ui/screens/screen.js';
import { examination } from '../../support/fake-session.js';
import { screenFaults, states, withOverlay, withScreen } from '../../support/screen-faults.js';

const screenNames = Object.keys(screens) as ScreenName[];
const overlayNames = Object.keys(overlays) as OverlayName[];

/** Every screen in every state in which it can be shown, and every overlay likewise. */
const shown: readonly (readonly [string, ScreenName | OverlayName, Screen, Model])[] = states.flatMap(
  ({ name: state, model }) => [
    ...screenNames
      .filter((name) => canShow(name, model))
      .map((name) => [`${name} ${state}`, name, screens[name], withScreen(model, name)] as const),
    ...overlayNames.flatMap((name) => {
      const on = withOverlay(withScreen(model, 'ladder'), name);
      return on ? [[`${name} ${state}`, name, overlays[name], on] as const] : [];
    }),
  ],
);

/** Screens beyond the first come up only once there is something on them. A screen that is not named here can always. */
function canShow(name: ScreenName, { session, rung, answer }: Model): boolean {
  const needs: Partial<Record<ScreenName, boolean>> = {
    ladder: session.examination !== null,
    try: session.phase === 'trying',
    outcome: session.results.some((result) => result.rung === rung),
    why: session.examination !== null,
    save: session.examination !== null,
    done: session.saved !== null,
    answer: answer !== null,
  };
  return needs[name] ?? true;
}

it.each([...screenNames, ...overlayNames])('%s is walked in some state', (name) => {
  expect(shown.map(([, each]) => each)).toContain(name);
});

describe.each(shown)('%s', (_name, name, screen, model) => {
  it('shows something, and each of its keys does something and says what', () => {
    expect(screenFaults(name, screen, model)).toEqual([]);
  });

  it('always lets one out', () => {
    expect(intentOf(model, 'ctrl-c')).toBe('interrupt');
    expect(intentOf(model, 'ctrl-z')).toBe('suspend');
    expect(['back', 'quit']).toContain(intentOf(model, 'escape') ?? intentOf(model, 'q'));
  });

  it.each([40, 80, 200])('fits its keys into a footer of %i columns, what Enter or Esc does first', (width) => {
    const footer = footerLine(bindings(model), width);
    expect(lineWidth(footer)).toBeLessThanOrEqual(width);
    expect(footer[1]?.text).toBe(bindings(model)[0]?.show);
  });
});

describe.each(screenNames)('on %s', (name) => {
  it.each(['?', 'q'])('%s is always there, in the footer too', (key) => {
    for (const [, each, , model] of shown) {
      if (each !== name) continue;
      expect(intentOf(model, key)).not.toBeNull();
      const footer = footerLine(bindings(model), 40).map(({ text }) => text);
      expect(footer.join('')).toContain(`${key} `);
    }
  });
});

it.each(screenNames)('%s has a test of its own', (name) => {
  const file = `test/ui/screens/${name}.test.tsx`;
  expect(existsSync(file), `write ${file}: what ${name} shows, and what its keys do`).toBe(true);
});

/** Moves on any screen and list; test/ui/model holds what they do. */
const common = new Set(['up', 'down', 'page-up', 'page-down', 'top', 'bottom', 'back']);

it.each(screenNames)('%s has a test of each of its keys', (name) => {
  const file = `test/ui/screens/${name}.test.tsx`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const untested = shown
    .filter(([, each]) => each === name)
    .flatMap(([, , screen, model]) => screen.keys(model))
    .filter(({ intent }) => !common.has(intent))
    .filter(
      ({ keys, intent }) => ![...keys, intent].some((word) => text.includes(`'${word === 'space' ? ' ' : word}'`)),
    )
    .map(({ show, label }) => `${file}: no test of the key ${show} (${label})`);
  expect([...new Set(untested)]).toEqual([]);
});

describe('a new screen that is not finished', () => {
  const good: Screen = {
    title: () => 'New',
    keys: () => [bind('z', 'z', 'zoom', 'Zoom in', 'toggle')],
    act: (model, intent) => (intent === 'toggle' ? { model: { ...model, scroll: 1 }, effects: [] } : null),
    rows: () => [{ kind: 'lines', lines: [line('Something')], height: 1 }],
  };
  const model = withScreen(states[1]?.model as Model, 'why');

  it.each<[string, Partial<Screen>, string[]]>([
    ['finished', {}, []],
    ['with an empty screen', { rows: () => [] }, ['nothing is on it']],
    ['with blank rows', { rows: () => [{ kind: 'lines', lines: [line('  ')], height: 1 }] }, ['nothing is on it']],
    ['without a title', { title: () => ' ' }, ['it has no title']],
    ['with a dead key', { act: () => null }, ['the key z does nothing']],
    ['with a key without help', { keys: () => [bind('z', 'z', 'zoom', '', 'toggle')] }, ['the key z has no help']],
    [
      'with a key without a label',
      { keys: () => [bind('z', 'z', '', 'Zoom in', 'toggle')] },
      ['the key z has no label'],
    ],
    [
      'with a key that is taken',
      { keys: () => [bind('q', 'q', 'zoom', 'Zoom in', 'toggle')] },
      ['the key q means two things'],
    ],
  ])('%s is reported as such', (_name, over, faults) => {
    expect(screenFaults('why', { ...good, ...over }, model)).toEqual(faults);
  });
});

it('names what blocks a rung in the footer of a narrow screen', () => {
  const model = {
    ...withScreen(states[1]?.model as Model, 'ladder'),
    cursor: { ladder: 'pkgs-musl' },
    session: { ...initialSession, phase: 'choosing' as const, examination },
  };
  const footer = footerLine(bindings(model), 38).map(({ text }) => text);
  expect(footer.join('')).toMatch(/^Enter what blocks it .*\? help {2}q quit$/);
});

it('offers a fix only where there is one', () => {
  const model = withScreen(states[1]?.model as Model, 'machine');
  expect(intentOf(model, 'f')).toBe('fix');
  expect(intentOf({ ...model, cursor: { machine: 'finding:disk-small' } }, 'f')).toBeNull();
});
