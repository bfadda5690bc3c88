import type { RecentLog } from '../../engine/recent-logs.js';
import { blank, column, line, span } from '../../presentation/line.js';
import { formatAgo, formatBytes } from '../../text/format.js';
import { back, go, log } from '../model/binding.js';
import { listFilter, passes } from '../model/input.js';
import { openLog } from '../model/log.js';
import type { Model } from '../model/model.js';
import { cursorAt, openAnswer } from '../model/navigate.js';
import { noMatch } from './parts.js';
import type { Screen } from './screen.js';

/** The logs of this folder and of this program's own builds, to find the cause of a failure in one. */
export const logsScreen: Screen = {
  title: () => 'Logs, the newest first',
  keys: (model) =>
    chosen(model) ? [go('find the cause', 'Find the cause of the failure in this log'), log, back] : [back],
  act: (model, intent) => {
    const picked = chosen(model);
    if (!picked) return null;
    if (intent === 'log') return openLog(model, picked.path);
    if (intent !== 'go') return null;
    return openAnswer(model, picked);
  },
  items: (model) => shown(model).map(({ path }) => path),
  input: listFilter('logs'),
  rows: (model, layout) => {
    if (model.logs === null) return [{ kind: 'lines', lines: [line('Looking for logs...', 'quiet')], height: 1 }];
    if (model.logs.length === 0) return [{ kind: 'lines', lines: noLogs, height: noLogs.length }];
    const items = shown(model).map(({ path, name, bytes, writtenMs }) => ({
      key: path,
      line: [
        span(column(name, Math.max(12, Math.min(50, layout.width - 32))), 'strong'),
        span(`  ${formatBytes(bytes).padStart(9)}  `),
        span(formatAgo(Math.max(0, model.nowMs - writtenMs)), 'quiet'),
      ],
    }));
    if (items.length === 0) return [{ kind: 'lines', lines: [noMatch(model.filters.logs ?? '')], height: 1 }];
    return [{ kind: 'list', items, cursor: chosen(model)?.path ?? null, height: layout.body }];
  },
};

const noLogs = [
  line('No log in this folder (*.log, *.out, *.err), and none of an earlier build.'),
  blank,
  line('Write one, and look again:', 'quiet'),
  line('  make 2>&1 | tee build.log', 'strong'),
];

const shown = ({ logs, filters }: Model): readonly RecentLog[] =>
  (logs ?? []).filter(({ name }) => passes(filters.logs, name));

const chosen = (model: Model): RecentLog | null => {
  const all = shown(model);
  const at = cursorAt(
    model,
    'logs',
    all.map(({ path }) => path),
  );
  return all.find(({ path }) => path === at) ?? null;
};
