import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearPlace, isScratch, killAll, makePlace, type Place, start, survivors } from './cell.js';

/** What is done to the running program, at a moment that chance picks. */
export interface Harm {
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly signals: readonly NodeJS.Signals[];
  /** Exit codes that are right; null: it was killed. */
  readonly codes: readonly (number | null)[];
  /** The run takes about this long undisturbed, in milliseconds: the moment is picked within it. */
  readonly spanMs: number;
}

const choose = ['choose', '--yes', '--json', '--rung', 'glibc-static'] as const;
const of = (name: string, signals: readonly NodeJS.Signals[], codes: readonly (number | null)[]): Harm[] => [
  { name, signals, codes, command: 'doctor', words: ['doctor', '--json'], spanMs: 700 },
  { name, signals, codes, command: 'choose', words: choose, spanMs: 800 },
];

export const harms: readonly Harm[] = [
  ...of('kill -9', ['SIGKILL'], [null, 0, 1]),
  ...of('SIGTERM', ['SIGTERM'], [143, 0, 1, null]),
  ...of('SIGINT', ['SIGINT'], [130, 0, 1, null]),
  ...of('SIGHUP', ['SIGHUP'], [130, 129, 0, 1, null]),
  ...of('SIGSTOP, SIGCONT', ['SIGSTOP', 'SIGCONT'], [0, 1]),
];

/**
 * Harms one run, then looks at what is left: the saved setup must be whole, no process may run on
 * (a kill -9 excepted, after which the next run clears up), and the next run must work as ever.
 * @returns complaints; empty when all is well
 */
export const runHarm = async (harm: Harm): Promise<string[]> => {
  const place = makePlace();
  const complaints: string[] = [];
  try {
    const { id, pid, ended } = start({ name: harm.name, commands: [], codes: [] }, harm.words, place);
    const moment = Math.random() * harm.spanMs;
    await new Promise((resolve) => setTimeout(resolve, moment));
    for (const signal of harm.signals) {
      try {
        if (pid !== undefined) process.kill(pid, signal);
      } catch {
        // It was over already.
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    const end = await ended;
    const say = (text: string) => complaints.push(`at ${Math.round(moment)} ms: ${text}`);
    if (!harm.codes.includes(end.code)) say(`exit code ${end.code} (${end.signal}): ${end.stderr.slice(-200)}`);
    if (/^\s+at .*(file:|node:)/m.test(end.stderr)) say('showed a stack trace');
    const killed = harm.signals.includes('SIGKILL');
    if (!killed && survivors(id).length > 0) say('left processes behind');
    for (const fault of brokenSettings(place)) say(fault);
    if (!killed) for (const name of scratchIn(place)) say(`left ${name} behind`);
    killAll(id);
    const after = await next(place);
    for (const complaint of after) say(`the next run: ${complaint}`);
    for (const name of scratchIn(place)) say(`the next run left ${name}`);
  } finally {
    clearPlace(place);
  }
  return complaints;
};

const next = async (place: Place): Promise<string[]> => {
  const { id, ended } = start({ name: 'after', commands: [], codes: [] }, choose, place);
  const end = await ended;
  killAll(id);
  if (end.code !== 0) return [`ended with ${end.code}: ${end.stderr.slice(-300)}`];
  const { savedTo } = JSON.parse(end.stdout) as { savedTo: string | null };
  if (savedTo === null) return ['saved nothing'];
  return [];
};

const scratchIn = (place: Place): string[] => readdirSync(place.tmp).filter(isScratch);

/** Settings files that are not whole: a write that was cut must leave the old one or none. */
const brokenSettings = (place: Place): string[] => {
  let names: string[];
  try {
    names = readdirSync(join(place.config, 'musl-wizard'));
  } catch {
    return [];
  }
  return names
    .filter((name) => /^(project-|machine).*\.json$/.test(name))
    .flatMap((name) => {
      try {
        JSON.parse(readFileSync(join(place.config, 'musl-wizard', name), 'utf8'));
        return [];
      } catch (error) {
        return [`${name} is broken: ${(error as Error).message}`];
      }
    });
};
