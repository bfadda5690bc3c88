import type { CanaryProgram } from '../../build/canary/canary.js';
import type { CanaryResult } from '../../build/result.js';
import type { Descent } from '../../engine/descend.js';
import { formatBytes, formatDuration } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { commandLines } from '../../text/shown-command.js';

const signs: Readonly<Record<CanaryResult['outcome'], string>> = {
  passed: '+',
  failed: 'x',
  blocked: '-',
  cancelled: '!',
  timeout: '!',
};

/**
 * A climb told to a person: a line a rung with its reason, then what was saved and the one command
 * to use from now on. With `verbose` also the evidence of each decision. Pure.
 * @param savedTo file of the saved setup; null where none was saved
 * @param hasProject whether there is anything in this folder to be built
 * @param compared whether a table has told of the rungs that passed
 */
export const chooseStory = (
  descent: Descent,
  savedTo: string | null,
  verbose: boolean,
  compared: boolean,
  hasProject = true,
): string[] => {
  const { results, chosen, trace } = descent;
  const news = compared ? results.filter(({ outcome }) => outcome !== 'passed') : results;
  const lines = news.flatMap((result) => [
    `${signs[result.outcome]} ${result.rung.padEnd(13)} ${result.outcome.padEnd(9)} ${sanitizeLine(result.reason, 400)}`,
    ...proof(result).map((line) => `    ${line}`),
  ]);
  for (const { rung, why } of trace.filter(({ decision }) => decision === 'skipped')) {
    lines.push(`- ${rung.padEnd(13)} left out  ${sanitizeLine(why, 400)}`);
  }
  if (verbose) {
    lines.push('', 'How it was decided:');
    for (const { rung, decision, why, evidence } of trace) {
      lines.push(`  ${rung}: ${decision}, since ${sanitizeLine(why, 400)}`);
      for (const line of evidence) lines.push(`      ${sanitizeLine(line)}`);
    }
  }
  lines.push('');
  if (chosen === null) {
    const what = trace.length === 1 ? `${trace[0]?.rung} does not work` : 'No rung works';
    const next = results.some(({ outcome }) => outcome === 'blocked')
      ? 'musl-wizard doctor --verbose'
      : 'musl-wizard doctor';
    return [...lines, `${what} on this machine as it is. What stands in the way, and what mends it:`, `  ${next}`];
  }
  if (savedTo === null)
    return [
      ...lines,
      `Not saved: the setup of before was kept. To build by ${chosen} once, and to take it from now on:`,
      `  musl-wizard build --rung ${chosen}`,
      `  musl-wizard choose --rung ${chosen} --yes`,
    ];
  lines.push(`Saved: ${chosen}, in ${sanitizeLine(savedTo, 1000)}`);
  if (!hasProject) {
    return [
      ...lines,
      'It is for this folder, in which no project was recognised. In the folder of yours:',
      '  musl-wizard choose --yes && musl-wizard build',
    ];
  }
  return [...lines, 'Build your project by it:', '  musl-wizard build'];
};

/** What was built, where it was not the usual C program. */
export const unusual: Partial<Record<CanaryProgram, string>> = {
  cxx: 'a C++ program',
  rust: 'a Rust program',
  go: 'a Go program',
};

const proof = ({ program, artifact, ran, packed, diagnoses, logFile, outcome, durationMs }: CanaryResult): string[] => {
  const lines: string[] = [];
  if (artifact?.sizeBytes != null) {
    const parts = [
      program && unusual[program],
      artifact.linkage,
      artifact.libc,
      artifact.machine,
      formatBytes(artifact.sizeBytes),
    ];
    const run =
      ran === true ? 'ran and said what it should' : ran === false ? 'did not run as it should' : 'was not run';
    lines.push(`${parts.filter(Boolean).join(', ')}; ${run}; ${formatDuration(durationMs)}`);
  }
  if (packed) lines.push(`UPX: ${sanitizeLine(packed.reason, 400)}`);
  for (const { title, line, fixes } of diagnoses.filter(({ root }) => root)) {
    lines.push(`cause: ${sanitizeLine(title)} (line ${line} of the log)`);
    for (const command of fixes[0]?.commands ?? [])
      for (const each of commandLines(command)) lines.push(`mend:  ${each}`);
  }
  if (outcome !== 'passed' && logFile) lines.push(`log:   ${sanitizeLine(logFile, 1000)}`);
  return lines;
};
