import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { newMarkerName } from '../../src/build/scratch/scratch.js';
import { ownFolderName } from '../../src/machine/own-folder.js';
import { clearPlace, cli, environment, isScratch, killAll, makePlace, type Place, start, survivors } from './cell.js';
import type { Victim } from './victims.js';

/** What is done to the running program, at some moment of its run. */
export interface Harm {
  readonly name: string;
  readonly signals: readonly NodeJS.Signals[];
  /** Exit codes that are right; null: it was killed. */
  readonly codes: readonly (number | null)[];
}

export const harms: readonly Harm[] = [
  { name: 'kill -9', signals: ['SIGKILL'], codes: [null, 0, 1] },
  { name: 'SIGTERM', signals: ['SIGTERM'], codes: [143, 0, 1, null] },
  { name: 'SIGINT', signals: ['SIGINT'], codes: [130, 0, 1, null] },
  { name: 'SIGHUP', signals: ['SIGHUP'], codes: [130, 129, 0, 1, null] },
  { name: 'SIGSTOP, SIGCONT', signals: ['SIGSTOP', 'SIGCONT'], codes: [0, 1] },
];

/** No harm at all: the same checks must hold, and it measures how long a command takes. */
export const noHarm: Harm = { name: 'none', signals: [], codes: [0] };

export interface Harmed {
  readonly complaints: readonly string[];
  readonly durationMs: number;
}

/**
 * Harms one run, then looks at what is left: what it was writing is old or new and whole, no process runs on (a
 * kill -9 excepted, after which the next run clears up), and the next run works.
 * @param moment milliseconds after its start
 */
export const runHarm = async (harm: Harm, victim: Victim, moment: number): Promise<Harmed> => {
  const place = makePlace();
  const complaints: string[] = [];
  let durationMs = 0;
  try {
    victim.prepare?.(place);
    const { id, pid, ended, ready, says } = victim.asks ? inTerminal(victim, place) : plain(victim, place);
    await ready;
    const started = performance.now();
    if (harm.signals.length > 0) await delay(moment);
    for (const signal of harm.signals) {
      try {
        if (pid !== undefined) process.kill(pid, signal);
      } catch {
        // It was over already.
      }
      if (signal === 'SIGSTOP') await delay(30);
    }
    const end = await ended;
    durationMs = performance.now() - started;
    const say = (text: string) => complaints.push(`at ${Math.round(moment)} ms: ${text}`);
    if (!harm.codes.includes(end.code)) say(`exit code ${end.code}: ${end.said.slice(-300)}`);
    if (!says.test(end.said)) say(`did not come to the question: ${end.said.slice(-300)}`);
    if (/^\s+at .*(file:|node:)/m.test(end.said)) say('showed a stack trace');
    const killed = harm.signals.includes('SIGKILL');
    if (killed) ageOwnFolders(place);
    if (!killed && survivors(id).length > 0) say('left processes behind');
    if (!killed) for (const name of scratchIn(place)) say(`left ${name} behind`);
    for (const fault of victim.after?.(place) ?? []) say(fault);
    const next = start({ name: 'next', commands: [], codes: [] }, victim.next, place);
    const after = await next.ended;
    for (const left of [id, next.id]) {
      // A tool that was only asked something is not ended by a kill -9 of who asked; it ends by itself.
      for (let tries = 0; tries < 100 && survivors(left).length > 0; tries += 1) await delay(100);
      if (survivors(left).length > 0) say('processes run on after the next run');
      killAll(left);
    }
    if (after.code !== 0)
      say(`the next run ended with ${after.code}: ${reason(after.stdout)}${after.stderr.slice(-300)}`);
    else for (const fault of victim.healed?.(place, after.stdout) ?? []) say(`after the next run: ${fault}`);
    const clears = ['choose', 'build'].includes(victim.next[0] ?? '');
    if (clears) for (const name of scratchIn(place)) say(`the next run left ${name}`);
  } finally {
    clearPlace(place);
  }
  return { complaints, durationMs };
};

/** What a result says of itself, for a run that should have gone well. */
const reason = (stdout: string): string => /"reason": .*/.exec(stdout)?.[0] ?? '';

interface Started {
  readonly id: string;
  readonly pid: number | undefined;
  /** When the harm may begin. */
  readonly ready: Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
  /** What must have been said by the end. */
  readonly says: RegExp;
}

const plain = ({ words }: Victim, place: Place): Started => {
  const { id, pid, ended } = start({ name: 'harm', commands: [], codes: [] }, words, place);
  const end = ended.then(({ code, stdout, stderr }) => ({ code, said: stdout.slice(-300) + stderr }));
  return { id, pid, ended: end, ready: Promise.resolve(), says: /(?:)/ };
};

/** In a terminal, with yes as the answer to its question. */
const inTerminal = ({ words }: Victim, place: Place): Started => {
  const { id, env } = environment(place);
  const pty = spawn(process.execPath, [cli, ...words], { cwd: place.project, env: { ...env, TERM: 'xterm' } });
  let said = '';
  const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
    pty.onExit(({ exitCode, signal }) => resolve({ code: signal ? null : exitCode, said })),
  );
  const asked = new Promise<void>((resolve) =>
    pty.onData((text) => {
      said += text;
      if (!said.includes('Run this?')) return;
      pty.write('y\r');
      resolve();
    }),
  );
  return { id, pid: pty.pid, ended, ready: Promise.race([asked, ended.then(() => undefined)]), says: /Run this\?/ };
};

/** The folder of one look has no lock: the next run removes it once it is old, which this makes it. */
const ageOwnFolders = ({ tmp }: Place): void => {
  for (const name of readdirSync(tmp).filter((each) => ownFolderName.test(each)))
    utimesSync(join(tmp, name), new Date(0), new Date(0));
  // Killed between the making of a scratch folder and its mark, or the other way round: one without a whole mark, removed once it is old.
  for (const name of readdirSync(tmp).filter(isScratch))
    if (readdirSync(join(tmp, name)).every((each) => each === newMarkerName))
      utimesSync(join(tmp, name), new Date(0), new Date(0));
};

const scratchIn = (place: Place): string[] => readdirSync(place.tmp).filter(isScratch);
