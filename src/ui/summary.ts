import { builtWords, outcomeMark } from '../presentation/words.js';
import { formatBytes } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import { type Model, recipePaths } from './model/model.js';
import { commandAfterSave, hasProject } from './model/next-command.js';

/** What is left in the scrollback when the wizard has ended: plain lines, to be read or pasted. */
export const summary = (model: Model): string => {
  const { walk } = model;
  const tried = walk.results.map(
    (result) =>
      `  ${outcomeMark[result.outcome].symbol} ${result.rung}: ${outcomeMark[result.outcome].word}; ${builtWords(result, formatBytes) || result.reason}`,
  );
  const logs = walk.results.flatMap(({ logFile }) => (logFile ? [`  log: ${logFile}`] : []));
  const { saved } = walk;
  const proven = walk.results.find(({ outcome }) => outcome === 'passed');
  const lines = saved
    ? [
        `musl-wizard: ${saved.setup.rung} is saved for ${saved.setup.project ?? 'this machine'}.`,
        ...tried,
        ...logs,
        ...[saved.path, ...recipePaths(model)].map((path) => `  wrote: ${path}`),
        `Next${hasProject(model) ? '' : ', in the folder of your project'}: ${commandAfterSave(model)}`,
      ]
    : [
        'musl-wizard: nothing was saved.',
        ...tried,
        ...logs,
        proven
          ? `Next, to save the working setup: ${model.program} choose --rung ${proven.rung}`
          : `Next, to see what blocks it: ${model.program} doctor`,
      ];
  return `${lines.map((text) => sanitizeLine(text, 1000).replace(/^(?=[✓✗-] |log: |wrote: )/, '  ')).join('\n')}\n`;
};
