import { answerScreen } from './answer.js';
import { applyingScreen } from './applying.js';
import { confirmScreen } from './confirm.js';
import { doneScreen } from './done.js';
import { fixScreen } from './fix.js';
import { gotoScreen } from './goto.js';
import { helpScreen } from './help.js';
import { ladderScreen } from './ladder.js';
import { logScreen } from './log.js';
import { logsScreen } from './logs.js';
import { machineScreen } from './machine.js';
import { outcomeScreen } from './outcome.js';
import { runScreen } from './run.js';
import { saveScreen } from './save.js';
import { tryScreen } from './try.js';
import { whyScreen } from './why.js';

/** The screens, by the names that `trail` has. The type of all names comes from here, and the tests walk all of them. */
export const screens = {
  machine: machineScreen,
  ladder: ladderScreen,
  try: tryScreen,
  outcome: outcomeScreen,
  why: whyScreen,
  save: saveScreen,
  done: doneScreen,
  logs: logsScreen,
  answer: answerScreen,
};

/** What can lie on top of a screen. */
export const overlays = {
  help: helpScreen,
  goto: gotoScreen,
  log: logScreen,
  confirm: confirmScreen,
  fix: fixScreen,
  run: runScreen,
  applying: applyingScreen,
};

export type ScreenName = keyof typeof screens;
export type OverlayName = keyof typeof overlays;
