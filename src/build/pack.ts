import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Facts } from '../facts/facts.js';
import { copyFile } from '../files/copy-file.js';
import { formatBytes } from '../text/format.js';
import type { Ran } from './processes/run-logged.js';
import type { Packed } from './result.js';
import type { Starter } from './starter.js';
import { failureOf, type StepRunner } from './step-runner.js';

export interface PackInput {
  /** The program as it was built; it stays as it is. */
  readonly program: string;
  /** Where its packed copy is to be made; it is run in that folder. */
  readonly copy: string;
  /** How the copy is started to be checked and measured; null: it is not. */
  readonly starter: Starter | null;
  readonly facts: Facts;
  readonly signal: AbortSignal;
}

/**
 * UPX's methods, the one that packs smallest first. Measured with UPX 4.2.2 on a Go program of 4.0 MiB: LZMA 1.31 MiB in
 * 3.8 s, `--best` without it 1.64 MiB in 31 s, `-9` 1.65 MiB in 4.8 s; LZMA takes longer at each start, which is reported.
 */
const methods = [['--best', '--lzma'], ['-9']] as const;
const methodMs = 120_000;

/**
 * Packs a stripped copy of a proven program with UPX, and where it may be run checks the copy and measures what packing costs
 * at start. Whether the program is static was decided before: a packed file always looks static.
 */
export const pack = async (
  runner: Pick<StepRunner, 'run'>,
  { program, copy, starter, facts, signal }: PackInput,
): Promise<Packed> => {
  const bytesBefore = statSync(program).size;
  const startMsBefore = starter && (await starter.startMs(program));
  const none = {
    bytesBefore,
    bytesStripped: null as number | null,
    bytesAfter: null,
    ran: null,
    startMsBefore,
    startMsAfter: null,
  };
  mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
  await copyFile(program, copy, { signal, follow: true });
  if (signal.aborted) return { ...none, outcome: 'refused', reason: 'It was not packed: it was interrupted.' };
  // Out of a Nix store a file comes without the right to write.
  chmodSync(copy, 0o755);
  // What symbols take, no packer saves as well; a strip that does not know the architecture changes nothing.
  const stripped = await runner.run({ name: 'strip', argv: ['strip', copy], timeoutMs: methodMs });
  const how = failureOf('strip', stripped) ? [] : ['stripped'];
  if (how.length > 0) none.bytesStripped = statSync(copy).size;
  const { upx } = facts.toolchain;
  if (!upx) return { ...none, outcome: 'missing', reason: 'It was not packed: upx is not installed.' };
  const packing = await packBest(runner, upx.path, copy);
  if ('refusal' in packing) return { ...none, outcome: 'refused', reason: `It was not packed: ${packing.refusal}` };
  how.push(packing.method);
  if (starter && !(await starter.works(copy))) {
    return {
      ...none,
      outcome: 'refused',
      reason: 'The packed program does not run here, so it was left unpacked.',
      ran: false,
    };
  }
  const startMsAfter = starter && (await starter.startMs(copy));
  const bytesAfter = statSync(copy).size;
  return {
    outcome: 'packed',
    reason: reasonOf(bytesBefore, bytesAfter, how, startMsBefore, startMsAfter),
    bytesBefore,
    bytesStripped: none.bytesStripped,
    bytesAfter,
    ran: starter && true,
    startMsBefore,
    startMsAfter,
  };
};

/** Packs a file by the first method that ends in time. */
const packBest = async (
  runner: Pick<StepRunner, 'run'>,
  upx: string,
  copy: string,
): Promise<{ readonly method: string } | { readonly refusal: string }> => {
  for (const method of methods) {
    const ran = await runner.run({ name: 'pack', argv: [upx, ...method, '-q', copy], timeoutMs: methodMs });
    if (failureOf('pack', ran) === null) return { method: `upx ${method.join(' ')}` };
    if (!ran.timedOut) return { refusal: refusal(ran) };
  }
  return { refusal: 'UPX timed out.' };
};

/** What UPX said against it, in words. From its exception names (upx.pod; src/except.h). Pure. */
export const refusal = ({ tail, code, timedOut }: Pick<Ran, 'tail' | 'code' | 'timedOut'>): string => {
  if (timedOut) return 'UPX timed out.';
  const known = causes.find(([pattern]) => pattern.test(tail));
  return known ? known[1] : `UPX failed with ${code ?? 'a signal'}.`;
};

const causes: readonly (readonly [RegExp, string])[] = [
  [/AlreadyPackedException/, 'it is already packed.'],
  [/NotCompressibleException/, 'packing would not make it smaller.'],
  [
    /CantPackException/,
    'this UPX version does not support the file layout (a newer UPX, or linking with -no-pie, may help).',
  ],
  [/UnknownExecutableFormatException/, 'UPX does not support this kind of file.'],
  [/EOFException|IOException|No space left/, 'UPX could not read or write the file.'],
];

/** The costs are from UPX's own issues: MemoryDenyWriteExecute #702, SELinux execmod #607, scanners #437. */
const reasonOf = (
  before: number,
  after: number,
  how: readonly string[],
  startBefore: number | null,
  startAfter: number | null,
): string =>
  `Packed from ${formatBytes(before)} to ${formatBytes(after)} (${how.join(', ')})${startBefore === null || startAfter === null ? '' : `; a start takes ${startAfter} ms instead of ${startBefore} ms`}. ` +
  'Packed programs share no pages between processes, do not run where memory cannot be both writable and executable, and are flagged by some virus scanners.';
