import { applying } from './applying.js';
import { confirm } from './confirm.js';
import { done } from './done.js';
import { fix } from './fix.js';
import { help } from './help.js';
import { ladder } from './ladder.js';
import { log } from './log.js';
import { machine } from './machine.js';
import { outcome } from './outcome.js';
import { run } from './run.js';
import { save } from './save.js';
import { tryScreen } from './try.js';
import { why } from './why.js';

/** The screens, by the names that `trail` has. The type of all names comes from here, and the tests walk all of them. */
export const screens = { machine, ladder, try: tryScreen, outcome, why, save, done };

/** What can lie on top of a screen. */
export const overlays = { help, log, confirm, fix, run, applying };

export type ScreenName = keyof typeof screens;
export type OverlayName = keyof typeof overlays;
