import { initialSession } from '../../src/engine/session-state.js';
import { explainVerdict } from '../../src/ladder/why.js';
import type { Line } from '../../src/presentation/line.js';
import { act } from '../../src/ui/model/act.js';
import { fixChoices } from '../../src/ui/model/answers.js';
import type { Intent } from '../../src/ui/model/binding.js';
import { layoutOf } from '../../src/ui/model/layout.js';
import { initialModel, type Model, type Overlay, screenOf } from '../../src/ui/model/model.js';
import { bindingsOf } from '../../src/ui/model/top.js';
import { type OverlayName, type ScreenName, screens } from '../../src/ui/screens/registry.js';
import type { Part, Screen } from '../../src/ui/screens/screen.js';
import { examination, failure, result } from './fake-session.js';

const size = { columns: 80, rows: 24 };

const trial = {
  rung: 'glibc-static',
  startedAtMs: 0,
  step: 'compile',
  parts: { names: ['small test program', 'hello'], at: 1 },
  ahead: ['link', 'run'],
  expectedMs: { compile: 900, link: 100 },
  stepsDone: [{ name: 'copy', failed: false, durationMs: 100 }],
  tail: Array.from({ length: 90 }, (_, n) => `line ${n}`),
  lines: 90,
  progress: { done: 1, total: 3, label: 'files' },
  logFile: '/tmp/log',
} as const;

const log = { path: '/p/build.log', name: 'build.log', bytes: 9, writtenMs: 0, place: 'here' } as const;

/** The wizard in the states that there are, from its first frame to a saved setup; each with all that it knows then. */
export const states: readonly { readonly name: string; readonly model: Model }[] = (
  [
    ['before anything is read', { session: { ...initialSession, phase: 'examining' } }],
    ['once the machine is read', {}],
    ['while a rung is tried', { session: { ...initialSession, phase: 'trying', examination, trial } }],
    ['after a success', { session: { ...initialSession, phase: 'choosing', examination, results: [result()] } }],
    [
      'after a failure',
      {
        rung: 'alpine',
        cursor: { ladder: 'alpine', machine: 'finding:docker-stopped' },
        session: { ...initialSession, phase: 'choosing', examination, results: [failure('alpine')] },
        why: explainVerdict('alpine', examination),
      },
    ],
    [
      'after saving',
      {
        session: {
          ...initialSession,
          phase: 'saved',
          examination,
          results: [result()],
          saved: { setup: { rung: 'glibc-static', project: '/p' }, path: '/config/p.json' },
        } as unknown as Model['session'],
      },
    ],
  ] satisfies [string, Partial<Model>][]
).map(([name, over]) => ({
  name,
  model: {
    ...initialModel(size, 0),
    rung: 'glibc-static',
    cursor: { ladder: 'glibc-static', machine: 'finding:nix-absent' },
    plan: [
      { kind: 'setup', path: '/config/p.json', before: null, after: '{\n}\n' },
      { kind: 'recipe', path: '/p/Makefile.static', before: 'a\n', after: 'b\n' },
    ],
    why: explainVerdict('glibc-static', examination),
    logs: [log],
    answer: {
      log,
      explanation: { bytes: 9, lines: 2, diagnoses: failure('alpine').diagnoses, unknown: [] },
    },
    session: { ...initialSession, phase: 'choosing', examination },
    ...over,
  },
}));

/** A state with a screen that is shown. */
export const withScreen = (model: Model, name: ScreenName): Model => ({ ...model, trail: ['machine', name] });

/** Where a key of a screen leads in a state, and the kinds of its effects. */
export const pressed = (name: ScreenName, state: string, intent: Intent) => {
  const screen = screens[name];
  const model = states.filter((each) => each.name === state).map((each) => withScreen(each.model, name))[0];
  if (!model || !screen.keys(model).some((key) => key.intent === intent))
    throw new Error(`${name} has no key to ${intent} ${state}`);
  const { model: after, effects } = act(model, intent, { name, screen });
  return { after, place: after.overlay?.kind ?? screenOf(after), effects: effects.map(({ type }) => type) };
};

/** A state with an overlay on top; null where the overlay cannot be there. */
export const withOverlay = (model: Model, name: OverlayName): Model | null => {
  const choices = fixChoices(model);
  const [first = null] = choices;
  const on = (overlay: Overlay): Model => ({ ...model, overlay });
  switch (name) {
    case 'help':
      return on({ kind: 'help', keys: [{ keys: ['x'], show: 'x', label: 'x', help: 'Does x', intent: 'go' }] });
    case 'log': {
      const page = { lines: ['a', 'b'], start: 0, end: 5, size: 9, error: null };
      return on({ kind: 'log', path: '/tmp/log', page, filter: '', shift: 20 });
    }
    case 'goto':
      return { ...on({ kind: 'goto', keys: bindingsOf(screens[screenOf(model)], model) }), input: '' };
    case 'confirm':
      return on({ kind: 'confirm', question: 'Really?', yes: 'Yes', no: 'No', asks: 'leave' });
    case 'fix':
      return first && on({ kind: 'fix', choices: [...choices, { ...first, key: 'other' }], chosen: null });
    case 'run':
      return first && on({ kind: 'fix', choices, chosen: first });
    case 'applying':
      return first && { ...model, session: { ...model.session, phase: 'fixing' }, applying: first.fix };
  }
};

const linesOf = (part: Part): readonly Line[] => {
  if (part.kind === 'beside') return [...part.left, ...part.right].flatMap(linesOf);
  return part.kind === 'lines' ? part.lines : part.items.map(({ line }) => line);
};

/** Movement does nothing where all is in sight, and at the ends. */
const movements = new Set(['up', 'down', 'page-up', 'page-down', 'top', 'bottom']);

/**
 * What is wrong with a screen in a state: nothing on it, no title, a key without help or that does nothing, a key
 * that means two things. Empty where nothing is.
 */
export const screenFaults = (name: ScreenName | OverlayName, screen: Screen, model: Model): readonly string[] => {
  const layout = layoutOf(model.size);
  if (!layout) return ['there is no room for it'];
  const parts = screen.rows(model, layout);
  const drawn = parts.flatMap(linesOf).flatMap((line) => line.map(({ text }) => text.trim()));
  const keys = bindingsOf(screen, model);
  const names = keys.flatMap((binding) => binding.keys);
  const dead = keys.filter(({ intent }) => {
    if (movements.has(intent)) return false;
    const { model: after, effects } = act(model, intent, { name, screen });
    return effects.length === 0 && JSON.stringify(after) === JSON.stringify(model);
  });
  return [
    ...(screen.title(model).trim() === '' ? ['it has no title'] : []),
    ...(drawn.every((text) => text === '') ? ['nothing is on it'] : []),
    ...keys.filter(({ help }) => help.trim().length < 3).map(({ show }) => `the key ${show} has no help`),
    ...keys.filter(({ label }) => label.trim() === '').map(({ show }) => `the key ${show} has no label`),
    ...dead.map(({ show }) => `the key ${show} does nothing`),
    ...names.filter((key, at) => names.indexOf(key) !== at).map((key) => `the key ${key} means two things`),
  ];
};
