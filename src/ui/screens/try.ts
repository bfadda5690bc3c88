import type { Trial } from '../../engine/session-state.js';
import { bar } from '../../presentation/bar.js';
import { atMost, blank, clip, hanging, type Line, line, span } from '../../presentation/line.js';
import { rungs } from '../../rungs/registry.js';
import { formatDuration, formatSeconds } from '../../text/format.js';
import { bind, log, movement } from '../model/binding.js';
import { type Layout, layoutOf, shareRows } from '../model/layout.js';
import { ask, type Model } from '../model/model.js';
import { next } from '../model/next.js';
import { around, visible } from '../rows/window.js';
import type { Screen } from './screen.js';

/** A try as it runs: steps, progress, and what the tools print. */
export const tryScreen: Screen = {
  title: ({ rung }) => `Trying ${rung ?? ''}`,
  step: 3,
  keys: ({ session }) => [
    bind('escape x', 'Esc', 'stop', 'Stop this try', 'back'),
    ...(session.trial?.logFile ? [log] : []),
    ...(session.trial ? movement : []),
  ],
  act: (model, intent) => {
    const { trial } = model.session;
    if (intent === 'back' && model.session.phase === 'trying')
      return next(ask(model, 'Stop this try?', 'Stop it', 'Keep it running', 'cancel'));
    if (!trial) return null;
    // It scrolls back through the lines that are kept; at the newest it follows again.
    const page = Math.max(1, (layoutOf(model.size)?.body ?? 0) - 4);
    const oldest = trial.lines - trial.tail.length + 1;
    const at = model.held ?? trial.lines;
    const to = {
      up: at - 1,
      down: at + 1,
      'page-up': at - page,
      'page-down': at + page,
      top: oldest,
      bottom: trial.lines,
    }[intent as 'up'];
    if (to === undefined) return null;
    const held = Math.max(Math.min(oldest + page, trial.lines), to);
    return next({ ...model, held: held >= trial.lines ? null : held });
  },
  rows: (model, layout) => {
    const { trial } = model.session;
    if (!trial) return [{ kind: 'lines', lines: [line('Starting...', 'quiet')], height: 1 }];
    const { lines: steps, at } = stepLines(model, trial, layout.width);
    const apart = layout.airy ? 1 : 0;
    // Steps and output share the screen; of many steps those around the one that runs are shown.
    const most = Math.min(steps.length, Math.max(3, Math.ceil(layout.body / 2))) + apart;
    const logFile = trial.logFile
      ? atMost(hanging([span('Whole log  ', 'quiet')], trial.logFile, layout.width, 'quiet'), 2, layout.width)
      : [];
    // Read aloud, a pane that changes all the time would drown everything else.
    const pane = model.spoken ? { least: 0, most: 0 } : { least: 3, most: layout.body };
    const [, , paneHeight = 0] = shareRows(layout.body, [
      { least: Math.min(steps.length, 3), most },
      { least: logFile.length, most: logFile.length },
      pane,
    ]);
    const stepsHeight = Math.max(1, layout.body - paneHeight - logFile.length - apart);
    const shownSteps = visible(steps, around(steps.length, at, stepsHeight));
    const lines = [
      ...shownSteps,
      ...(apart > 0 ? [blank] : []),
      ...paneLines(model, trial, paneHeight, layout),
      ...logFile,
    ];
    return [{ kind: 'lines', lines, height: layout.body }];
  },
};

/** What is built one after the other, the steps of what is being built with their times, and what the whole usually takes. */
const stepLines = (model: Model, trial: Trial, width: number): { readonly lines: Line[]; readonly at: number } => {
  const { progress, ahead, expectedMs, parts } = trial;
  const done = trial.stepsDone.map(
    ({ name, failed, durationMs }): Line => [
      failed ? span('✗ ', 'bad') : span('✓ ', 'good'),
      span(`${name}  `),
      span(formatDuration(durationMs), 'quiet'),
    ],
  );
  const share =
    progress === null || model.spoken
      ? ''
      : progress.total === null
        ? `  ${progress.done} ${progress.label}`
        : `  ${bar(progress.done, progress.total, Math.max(4, Math.min(24, width - 40)))} ${progress.done}/${progress.total} ${progress.label}`;
  const now = trial.step ?? (done.length === 0 ? `Starting: ${rungs[trial.rung].title}` : 'Next step');
  const last = trial.step === null ? undefined : expectedMs[trial.step];
  const usually = last === undefined ? '' : `  (last time ${formatDuration(last)})`;
  const running = model.spoken ? '' : secondsFrom(model.stepSinceMs, model);
  const known = Object.values(expectedMs);
  const usual = rungs[trial.rung].forecast(model.session.examination?.facts ?? null);
  const expected =
    known.length > 0 ? `${formatDuration(known.reduce((sum, ms) => sum + ms, 0))} in all, as last time` : usual;
  const first = parts.names.length > 1 ? [clip(partLine(parts), width)] : [];
  const lines = [
    ...first,
    ...done,
    [span('● ', 'strong'), span(now), span(`${running}${usually}`, 'quiet'), span(share)],
    ...ahead.map((name): Line => {
      const ms = expectedMs[name];
      return [span('· ', 'quiet'), span(name), span(ms === undefined ? '' : `  ${formatDuration(ms)}`, 'quiet')];
    }),
    clip([span('Expected  ', 'quiet'), span(expected, 'quiet')], width),
  ];
  return { lines, at: first.length + done.length };
};

const partLine = ({ names, at }: Trial['parts']): Line =>
  names.flatMap((name, index) => [
    span(index === 0 ? '' : '  ›  ', 'quiet'),
    span(name, index === at ? 'strong' : 'quiet'),
    span(index < at ? ' ✓' : '', 'good'),
  ]);

/** How long ago a moment is, in whole seconds, where that is worth a word. */
const secondsFrom = (since: number, { nowMs }: Model): string => {
  const seconds = Math.floor((nowMs - since) / 1000);
  return seconds < 1 ? '' : `  ${formatSeconds(seconds)}`;
};

/** Seconds after which a step that prints nothing is said to be quiet. */
const quietSeconds = 15;

const quiet = (model: Model): string => {
  const seconds = Math.floor((model.nowMs - model.heardMs) / 1000);
  return seconds < quietSeconds || model.spoken ? '' : `, silent for ${formatSeconds(seconds)}, as compilers often are`;
};

/** The output pane: the newest lines, or those held while scrolled back. */
const paneLines = (model: Model, trial: Trial, height: number, { width }: Layout): Line[] => {
  if (height < 2) return [];
  const rows = height - 1;
  const newest = model.held ?? trial.lines;
  const end = Math.max(0, trial.tail.length - (trial.lines - newest));
  const shown = trial.tail.slice(Math.max(0, end - rows), end);
  const count = `${trial.lines.toLocaleString('en')} ${trial.lines === 1 ? 'line' : 'lines'}`;
  const held = model.held === null ? '' : `, paused at ${newest.toLocaleString('en')}; press G to follow`;
  const title = `Output: ${trial.lines === 0 ? 'nothing yet' : `${count}${held}`}${quiet(model)}`;
  const rule = '─'.repeat(Math.max(0, width - title.length - 1));
  const filler = Array.from({ length: rows - shown.length }, (): Line => []);
  return [[span(`${title} `, 'quiet'), span(rule, 'quiet')], ...shown.map((text) => line(text)), ...filler];
};
