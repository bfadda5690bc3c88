import { expect, it, vi } from 'vitest';
import { explainVerdict } from '../../src/ladder/why.js';
import { createController, type Ports } from '../../src/ui/controller.js';
import { initialModel, screenOf } from '../../src/ui/model/model.js';
import { fakeSession, type Script } from '../support/fake-session.js';

const start = async (script: Script = {}) => {
  const ports: Ports = {
    now: () => 0,
    kept: async () => null,
    plan: async () => [],
    write: async () => undefined,
    explain: async (seen, rung) => explainVerdict(rung, seen),
    findLogs: async () => [],
    explainLog: async () => ({ bytes: 0, lines: 0, diagnoses: [], unknown: [] }),
    checkValue: async (_kind, value) => ({ value }),
    completeValue: async () => [],
    page: async () => null,
    copy: () => 'copied',
    suspend: () => undefined,
    redraw: () => undefined,
    isPainted: () => true,
  };
  const controller = createController(initialModel({ columns: 80, rows: 24 }, 0), ports);
  const session = fakeSession(script);
  controller.attach(session);
  await vi.waitFor(() => expect(controller.model().session.examination).not.toBeNull());
  const press = (...keys: string[]) => {
    for (const key of keys) {
      controller.drawn(controller.model());
      controller.send({ type: 'key', key });
    }
  };
  return { controller, session, press };
};

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

it('draws a flood of output a few times, and knows every line of it', async () => {
  let draws = 0;
  const { controller, press } = await start({
    canary: async (emit, signal) => {
      for (let n = 0; n < 2000; n += 1) {
        emit({ type: 'output', lines: [`line ${n}`], dropped: 4 });
        if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await untilAborted(signal);
    },
  });
  press('enter');
  await vi.waitFor(() => expect(screenOf(controller.model())).toBe('ladder'));
  controller.subscribe(() => {
    draws += 1;
  });
  press('enter');
  await vi.waitFor(() => expect(controller.model().session.trial?.lines).toBe(10_000));
  expect(draws).toBeLessThan(20);
  controller.leave();
  await controller.ended;
});

it('refuses a second effect while one runs', async () => {
  const { controller, session, press } = await start({
    effects: {
      runFix: (_finding, _fix, signal) =>
        untilAborted(signal).then(() => ({ applied: false, output: '', reason: 'stopped' })),
    },
  });
  press('f', 'enter');
  expect(controller.model().session.phase).toBe('fixing');
  press('r', 'f', 'enter');
  expect(controller.model().session.phase).toBe('fixing');
  controller.leave();
  expect(await controller.ended).toEqual({ interrupted: true });
  expect(session.state().lastFix?.outcome.applied).toBe(false);
});

it('ends only when what ran is gone', async () => {
  let gone = false;
  const { controller, press } = await start({
    canary: async (_emit, signal) => {
      await untilAborted(signal);
      await new Promise((resolve) => setTimeout(resolve, 100));
      gone = true;
    },
  });
  press('enter', 'enter', 'ctrl-c');
  expect(await controller.ended).toEqual({ interrupted: true });
  expect(gone).toBe(true);
});

it('counts no key after the one that leaves', async () => {
  const { controller, session, press } = await start();
  press('enter', 'ctrl-c', 'enter');
  await controller.ended;
  expect(session.state().results).toEqual([]);
});

it('gives a fault of its own to the caller', async () => {
  const { controller, press } = await start({
    canary: async () => {
      throw new TypeError('a bug');
    },
  });
  press('enter', 'enter');
  await expect(controller.ended).rejects.toThrow('a bug');
});
