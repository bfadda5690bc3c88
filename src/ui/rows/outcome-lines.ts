import { isStatic } from '../../artifact/artifact.js';
import { usageOf } from '../../build/canary/usage.js';
import type { CanaryResult } from '../../build/result.js';
import { bar } from '../../presentation/bar.js';
import { diagnosisEntries } from '../../presentation/finding.js';
import { blank, column, hanging, type Line, line, paragraph, span } from '../../presentation/line.js';
import { outcomeMark } from '../../presentation/words.js';
import { wrapEntries } from '../../presentation/wrap.js';
import type { RungId } from '../../rungs/registry.js';
import { formatBytes, formatDuration } from '../../text/format.js';

/** What a try showed: what was built and what it is, or why not. */
export const outcomeLines = (
  result: CanaryResult,
  results: readonly CanaryResult[],
  width: number,
  program = 'musl-wizard',
): Line[] => (result.outcome === 'passed' ? passedLines(result, results, width) : failedLines(result, width, program));

const headline = (result: CanaryResult, width: number): Line[] => {
  const mark = outcomeMark[result.outcome];
  return [
    line(`${mark.symbol} ${result.rung} ${mark.word}`, mark.tone),
    ...paragraph(result.reason, width, 'plain', 2),
  ];
};

const passedLines = (result: CanaryResult, results: readonly CanaryResult[], width: number): Line[] => {
  const { artifact, packed } = result;
  const check = (holds: boolean | null, yes: string, no: string, open: string): Line[] =>
    holds === null
      ? hanging([span('? ', 'warn')], open, width)
      : holds
        ? hanging([span('✓ ', 'good')], yes, width)
        : hanging([span('✗ ', 'bad')], no, width);
  const subject = result.build === undefined ? 'It' : 'The small program';
  const staticLinkage = artifact?.linkage ? isStatic(artifact) : null;
  return [
    ...headline(result, width),
    blank,
    ...check(
      staticLinkage,
      'Static: it needs no shared library and no loader',
      'Not static',
      'Unknown whether it is static',
    ),
    ...(artifact?.libc && artifact.libc !== 'unknown'
      ? hanging([span('✓ ', 'good')], `C library: ${artifact.libc}, for ${artifact.machine ?? 'this machine'}`, width)
      : []),
    // What the project's own program does is not known, so only the small one is run and packed.
    ...check(
      result.ran,
      `${subject} ran here and printed the expected output`,
      `${subject} did not run here`,
      `${subject} was not run here`,
    ),
    ...(packed ? packedLines(packed, width, result.build === undefined ? '' : ' (the small program)') : []),
    ...(artifact?.runtimeNeeds ?? []).flatMap(({ what, why }) =>
      hanging([span('! ', 'warn')], `Needs ${what} at run time: ${why}`, width),
    ),
    blank,
    ...sizeLines(results, result.rung, width),
    blank,
    line(`Took ${formatDuration(result.durationMs)}${usageOf(result)}.`, 'quiet'),
  ];
};

const packedLines = (packed: NonNullable<CanaryResult['packed']>, width: number, of: string): Line[] => {
  if (packed.outcome !== 'packed') return hanging([span('- ', 'warn')], `Not packed: ${packed.reason}`, width);
  const { bytesBefore, bytesAfter, startMsBefore, startMsAfter } = packed;
  const sizes =
    bytesBefore !== null && bytesAfter !== null
      ? `: ${formatBytes(bytesBefore)} became ${formatBytes(bytesAfter)}`
      : '';
  const starts =
    startMsBefore !== null && startMsAfter !== null
      ? `; it starts in ${formatDuration(startMsAfter)} instead of ${formatDuration(startMsBefore)}`
      : '';
  return hanging([span('✓ ', 'good')], `Packed with UPX${of}${sizes}${starts}`, width);
};

/** Sizes of what the rungs built, as bars beside each other. */
const sizeLines = (results: readonly CanaryResult[], here: RungId, width: number): Line[] => {
  const built = results.flatMap(({ rung, artifact, packed: small, build }) => {
    const packed = build === undefined ? small : null;
    return [
      ...(artifact?.sizeBytes
        ? [{ rung, label: rung as string, bytes: packed?.bytesBefore ?? artifact.sizeBytes }]
        : []),
      ...(packed?.bytesAfter ? [{ rung, label: '  packed', bytes: packed.bytesAfter }] : []),
    ];
  });
  const most = Math.max(...built.map(({ bytes }) => bytes), 0);
  const barWidth = Math.max(4, Math.min(40, width - 28));
  return built.map(({ rung, label, bytes }) => [
    span(column(label, 14), rung === here ? 'strong' : 'plain'),
    span(`${formatBytes(bytes).padStart(9)}  `),
    span(bar(bytes, most, barWidth), rung === here ? 'good' : 'quiet'),
  ]);
};

const failedLines = (result: CanaryResult, width: number, program: string): Line[] => {
  const [root, ...others] = result.diagnoses;
  const lastStep = result.steps.at(-1);
  return [
    ...headline(result, width),
    ...(root ? [blank, ...wrapEntries(diagnosisEntries(root, program), width)] : []),
    ...(others.length > 0 ? [blank, line('Other errors in the log', 'quiet')] : []),
    ...others.slice(0, 3).flatMap((other) => hanging([span('- ', 'quiet')], other.title, width)),
    ...(lastStep && !root
      ? [
          blank,
          ...hanging(
            [span('last step  ', 'quiet')],
            `${lastStep.name}, exit code ${lastStep.code ?? 'none (ended by a signal)'}`,
            width,
          ),
        ]
      : []),
    ...(result.logFile ? [blank, ...hanging([span('log   ', 'quiet')], result.logFile, width, 'quiet')] : []),
  ];
};
