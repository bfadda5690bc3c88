import { readLogPage } from '../build/log/log-page.js';
import type { FixInputKind } from '../diagnosis/finding.js';
import type { Examination } from '../engine/examination.js';
import type { CheckedValue } from '../engine/fix-value.js';
import type { KeptSetup } from '../engine/kept-setup.js';
import type { RecentLog } from '../engine/recent-logs.js';
import type { PlannedFile } from '../engine/save-plan.js';
import type { Session } from '../engine/session.js';
import type { SessionEvent } from '../engine/session-state.js';
import { UserError } from '../errors.js';
import type { Explanation } from '../explain/diagnosis.js';
import type { Facts } from '../facts/facts.js';
import type { Why } from '../ladder/why.js';
import type { RungId } from '../rungs/registry.js';
import { deferred } from './deferred.js';
import type { Message, UiEffect } from './model/message.js';
import { asksTheSame, type Model, type Notice } from './model/model.js';
import { update } from './model/update.js';

/** What the screen reaches beyond itself, given from outside so that tests bring their own. */
export interface Ports {
  readonly now: () => number;
  /** What an earlier run saved for this folder. */
  readonly kept: () => Promise<KeptSetup | null>;
  /** What Save would write for a rung, with what is there now. */
  readonly plan: (session: Session, rung: RungId) => Promise<readonly PlannedFile[]>;
  readonly explain: (examination: Examination, rung: RungId) => Promise<Why>;
  /** Writes the files of the project among those planned. */
  readonly write: (files: readonly PlannedFile[]) => Promise<void>;
  /** The logs that a person may want explained, the newest first. */
  readonly findLogs: () => Promise<readonly RecentLog[]>;
  /** What explains the failure in a log; the facts are those of this machine, null while they are not known. */
  readonly explainLog: (log: RecentLog, facts: Facts | null, signal: AbortSignal) => Promise<Explanation>;
  /** Whether a value for a fix can be used; what is typed is checked in the place where the wizard runs. */
  readonly checkValue: (kind: FixInputKind, text: string, images: readonly string[]) => Promise<CheckedValue>;
  /** What the beginning of such a value can become. */
  readonly completeValue: (kind: FixInputKind, text: string, images: readonly string[]) => Promise<readonly string[]>;
  /** Shows a file in the user's pager, on the terminal of the wizard; what to tell where that failed. */
  readonly page: (path: string) => Promise<string | null>;
  /** Puts text on the clipboard; says what to tell the user. */
  readonly copy: (text: string) => string;
  readonly suspend: () => void;
  readonly redraw: () => void;
  /** Whether what was drawn last is on the terminal. */
  readonly isPainted: () => boolean;
}

/** The model, and the one who changes it: keys and events go in, effects are carried out here. */
export interface Controller {
  readonly model: () => Model;
  readonly subscribe: (listener: () => void) => () => void;
  readonly send: (message: Message) => void;
  /** Takes note of the model that the newest frame was drawn from. */
  readonly drawn: (model: Model) => void;
  /** Takes the session as soon as it is there, and begins to read the machine. */
  readonly attach: (session: Session) => void;
  /** Resolves when the user leaves and nothing runs any more; rejects on a bug in the program itself. */
  readonly ended: Promise<Ending>;
  /** Leaves from outside: a signal, a terminal that is gone. */
  readonly leave: () => void;
}

interface Ending {
  readonly interrupted: boolean;
}

/** Milliseconds between two redraws for output: a build that prints fast is drawn calmly, and costs little. */
const outputIntervalMs = 100;
/** Milliseconds that an ending waits for what runs to be gone. */
const graceMs = 10_000;

/** Effects that start, stop or write something. */
const guarded: ReadonlySet<UiEffect['type']> = new Set(['try', 'fix', 'save', 'cancel', 'examine']);
const tooEarly: Notice = { text: 'The key was pressed before the screen was drawn. Press it again.', tone: 'warn' };

export const createController = (initial: Model, ports: Ports): Controller => {
  let model = initial;
  let session: Session | null = null;
  let running = false;
  let seen: Model | null = null;
  let late: NodeJS.Timeout | null = null;
  let reading: AbortController | null = null;
  let explaining: AbortController | null = null;
  const listeners = new Set<() => void>();
  const ending = deferred<Ending>();

  const notify = (): void => {
    for (const listener of [...listeners]) listener();
  };

  const apply = (message: Message): void => {
    const next = update(model, message);
    model = next.model;
    for (const effect of next.effects) carryOut(effect).catch(fail);
  };

  /**
   * A key that starts or stops something counts only as the answer to a question that is on the screen: the next
   * key of a hurried hand, or of a text that a terminal delivers letter by letter, must not confirm what nobody saw.
   */
  const isUnseen = (message: Message): boolean =>
    message.type === 'key' &&
    !(seen && asksTheSame(seen, model) && ports.isPainted()) &&
    update(model, message).effects.some(({ type }) => guarded.has(type));

  const send = (message: Message): void => {
    apply(isUnseen(message) ? { type: 'notice', notice: tooEarly } : message);
    notify();
  };

  const fail = (error: unknown): void => ending.reject(error);

  /** Errors the user can act on are shown and the wizard continues; anything else is a bug. */
  const tell = (error: unknown): void => {
    // What an ending cuts short may end in any way.
    if (model.leaving) return;
    if (!(error instanceof UserError)) throw error;
    send({ type: 'notice', notice: { text: [error.message, ...error.nextSteps].join('  '), tone: 'bad' } });
  };

  const recall = async (): Promise<void> => {
    try {
      send({ type: 'kept', kept: await ports.kept() });
    } catch (error) {
      tell(error);
    }
  };

  /** Output comes often: the model follows at once, the screen soon. */
  const onSessionEvent = (event: SessionEvent): void => {
    if (!session) return;
    model = { ...model, nowMs: ports.now() };
    apply({ type: 'session', session: session.state(), event });
    const often =
      event.type === 'fix-output' ||
      (event.type === 'canary' && (event.event.type === 'output' || event.event.type === 'progress'));
    if (!often) notify();
    else
      late ??= setTimeout(() => {
        late = null;
        notify();
      }, outputIntervalMs);
  };

  const clock = setInterval(() => {
    if (model.sinceMs !== null && !model.spoken) send({ type: 'tick', nowMs: ports.now() });
  }, 1000);

  const leave = async (interrupted: boolean): Promise<void> => {
    model = { ...model, leaving: true };
    clearInterval(clock);
    reading?.abort();
    explaining?.abort();
    const patience = setTimeout(() => ending.resolve({ interrupted }), graceMs);
    await session?.cancel();
    clearTimeout(patience);
    ending.resolve({ interrupted });
  };

  const carryOut = async (effect: UiEffect): Promise<void> => {
    if (effect.type === 'leave') return leave(effect.interrupted);
    if (effect.type === 'suspend') return ports.suspend();
    if (effect.type === 'redraw') return ports.redraw();
    if (effect.type === 'copy')
      return send({ type: 'notice', notice: { text: ports.copy(effect.text), tone: 'plain' } });
    if (effect.type === 'read-log') {
      reading?.abort();
      const pageRead = new AbortController();
      reading = pageRead;
      const page = await readLogPage(effect.request, pageRead.signal);
      if (!pageRead.signal.aborted) send({ type: 'log', page });
      return;
    }
    if (effect.type === 'find-logs') return send({ type: 'logs', logs: await ports.findLogs() });
    if (effect.type === 'explain-log') return explainLog(effect.log).catch(tell);
    if (effect.type === 'check-value' || effect.type === 'complete-value') {
      const { kind, text } = effect;
      const images = imagesOf(model.session.examination?.facts);
      return effect.type === 'check-value'
        ? send({ type: 'checked', text, checked: await ports.checkValue(kind, text, images) })
        : send({ type: 'completed', text, found: await ports.completeValue(kind, text, images) });
    }
    if (effect.type === 'page-log') {
      const failure = await ports.page(effect.path);
      if (failure !== null) send({ type: 'notice', notice: { text: failure, tone: 'bad' } });
      return;
    }
    if (session) return sessionEffect(session, effect).catch(tell);
  };

  /** Reads a log as long as nobody asks for another. */
  const explainLog = async (log: RecentLog): Promise<void> => {
    explaining?.abort();
    const own = new AbortController();
    explaining = own;
    try {
      const explanation = await ports.explainLog(log, model.session.examination?.facts ?? null, own.signal);
      if (!own.signal.aborted) send({ type: 'answer', log, explanation });
    } catch (error) {
      if (!own.signal.aborted) throw new UserError(`${log.path} cannot be read: ${(error as Error).message}`);
    }
  };

  /** A session carries out one of these at a time; what is asked for meanwhile waits for none, it is refused. */
  const oneAtATime = async (start: () => Promise<unknown>): Promise<void> => {
    if (running)
      return send({ type: 'notice', notice: { text: 'Something is still running; stop it first.', tone: 'warn' } });
    running = true;
    try {
      await start();
    } catch (error) {
      // The session told this by an event of its own.
      if (!(error instanceof UserError)) throw error;
    } finally {
      running = false;
    }
  };

  const sessionEffect = async (running: Session, effect: UiEffect): Promise<void> => {
    switch (effect.type) {
      case 'examine':
        return oneAtATime(() => running.examine());
      case 'try':
        return oneAtATime(() => running.try(effect.rung, { upx: effect.upx, rungOptions: effect.rungOptions }));
      case 'cancel':
        return running.cancel();
      case 'skip':
        return running.skip(effect.rung, 'skipped by you');
      case 'fix':
        return oneAtATime(() => running.fix(effect.problem, effect.fix));
      case 'explain': {
        const { examination } = running.state();
        if (examination) send({ type: 'explained', why: await ports.explain(examination, effect.rung) });
        return;
      }
      case 'plan':
        return send({ type: 'planned', files: await ports.plan(running, effect.rung) });
      case 'save':
        await ports.write(effect.files);
        return void (await running.save(effect.rung));
      default:
        return;
    }
  };

  return {
    model: () => model,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    send,
    drawn: (shown) => {
      seen = shown;
    },
    attach: (running) => {
      session = running;
      running.subscribe(onSessionEvent);
      if (model.leaving) return;
      carryOut({ type: 'examine' }).catch(fail);
      recall().catch(fail);
    },
    ended: ending.promise.finally(() => {
      clearInterval(clock);
      if (late) clearTimeout(late);
    }),
    leave: () => void leave(true).catch(fail),
  };
};

const imagesOf = (facts: Facts | undefined): readonly string[] => [
  ...new Set(Object.values(facts?.engines ?? {}).flatMap(({ daemon }) => daemon.images ?? [])),
];
