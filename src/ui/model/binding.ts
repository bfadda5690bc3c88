/** What a key can request. The screen's `act` decides what that means. */
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
  | 'complete'
  | 'goto'
  | 'logs'
  | 'options'
  | 'pager'
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

/** A key with what it asks for. */
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

/** A binding of some keys, named in one string with blanks between them. */
export const bind = (keys: string, show: string, label: string, help: string, intent: Intent): Binding => ({
  keys: keys.split(' '),
  show,
  label,
  help,
  intent,
});

export const movement = [
  bind('up k', '↑ k', 'up', 'Move up', 'up'),
  bind('down j', '↓ j', 'down', 'Move down', 'down'),
  bind('page-up ctrl-b', 'PgUp', 'page up', 'One page up', 'page-up'),
  bind('page-down ctrl-f', 'PgDn', 'page down', 'One page down', 'page-down'),
  bind('home g', 'g Home', 'start', 'To the first row', 'top'),
  bind('end G', 'G End', 'end', 'To the last row', 'bottom'),
];

export const back = bind('escape left h', 'Esc', 'back', 'Go back', 'back');
export const help = bind('?', '?', 'help', 'All keys', 'help');
export const quit = bind('q', 'q', 'quit', 'Quit', 'quit');
export const goTo = bind(':', ':', 'go to', 'Go to a screen, or choose an action by its name', 'goto');
export const filter = bind('/', '/', 'filter', 'Show only what contains a text', 'filter');

export const showAll = bind('escape', 'Esc', 'show all', 'Clear the filter', 'back');

export const arrows = [bind('up', '↑', 'up', 'Move up', 'up'), bind('down', '↓', 'down', 'Move down', 'down')];

/** The keys of the input line; all others are text. */
export const inputKeys = [
  bind('enter', 'Enter', 'done', 'Take the text', 'go'),
  bind('escape', 'Esc', 'clear', 'Clear the text and close the input line', 'back'),
  ...arrows,
];

export const complete = bind('tab', 'Tab', 'complete', 'Complete the text, or show what it can become', 'complete');

export const always = [
  bind('ctrl-c', 'Ctrl-C', 'leave', 'Stop everything and quit immediately', 'interrupt'),
  bind('ctrl-z', 'Ctrl-Z', 'suspend', 'Back to the shell; fg returns', 'suspend'),
  bind('ctrl-l', 'Ctrl-L', 'redraw', 'Redraw', 'redraw'),
];

export const go = (label: string, sentence: string) => bind('enter', 'Enter', label, sentence, 'go');
export const why = bind('w', 'w', 'why', 'Show the reasons and the evidence', 'why');
export const fix = bind('f', 'f', 'fix', 'Show fixes (commands are shown before anything runs)', 'fix');
export const log = bind('l', 'l', 'log', 'The log in full', 'log');
export const options = bind('o', 'o', 'options', 'Show all static build options', 'options');
export const logs = bind('x', 'x', 'logs', 'Find the cause of a failure in a log', 'logs');
export const copy = (what: string) => bind('c', 'c', 'copy', `Copy ${what} to the clipboard`, 'copy');
export const toggle = bind('space right', 'Space', 'open', 'Open or close the evidence of a row', 'toggle');

export const retry = (sentence: string) => bind('r', 'r', 'retry', sentence, 'retry');
