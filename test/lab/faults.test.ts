import { writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { isLong, line, page, type Row, runFaults, runHarms } from '../faults/matrix.js';
import { describeLab, program, root } from '../support/lab.js';

/** Kills in one run of the suite; `npm run faults` does many more. */
const kills = Number(process.env.FAULT_KILLS ?? 14);
const filter = new RegExp(process.env.FAULT_FILTER ?? '.');

describeLab('the fault matrix', [program('gcc'), program('unshare'), program('faketime'), root], () => {
  let cells: readonly Row[] = [];
  let runs: readonly Row[] = [];

  it('has no red cell', { timeout: 1_200_000 }, async () => {
    cells = await runFaults(filter, isLong(kills), (row) => console.log(line(row)));
    console.log(`${cells.length} cells`);
    expect(cells.filter(({ ok }) => !ok).map(line)).toEqual([]);
  });

  it('survives harm at any moment', { timeout: 3_000_000 }, async () => {
    runs = await runHarms(kills, filter, (row) => console.log(line(row)));
    console.log(`${kills} runs harmed`);
    expect(runs.filter(({ ok }) => !ok).map(line)).toEqual([]);
  });

  afterAll(() => {
    const { FAULT_TABLE } = process.env;
    if (FAULT_TABLE) writeFileSync(FAULT_TABLE, page(cells, runs));
  });
});
