// `npm run faults`: the whole matrix as one table: every fault of the environment, then kills at random moments (FAULT_KILLS).

import { type Fault, runCell } from './cell.js';
import { faults } from './faults.js';
import { type Harm, harms, noHarm, runHarm } from './harms.js';
import { type Victim, victims } from './victims.js';
import { runWizardCell } from './wizard-cell.js';

export interface Row {
  readonly fault: string;
  readonly command: string;
  readonly runs: number;
  readonly ok: boolean;
  readonly code: string;
  readonly ms: number;
  readonly complaints: readonly string[];
}

/** Runs every cell of the faults whose name fits, two faults at a time; the long run has more of the wizard. */
export const runFaults = async (filter: RegExp, long: boolean, onRow: (row: Row) => void): Promise<readonly Row[]> => {
  const chosen = faults.filter(({ name }) => filter.test(name));
  const rows: Row[][] = chosen.map(() => []);
  const waiting = chosen.entries();
  const worker = async () => {
    for (const [at, fault] of waiting) {
      for (const words of commandsOf(fault, long)) {
        const row = await rowOf(fault, words);
        rows[at]?.push(row);
        onRow(row);
      }
    }
  };
  await Promise.all([worker(), worker()]);
  return rows.flat();
};

const terminal = 'in a terminal';
type Words = Fault['commands'][number] | typeof terminal;

const commandsOf = ({ commands, wizard }: Fault, long: boolean): readonly Words[] =>
  wizard === 'always' || (long && wizard === 'long') ? [...commands, terminal] : commands;

const rowOf = async (fault: Fault, words: Words): Promise<Row> => {
  const end = words === terminal ? await runWizardCell(fault) : await runCell(fault, words);
  return {
    fault: fault.name,
    command: words === terminal ? 'wizard, in a terminal' : (words[0] ?? 'wizard'),
    runs: 1,
    ok: end.complaints.length === 0,
    code: String(end.code ?? end.signal),
    ms: Math.round(end.durationMs),
    complaints: end.complaints,
  };
};

/** Whether it pays to measure first how long each command takes here. */
export const isLong = (runs: number): boolean => runs >= 100;

/** The nth moment of a run, as a part of 0 to 1, spread evenly however many there are: the golden ratio's sequence. */
const partOf = (n: number): number => (n * 0.618_033_988_75) % 1;

/**
 * Harms the program `runs` times: each command by each kind of harm, as evenly as it goes. A long run picks its moments
 * at random; a short one, which is a test, always the same.
 */
export const runHarms = async (runs: number, filter: RegExp, onRow: (row: Row) => void): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  const spans = new Map<Victim, number>();
  const row = async (harm: Harm, victim: Victim, count: number): Promise<void> => {
    const complaints: string[] = [];
    let ms = 0;
    for (let n = 0; n < count; n += 1) {
      const part = isLong(runs) ? Math.random() : partOf(rows.length + n + 1);
      const harmed = await runHarm(harm, victim, part * (spans.get(victim) ?? victim.spanMs));
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
  if (isLong(runs)) for (const victim of victims) await row(noHarm, victim, 1);
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

/** The results as a page of Markdown. */
export const page = (cells: readonly Row[], runs: readonly Row[]): string => {
  const red = [...cells, ...runs].filter(({ ok }) => !ok);
  const harmed = runs.filter(({ fault }) => fault !== noHarm.name);
  const count = harmed.reduce((sum, each) => sum + each.runs, 0);
  const kinds = [...new Set(harmed.map(({ fault }) => fault))];
  const commands = [...new Set(harmed.map(({ command }) => command))];
  const at = (fault: string, command: string) =>
    harmed.find((each) => each.fault === fault && each.command === command);
  const cellText = (row: Row | undefined) => (row ? `${row.runs} ${row.ok ? 'ok' : 'RED'}` : '');
  return `# The fault matrix

For security reviewers, and for whoever wonders how the program behaves on a broken machine.

Generated by \`npm run faults\` (\`test/faults\`): ${new Set(cells.map(({ fault }) => fault)).size} faulty environments in ${cells.length} cells, and ${count} runs
interrupted at a random moment. ${red.length === 0 ? 'All are ok.' : `RED: ${red.length}.`}

A cell is ok if the exit code and the message are correct, there is no stack trace and no foreign control character, the
terminal is restored, no process and no scratch folder is left over, and the previously saved setup is intact.

If the exit code is a signal, Node itself could not start: below about ten processes or 64 MiB it aborts, or waits for
threads forever, before the first line of this program runs. \`musl-wizard snapshot --script\` reads such a machine with only a
shell.

## Faulty environments

| fault | command | exit code | ms | |
|---|---|---|---|---|
${cells.map(({ fault, command, code, ms, ok }) => `| ${fault} | ${command} | ${code} | ${ms} | ${ok ? 'ok' : 'RED'} |`).join('\n')}

## Interrupted at a random moment

The number of runs for each command and interruption. After each run, the file that the command was writing is the old or the
new one, never partial, the next run works and removes leftovers of a kill, and after a fix or an undo, \`undo\` restores the
machine.

| command | ${kinds.join(' | ')} |
|---|${kinds.map(() => '---').join('|')}|
${commands.map((command) => `| ${command} | ${kinds.map((kind) => cellText(at(kind, command))).join(' | ')} |`).join('\n')}
`;
};
