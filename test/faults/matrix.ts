// `npm run faults`: the whole matrix as one table: every fault of the world, then kills at random moments (FAULT_KILLS).

import { runCell } from './cell.js';
import { faults } from './faults.js';
import { type Harm, harms, noHarm, runHarm } from './harms.js';
import { type Victim, victims } from './victims.js';

export interface Row {
  readonly fault: string;
  readonly command: string;
  readonly runs: number;
  readonly ok: boolean;
  readonly code: string;
  readonly ms: number;
  readonly complaints: readonly string[];
}

/** Runs every cell of the faults whose name fits. */
export const runFaults = async (filter: RegExp, onRow: (row: Row) => void): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const fault of faults.filter(({ name }) => filter.test(name))) {
    for (const words of fault.commands) {
      const end = await runCell(fault, words);
      const row: Row = {
        fault: fault.name,
        command: words.slice(0, 1).join(' ') || 'wizard',
        runs: 1,
        ok: end.complaints.length === 0,
        code: String(end.code ?? end.signal),
        ms: Math.round(end.durationMs),
        complaints: end.complaints,
      };
      rows.push(row);
      onRow(row);
    }
  }
  return rows;
};

/** Runs from which on it pays to measure first how long each command takes here. */
const many = 100;

/** Harms the program `runs` times at random moments: each command by each kind of harm, as evenly as it goes. */
export const runHarms = async (runs: number, filter: RegExp, onRow: (row: Row) => void): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  const spans = new Map<Victim, number>();
  const row = async (harm: Harm, victim: Victim, count: number): Promise<void> => {
    const complaints: string[] = [];
    let ms = 0;
    for (let n = 0; n < count; n += 1) {
      const harmed = await runHarm(harm, victim, spans.get(victim) ?? victim.spanMs);
      complaints.push(...harmed.complaints);
      ms += harmed.durationMs / count;
    }
    if (harm === noHarm) spans.set(victim, ms);
    const done: Row = {
      fault: harm.name,
      command: victim.name,
      runs: count,
      ok: complaints.length === 0,
      code: '',
      ms: Math.round(ms),
      complaints,
    };
    rows.push(done);
    onRow(done);
  };
  if (runs >= many) for (const victim of victims) await row(noHarm, victim, 1);
  const pairs = harms
    .flatMap((harm) => victims.map((victim) => ({ harm, victim })))
    .filter(({ harm, victim }) => filter.test(`${harm.name} ${victim.name}`));
  for (const [at, { harm, victim }] of pairs.entries()) {
    const count = Math.floor(runs / pairs.length) + (at < runs % pairs.length ? 1 : 0);
    if (count > 0) await row(harm, victim, count);
  }
  return rows;
};

export const line = ({ fault, command, runs, ok, code, ms, complaints }: Row): string =>
  `${ok ? 'ok ' : 'RED'} ${`${fault}${runs > 1 ? ` × ${runs}` : ''}`.padEnd(36)} ${command.padEnd(26)} ${code.padStart(4)} ${String(ms).padStart(6)} ms${complaints.map((each) => `\n      ${each}`).join('')}`;
