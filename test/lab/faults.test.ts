import { expect, it } from 'vitest';
import { line, runFaults, runHarms } from '../faults/matrix.js';
import { describeLab, type Need, program } from '../support/lab.js';

const root: Need = { name: 'root', met: () => process.getuid?.() === 0 };
/** Kills in one run of the suite; `npm run faults` does many more. */
const kills = Number(process.env.FAULT_KILLS ?? 20);
const filter = new RegExp(process.env.FAULT_FILTER ?? '.');

describeLab('the fault matrix', [program('gcc'), program('unshare'), program('faketime'), root], () => {
  it('has no red cell', { timeout: 1_200_000 }, async () => {
    const rows = await runFaults(filter, (row) => console.log(line(row)));
    expect(rows.filter(({ ok }) => !ok).map(line)).toEqual([]);
    console.log(`${rows.length} cells`);
  });

  it('survives harm at random moments', { timeout: 3_000_000 }, async () => {
    const rows = await runHarms(kills, filter, (row) => console.log(line(row)));
    expect(rows.filter(({ ok }) => !ok).map(line)).toEqual([]);
    console.log(`${kills} runs harmed`);
  });
});
