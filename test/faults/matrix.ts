// `npm run faults`: the whole matrix as one table: every fault of the world, then kills at random moments (FAULT_KILLS).

import { runCell } from './cell.js';
import { faults } from './faults.js';
import { type Harm, harms, runHarm } from './harms.js';

export interface Row {
  readonly fault: string;
  readonly command: string;
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

/** Harms the program `runs` times at random moments, each kind of harm in turn. */
export const runHarms = async (runs: number, onRow: (row: Row) => void): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const harm of harms) {
    const count = Math.ceil(runs / harms.length);
    const complaints: string[] = [];
    const started = performance.now();
    for (let n = 0; n < count; n += 1) complaints.push(...(await runHarm(harm as Harm)));
    const row: Row = {
      fault: `${harm.name} × ${count}`,
      command: harm.command,
      ok: complaints.length === 0,
      code: '',
      ms: Math.round((performance.now() - started) / count),
      complaints,
    };
    rows.push(row);
    onRow(row);
  }
  return rows;
};

export const line = ({ fault, command, ok, code, ms, complaints }: Row): string =>
  `${ok ? 'ok ' : 'RED'} ${fault.padEnd(36)} ${command.padEnd(8)} ${code.padStart(4)} ${String(ms).padStart(6)} ms${complaints.map((each) => `\n      ${each}`).join('')}`;
