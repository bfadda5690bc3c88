import type { Trial } from '../../engine/walk.js';
import { bar } from '../../presentation/bar.js';
import { hanging, type Line, line, span } from '../../presentation/line.js';
import { rungs } from '../../rungs/registry.js';
import { Rows } from '../components/rows.js';
import { layoutOf, shareRows } from '../model/layout.js';
import type { Model } from '../model/model.js';

/** A try as it runs: steps, progress, and what the tools print. */
export const Try = ({ model }: { readonly model: Model }) => {
  const layout = layoutOf(model.size);
  const { trial } = model.walk;
  if (!layout || !trial) return null;
  const steps = [...stepLines(trial, layout.width), ...(layout.airy ? [[]] : [])];
  const log = trial.logFile
    ? hanging([span('Whole log  ', 'quiet')], trial.logFile, layout.width, 'quiet').slice(0, 2)
    : [];
  // Read aloud, a pane that changes all the time would drown everything else.
  const paneWants = model.spoken ? { least: 0, most: 0 } : { least: 3, most: layout.body };
  const [, , paneHeight = 0] = shareRows(layout.body, [
    { least: Math.min(steps.length, 3), most: steps.length },
    { least: log.length, most: log.length },
    paneWants,
  ]);
  const stepsHeight = layout.body - paneHeight - log.length;
  return (
    <Rows
      lines={[...steps.slice(-Math.max(1, stepsHeight)), ...paneLines(model, trial, paneHeight, layout.width), ...log]}
      height={layout.body}
    />
  );
};

const stepLines = (trial: Trial, width: number): Line[] => {
  const done = trial.stepsDone.map(
    ({ name, failed }): Line => [failed ? span('✗ ', 'bad') : span('✓ ', 'good'), span(name)],
  );
  const { progress } = trial;
  const share =
    progress === null
      ? ''
      : progress.total === null
        ? `  ${progress.done} ${progress.label}`
        : `  ${bar(progress.done, progress.total, Math.max(4, Math.min(24, width - 40)))} ${progress.done}/${progress.total} ${progress.label}`;
  const now: Line[] = [
    [
      span('● ', 'strong'),
      span(trial.step ?? (done.length === 0 ? `Starting: ${rungs[trial.rung].title}` : 'On to the next step')),
      span(share),
    ],
  ];
  return [...done, ...now];
};

/** The output pane: the newest lines, or those held while scrolled back. */
const paneLines = (model: Model, trial: Trial, height: number, width: number): Line[] => {
  if (height < 2) return [];
  const rows = height - 1;
  const newest = model.held ?? trial.lines;
  const end = Math.max(0, trial.tail.length - (trial.lines - newest));
  const shown = trial.tail.slice(Math.max(0, end - rows), end);
  const count = `${trial.lines.toLocaleString('en')} ${trial.lines === 1 ? 'line' : 'lines'}`;
  const held = model.held === null ? '' : `, held at ${newest.toLocaleString('en')}; G follows again`;
  const title = trial.lines === 0 ? 'Output: nothing yet' : `Output: ${count}${held}`;
  const rule = '─'.repeat(Math.max(0, width - title.length - 1));
  const filler = Array.from({ length: rows - shown.length }, (): Line => []);
  return [[span(`${title} `, 'quiet'), span(rule, 'quiet')], ...shown.map((text) => line(text)), ...filler];
};
