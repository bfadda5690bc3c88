import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { screenOf } from '../../src/ui/model/model.js';
import { topOf } from '../../src/ui/model/top.js';
import { overlays, screens } from '../../src/ui/screens/registry.js';
import { failure } from '../support/fake-session.js';
import { openWizard } from '../support/wizard.js';

/** What a person may type or paste without looking: words, keys, sequences, line ends. */
const piece = fc.oneof(
  fc.constantFrom(
    '\r',
    '\n',
    'y',
    'f',
    't',
    'r',
    'w',
    's',
    'u',
    'p',
    'l',
    'x',
    'o',
    ' ',
    'j',
    'k',
    'G',
    'g',
    '/',
    ':',
    '?',
  ),
  fc.constantFrom('\x1b', '\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D', '\x1b[5~', '\x7f'),
  fc.constantFrom('find . -name x\r', 'yes\ryes\r', 'make -j4 && ls\r', 'fffff\r\r\r', 'sudo rm -rf /\r'),
);
const paste = fc.array(piece, { minLength: 2, maxLength: 8 }).map((pieces) => pieces.join(''));
const wrapped = fc.boolean().chain((brackets) => paste.map((text) => (brackets ? `\x1b[200~${text}\x1b[201~` : text)));

/** Ways to each screen, by keys that are each waited for. */
const routes: Readonly<Record<string, readonly (readonly [string, string | RegExp])[]>> = {
  machine: [],
  'one fix': [['f', 'sh install-nix']],
  ladder: [['enter', '❯ ✓ glibc-static']],
  help: [['?', 'Ctrl-Z']],
  why: [
    ['enter', '❯ ✓ glibc-static'],
    ['w', 'Why: '],
  ],
  'a fix as root': [
    ['enter', '❯ ✓ glibc-static'],
    ['up', '❯ ~ alpine'],
    ['f', 'systemctl start docker'],
  ],
  outcome: [
    ['enter', '❯ ✓ glibc-static'],
    ['enter', 'glibc-static works'],
  ],
  log: [
    ['enter', '❯ ✓ glibc-static'],
    ['enter', 'glibc-static works'],
    ['l', 'Esc close'],
  ],
  logs: [['x', '❯ build.log']],
  answer: [
    ['x', '❯ build.log'],
    ['enter', 'Reading the log'],
  ],
  'the destinations': [[':', 'Go to: █']],
  'a filter': [['/', 'Filter: █']],
  save: [
    ['enter', '❯ ✓ glibc-static'],
    ['enter', '❯ Use glibc-static'],
    ['enter', /new +/],
  ],
  done: [
    ['enter', '❯ ✓ glibc-static'],
    ['enter', '❯ Use glibc-static'],
    ['enter', /new +/],
    ['enter', 'use from now on'],
  ],
  'a failure': [
    ['enter', '❯ ✓ glibc-static'],
    ['up', '❯ ~ alpine'],
    ['t', 'alpine failed'],
  ],
  fixes: [
    ['enter', '❯ ✓ glibc-static'],
    ['up', '❯ ~ alpine'],
    ['t', 'alpine failed'],
    ['f', 'Nothing runs before'],
  ],
  'a try': [
    ['enter', '❯ ✓ glibc-static'],
    ['up', '❯ ~ alpine'],
    ['up', '❯ ~ pkgs-musl'],
    ['t', 'Trying pkgs-musl'],
  ],
  'a question': [
    ['enter', '❯ ✓ glibc-static'],
    ['up', '❯ ~ alpine'],
    ['up', '❯ ~ pkgs-musl'],
    ['t', 'Trying pkgs-musl'],
    ['q', 'Something is still running'],
  ],
  'a fix that runs': [
    ['f', 'sh install-nix'],
    ['enter', 'Applying fix'],
  ],
};

/** Settles once it is cancelled. */
const never = (signal: AbortSignal) => new Promise<void>((done) => signal.addEventListener('abort', () => done()));

/** A wizard on a screen, with what it runs, writes or saves from then on. */
const openAt = async (route: keyof typeof routes) => {
  const ran: string[] = [];
  let watch = false;
  const note = (what: string) => void (watch && ran.push(what));
  const wizard = openWizard(
    {
      results: { alpine: failure('alpine') },
      canary: async (_emit, signal, rung) => {
        note(`try ${rung}`);
        if (rung === 'pkgs-musl') await never(signal);
      },
      effects: {
        runFix: async (finding, _fix, signal) => {
          note(`fix ${finding}`);
          if (route === 'a fix that runs') await never(signal);
          return { applied: true, output: '', reason: 'done' };
        },
        save: async () => {
          note('save');
          return { path: '/saved', hints: [] };
        },
      },
    },
    undefined,
    {
      write: async () => note('write'),
      findLogs: async () => [{ path: '/p/build.log', name: 'build.log', bytes: 9, writtenMs: 0, place: 'here' }],
      explainLog: (_log, _facts, signal) =>
        never(signal).then(() => ({ bytes: 0, lines: 0, diagnoses: [], unknown: [] })),
    },
  );
  wizard.start();
  await wizard.shows('Enter go on');
  for (const [key, shown] of routes[route] ?? []) {
    wizard.press(key);
    await wizard.shows(shown);
  }
  watch = true;
  return { wizard, ran };
};

const quiet = () => new Promise((resolve) => setTimeout(resolve, 5));

it.each(Object.keys(routes))('random pastes run nothing at %s', async (route) => {
  const { wizard, ran } = await openAt(route);
  await fc.assert(
    fc.asyncProperty(wrapped, async (text) => {
      const before = screenOf(wizard.controller.model());
      // A read that holds special keys alone is keys; they move and run nothing.
      const onlyMovement = /^(?:\x1b(?:\[[A-Z]|\[\d~))+$/.test(text);
      wizard.press(text);
      if (!onlyMovement && !/\x1b$/.test(text)) expect(screenOf(wizard.controller.model())).toBe(before);
    }),
    { numRuns: 200 },
  );
  await quiet();
  expect(ran).toEqual([]);
  wizard.close();
});

it.each(Object.keys(routes))('a storm of lone keys runs at %s only what is on the screen', async (route) => {
  const { wizard, ran } = await openAt(route);
  const storm = fc.sample(fc.array(piece, { minLength: 80, maxLength: 80 }), 1)[0] ?? [];
  for (const keys of storm) {
    const shown = wizard.frame();
    const before = ran.length;
    wizard.press(keys);
    // What a key starts is started before the next turn of the event loop.
    await Promise.resolve();
    await Promise.resolve();
    for (const what of ran.slice(before)) {
      const [verb, name] = what.split(' ');
      if (verb === 'fix') expect(shown).toMatch(/❯ Yes, run th/);
      else if (verb === 'try') expect(shown).toContain(name ?? '');
      else expect(shown).toContain('Files to write');
    }
    if (fc.sample(fc.boolean(), 1)[0]) await quiet();
  }
  wizard.close();
});

it('a storm passes over every screen, and all that lies on top of one', async () => {
  const reached = new Set<string>();
  for (const route of Object.keys(routes)) {
    const { wizard } = await openAt(route);
    reached.add(topOf(wizard.controller.model()).name);
    wizard.close();
  }
  expect([...Object.keys(screens), ...Object.keys(overlays)].filter((name) => !reached.has(name))).toEqual([]);
});

it('a key before the question is drawn confirms nothing', async () => {
  let painted = false;
  const ran: string[] = [];
  const wizard = openWizard({ canary: async (_emit, _signal, rung) => void ran.push(rung) }, undefined, {
    isPainted: () => painted,
  });
  wizard.start();
  await wizard.shows('Enter go on');
  wizard.press('enter');
  await wizard.shows('❯ ✓ glibc-static');
  wizard.press('enter');
  await wizard.shows('before the screen was drawn');
  expect(ran).toEqual([]);
  painted = true;
  wizard.press('enter');
  await vi.waitFor(() => expect(ran).toEqual(['glibc-static']));
  wizard.close();
});

it('two lone keys without a frame between them confirm nothing', async () => {
  const { wizard, ran } = await openAt('machine');
  wizard.press('f', 'enter');
  await wizard.shows('before the screen was drawn');
  expect(ran).toEqual([]);
  wizard.close();
});
