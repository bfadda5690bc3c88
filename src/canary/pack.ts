import { chmodSync, copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Facts } from '../facts/facts.js';
import { formatBytes } from '../text/format.js';
import { type Course, failureOf } from './course.js';
import type { Place } from './plan.js';
import type { Packed } from './result.js';
import type { Ran } from './run-logged.js';

/** Starts whose median is told, before and after. */
const starts = 5;

/**
 * Packs a copy of the proven program with UPX, runs the copy, and measures what packing costs at
 * start. Whether the program is static was settled before: a packed file always looks static.
 */
export const pack = async (
  course: Course,
  place: Place,
  facts: Facts,
  expected: string,
  signal: AbortSignal,
): Promise<Packed> => {
  const bytesBefore = statSync(place.output).size;
  const none = { bytesBefore, bytesAfter: null, ran: null, startMsBefore: null, startMsAfter: null };
  const { upx } = facts.toolchain;
  if (!upx) return { ...none, outcome: 'missing', reason: 'It was not packed: upx is not installed.' };
  const packed = join(place.scratch, 'packed');
  copyFileSync(place.output, packed);
  // Out of a Nix store a file comes without the right to write.
  chmodSync(packed, 0o755);
  const ran = await course.run({ name: 'pack', argv: [upx.path, '--best', '-q', packed] });
  if (failureOf('pack', ran)) return { ...none, outcome: 'refused', reason: `It was not packed: ${refusal(ran)}` };
  const run = await course.run({ name: 'run packed', argv: [packed], timeoutMs: 30_000 });
  if (failureOf('run packed', run) || run.tail !== expected) {
    return { ...none, outcome: 'refused', reason: 'Packed it does not run here; it stays unpacked.', ran: false };
  }
  const startMsBefore = await medianStart(place.output, signal);
  const startMsAfter = await medianStart(packed, signal);
  const bytesAfter = statSync(packed).size;
  return {
    outcome: 'packed',
    reason: reasonOf(bytesBefore, bytesAfter, startMsBefore, startMsAfter),
    bytesBefore,
    bytesAfter,
    ran: true,
    startMsBefore,
    startMsAfter,
  };
};

/** What UPX said against it, in words. From its exception names (upx.pod; src/except.h). Pure. */
export const refusal = ({ tail, code, timedOut }: Pick<Ran, 'tail' | 'code' | 'timedOut'>): string => {
  if (timedOut) return 'UPX did not end in time.';
  const known = causes.find(([pattern]) => pattern.test(tail));
  return known ? known[1] : `UPX ended with ${code ?? 'a signal'}.`;
};

const causes: readonly (readonly [RegExp, string])[] = [
  [/AlreadyPackedException/, 'it is packed already.'],
  [/NotCompressibleException/, 'packing would not make it smaller.'],
  [
    /CantPackException/,
    'this UPX does not understand the layout of the file (a newer UPX, or a link with -no-pie, may help).',
  ],
  [/UnknownExecutableFormatException/, 'UPX does not know this kind of file.'],
  [/EOFException|IOException|No space left/, 'UPX could not read or write the file.'],
];

/** The costs are from UPX's own issues: MemoryDenyWriteExecute #702, SELinux execmod #607, scanners #437. */
const reasonOf = (before: number, after: number, startBefore: number | null, startAfter: number | null): string =>
  `Packed from ${formatBytes(before)} to ${formatBytes(after)}; a start takes ${startAfter} ms instead of ${startBefore} ms. ` +
  'Packed programs share no pages between processes, are refused where memory may not be both written and executed, and alarm some virus scanners.';

/** Median wall time of a start, in milliseconds with one decimal; what starting a process costs by itself is in both. */
const medianStart = async (program: string, signal: AbortSignal): Promise<number | null> => {
  const times: number[] = [];
  for (let n = 0; n < starts && !signal.aborted; n += 1) {
    const started = performance.now();
    await execa(program, { stdio: 'ignore', reject: false, timeout: 10_000, env: {}, extendEnv: false });
    times.push(performance.now() - started);
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
  return median === undefined ? null : Math.round(median * 10) / 10;
};
