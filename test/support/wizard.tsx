import { render } from 'ink-testing-library';
import { expect, vi } from 'vitest';
import { checkValue, completeValue } from '../../src/engine/fix-value.js';
import type { Session } from '../../src/engine/session.js';
import { explainVerdict } from '../../src/ladder/why.js';
import { themeFor } from '../../src/ui/components/theme.js';
import { createController, type Ports } from '../../src/ui/controller.js';
import { initialModel, type Size } from '../../src/ui/model/model.js';
import { Root } from '../../src/ui/root.js';
import { readKeys } from '../../src/ui/terminal/read-keys.js';
import { fakeSession, type Script } from './fake-session.js';

const keyBytes = {
  up: '\x1b[A',
  down: '\x1b[B',
  enter: '\r',
  escape: '\x1b',
  'page-down': '\x1b[6~',
  'page-up': '\x1b[5~',
  'ctrl-c': '\x03',
} as const;

/** The wizard over a scripted session, drawn by Ink into memory; at most 100 columns, as ink-testing-library has. */
export const openWizard = (script: Script = {}, size: Size = { columns: 80, rows: 24 }, ports: Partial<Ports> = {}) => {
  const copied: string[] = [];
  const session: Session = fakeSession(script);
  const controller = createController(initialModel(size, 0), {
    now: () => 0,
    kept: async () => null,
    plan: async (walk, rung) => [
      {
        kind: 'setup',
        path: '/home/user/.config/musl-wizard/project.json',
        before: null,
        after: JSON.stringify(walk.proposal(rung), null, 2),
      },
    ],
    write: async () => undefined,
    explain: async (seen, rung) => explainVerdict(rung, seen),
    findLogs: async () => [],
    explainLog: async () => ({ bytes: 0, lines: 0, diagnoses: [], unknown: [] }),
    checkValue: async (kind, text, images) => checkValue(kind, text, { cwd: '/', env: {}, images }),
    completeValue: async (kind, text, images) => completeValue(kind, text, { cwd: '/', env: {}, images }),
    page: async () => null,
    copy: (text) => {
      copied.push(text);
      return 'copied';
    },
    suspend: () => undefined,
    redraw: () => undefined,
    isPainted: () => true,
    ...ports,
  });
  const ink = render(<Root controller={controller} theme={themeFor(false)} />);
  // Reads far apart, so that a key after a paste is a key again.
  let reads = 0;
  const stopReading = readKeys(ink.stdin as unknown as NodeJS.ReadStream, controller.send, () => (reads += 1000));
  const frame = (): string => ink.lastFrame() ?? '';
  return {
    session,
    controller,
    copied,
    frame,
    start: () => controller.attach(session),
    /** Each key in a read of its own. */
    press: (...keys: string[]) => {
      for (const key of keys) ink.stdin.write(keyBytes[key as keyof typeof keyBytes] ?? key);
    },
    shows: (text: string | RegExp) => vi.waitFor(() => expect(frame()).toMatch(text), { timeout: 2000, interval: 5 }),
    close: () => {
      controller.leave();
      stopReading();
      ink.unmount();
    },
  };
};
