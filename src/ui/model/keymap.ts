import { mayWork } from '../rows/ladder-rows.js';
import { fixChoices } from './answers.js';
import { type Model, resultOf, screenOf } from './model.js';

/** What a key can ask for. What it means in a place is told by `act`. */
export type Intent =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'bottom'
  | 'left'
  | 'right'
  | 'go'
  | 'back'
  | 'toggle'
  | 'help'
  | 'log'
  | 'filter'
  | 'copy'
  | 'why'
  | 'fix'
  | 'retry'
  | 'skip'
  | 'pack'
  | 'recipe'
  | 'quit'
  | 'interrupt'
  | 'suspend'
  | 'redraw';

export interface Binding {
  readonly keys: readonly string[];
  /** How footer and help name the keys. */
  readonly show: string;
  /** Two or three words for the footer. */
  readonly label: string;
  /** A sentence for the help. */
  readonly help: string;
  readonly intent: Intent;
}

const bind = (keys: string, show: string, label: string, help: string, intent: Intent): Binding => ({
  keys: keys.split(' '),
  show,
  label,
  help,
  intent,
});

const movement = [
  bind('up k', '↑ k', 'up', 'Move up', 'up'),
  bind('down j', '↓ j', 'down', 'Move down', 'down'),
  bind('page-up ctrl-b', 'PgUp', 'page up', 'One page up', 'page-up'),
  bind('page-down ctrl-f', 'PgDn', 'page down', 'One page down', 'page-down'),
  bind('home g', 'g Home', 'start', 'To the first row', 'top'),
  bind('end G', 'G End', 'end', 'To the last row', 'bottom'),
];

const back = bind('escape left h', 'Esc', 'back', 'Back to where you came from', 'back');
const help = bind('?', '?', 'help', 'All keys', 'help');
const quit = bind('q', 'q', 'quit', 'Leave the wizard', 'quit');
const always = [
  bind('ctrl-c', 'Ctrl-C', 'leave', 'Stop everything and leave at once', 'interrupt'),
  bind('ctrl-z', 'Ctrl-Z', 'suspend', 'Back to the shell; fg returns', 'suspend'),
  bind('ctrl-l', 'Ctrl-L', 'redraw', 'Draw the screen anew', 'redraw'),
];

const go = (label: string, sentence: string) => bind('enter', 'Enter', label, sentence, 'go');
const why = bind('w', 'w', 'why', 'Why it stands like this, with the evidence', 'why');
const fix = bind('f', 'f', 'fix', 'What mends it; shows the commands before it runs any', 'fix');
const log = bind('l', 'l', 'log', 'The log in full', 'log');
const copy = (what: string) => bind('c', 'c', 'copy', `Copy ${what} to the clipboard`, 'copy');
const toggle = bind('space right o', 'Space', 'open', 'Open or close the evidence of a row', 'toggle');

/** The keys that do something now, most useful first. Footer, help and dispatch all come from here. */
export const bindings = (model: Model): readonly Binding[] => [...overlayKeys(model), ...always];

const overlayKeys = (model: Model): readonly Binding[] => {
  const { overlay } = model;
  switch (overlay?.kind) {
    case undefined:
      if (model.walk.phase === 'fixing') return [bind('escape x', 'Esc', 'stop', 'Stop this fix', 'back'), help, quit];
      return [...screenKeys(model), ...movement, help, quit];
    case 'help':
      return [bind('escape enter ? q left h', 'Esc', 'close', 'Close the help', 'back'), ...movement];
    case 'log':
      return [
        bind('escape q l', 'Esc', 'close', 'Close the log', 'back'),
        bind('/', '/', 'filter', 'Show only the lines that hold a text', 'filter'),
        ...movement,
        copy('the path of the log'),
        bind('right', '→', 'right', 'To the right, where lines are longer than the screen', 'right'),
        bind('left', '←', 'left', 'Back to the left', 'left'),
      ];
    case 'confirm':
      return [
        go('answer', 'Take the answer under the cursor'),
        bind('escape n q', 'Esc', 'no', overlay.no, 'back'),
        ...movement,
      ];
    case 'fix':
      return overlay.chosen
        ? [
            ...(overlay.chosen.fix.runnable ? [go('choose', 'Take the answer under the cursor')] : []),
            copy('the commands'),
            bind('escape left h q', 'Esc', 'back', 'Run nothing', 'back'),
            ...movement,
          ]
        : [go('show', 'Show the commands'), bind('escape left h q', 'Esc', 'back', 'Close', 'back'), ...movement];
  }
};

const screenKeys = (model: Model): readonly Binding[] => {
  const mend = fixChoices(model).length > 0 ? [fix] : [];
  const result = resultOf(model, model.rung);
  switch (screenOf(model)) {
    case 'machine':
      return model.walk.examination
        ? [go('go on', 'On to the ways to build'), toggle, ...mend, retry('Read the machine anew')]
        : [toggle];
    case 'ladder': {
      const rung = model.cursor.ladder;
      const tried = model.walk.results.find((each) => each.rung === rung);
      return [
        ...ladderGo(model, tried !== undefined),
        why,
        ...mend,
        ...(tried ? [retry('Try it again')] : [bind('s', 's', 'skip', 'Leave this way out', 'skip')]),
        bind('u', 'u', model.pack ? 'do not pack' : 'pack', 'Pack the result with UPX, or not', 'pack'),
        back,
      ];
    }
    case 'try':
      return [bind('escape x', 'Esc', 'stop', 'Stop this try', 'back'), ...(model.walk.trial?.logFile ? [log] : [])];
    case 'outcome':
      return [
        go('choose', 'Take the answer under the cursor'),
        why,
        ...mend,
        retry('Try it again'),
        ...(result?.logFile ? [log] : []),
        ...(result?.outcome === 'passed' ? [] : [bind('s', 's', 'skip', 'Leave this way out and go back', 'skip')]),
        back,
      ];
    case 'why':
      return [back, ...mend];
    case 'save':
      return [...(model.plan ? [go('write', 'Write these files')] : []), ...recipeKey(model), back];
    case 'done':
      return [go('finish', 'Leave the wizard'), copy('the command'), ...(result?.logFile ? [log] : [])];
  }
};

/** Enter on a rung: its outcome once it was tried, a try where it may work, else what stands in its way. */
const ladderGo = (model: Model, tried: boolean): Binding[] => {
  if (tried) return [go('outcome', 'See what the try showed')];
  if (mayWork(model.walk, model.cursor.ladder)) return [go('try', 'Try it with a small real build')];
  return [
    go('what blocks it', 'See what stands in its way'),
    bind('t', 't', 'try anyway', 'Try it all the same', 'retry'),
  ];
};

const recipeKey = ({ plan, withRecipe }: Model): Binding[] => {
  if (!plan?.some(({ kind }) => kind === 'recipe')) return [];
  const label = withRecipe ? 'settings only' : 'project files too';
  return [
    bind('p', 'p', label, 'Write the files by which the project is built without this program, or not', 'recipe'),
  ];
};

const retry = (sentence: string) => bind('r', 'r', 'retry', sentence, 'retry');

/** What a key asks for here and now; null when it does nothing. */
export const intentOf = (model: Model, key: string): Intent | null =>
  bindings(model).find(({ keys }) => keys.includes(key))?.intent ?? null;
