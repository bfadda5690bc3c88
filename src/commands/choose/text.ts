import type { CanaryProgram } from '../../build/canary/canary.js';
import type { CanaryResult } from '../../build/result.js';
import type { Descent } from '../../engine/descend.js';
import { provedOf, unbuiltWords } from '../../engine/proof.js';
import { plainLines } from '../../presentation/entry.js';
import { diagnosisEntries } from '../../presentation/finding.js';
import { outcomeMark, skippedMark } from '../../presentation/words.js';
import { formatBytes, formatDuration } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';

/**
 * A climb as text for a person: a line a rung with its reason, then what was saved and the one command
 * to use from now on. With `verbose` also the evidence of each decision. Pure.
 * @param savedTo file of the saved setup; null where none was saved
 * @param hasProject whether there is anything in this folder to be built
 * @param compared rungs that built the project for the table that was shown of those that passed; null: there was none
 */
export const chooseLines = (
  descent: Descent,
  savedTo: string | null,
  verbose: boolean,
  compared: readonly string[] | null,
  hasProject = true,
  words: readonly string[] = [],
): string[] => {
  const { results, chosen, trace } = descent;
  const news = compared !== null ? results.filter(({ outcome }) => outcome !== 'passed') : results;
  const lines = news.flatMap((result) => [
    `${outcomeMark[result.outcome].symbol} ${result.rung.padEnd(13)} ${outcomeMark[result.outcome].word.padEnd(9)} ${sanitizeLine(result.reason, 400)}`,
    ...proof(result).map((line) => `    ${line}`),
  ]);
  for (const { rung, why } of trace.filter(({ decision }) => decision === 'skipped')) {
    lines.push(`${skippedMark.symbol} ${rung.padEnd(13)} ${skippedMark.word.padEnd(9)} ${sanitizeLine(why, 400)}`);
  }
  if (verbose) {
    lines.push('', 'How it was decided:');
    for (const { rung, decision, why, evidence } of trace) {
      lines.push(`  ${rung}: ${decision}, since ${sanitizeLine(why, 400)}`);
      for (const line of evidence) lines.push(`      ${sanitizeLine(line)}`);
    }
  }
  lines.push('');
  const notBuiltBy = results.filter(
    ({ build, link, outcome }) => (build !== undefined || link?.outcome === 'failed') && outcome !== 'passed',
  );
  if (chosen === null && notBuiltBy.length > 0) return [...lines, ...notBuilt(notBuiltBy, words)];
  const before = trace.find(({ failedAt }) => failedAt !== undefined);
  if (chosen === null && before)
    return [
      ...lines,
      'Neither the project nor this machine has changed since these rungs failed. To see why, or once that is fixed:',
      `  musl-wizard choose --rung ${before.rung} --yes`,
    ];
  if (chosen === null) {
    const what = trace.length === 1 ? `${trace[0]?.rung} does not work` : 'No rung works';
    const next = results.some(({ outcome }) => outcome === 'blocked')
      ? 'musl-wizard doctor --verbose'
      : 'musl-wizard doctor';
    return [...lines, `${what} on this machine as it is. To see what blocks it and the fixes:`, `  ${next}`];
  }
  if (savedTo === null)
    return [
      ...lines,
      `Not saved: the earlier setup was kept. To build with ${chosen} once, or to use it from now on:`,
      `  musl-wizard build --rung ${chosen}`,
      `  musl-wizard choose --rung ${chosen} --yes`,
    ];
  lines.push(`Saved: ${chosen}, in ${sanitizeLine(savedTo, 1000)}`);
  if (!hasProject) {
    return [
      ...lines,
      "It applies to this folder, where no project was found. In your project's folder:",
      '  musl-wizard choose --yes && musl-wizard build',
    ];
  }
  const result = results.find(({ rung }) => rung === chosen);
  const unbuilt = unbuiltWords(result ? provedOf(result) : 'tools');
  return [
    ...lines,
    compared?.includes(chosen)
      ? 'The project was built with it to compare. To build it into dist-static:'
      : unbuilt === null
        ? 'The project was built with it. To put the programs into dist-static:'
        : `${unbuilt.replace(/^t/, 'T')}. To build the project:`,
    '  musl-wizard build',
  ];
};

/** Where the tools work, and the project is what was not built by them: why, and how to go on. */
const notBuilt = (results: readonly CanaryResult[], words: readonly string[]): string[] => {
  const rungs = results.map(({ rung }) => rung);
  const causes = [...new Set(results.flatMap(({ diagnoses }) => diagnoses.find(({ root }) => root)?.title ?? []))];
  const why =
    causes.length > 0
      ? `because: ${causes.map((title) => sanitizeLine(title)).join('; ')}`
      : 'and no known cause was found in its log';
  return [
    `The tools of ${rungs.join(', ')} work on this machine; the build of this project failed with ${rungs.length === 1 ? 'them' : 'each of them'}, ${why}.`,
    causes.length > 0 ? 'Once that is fixed:' : 'To build again and see what it prints:',
    `  musl-wizard ${shellQuote([causes.length > 0 ? 'choose' : 'build', '--rung', rungs.at(-1) ?? '', ...words, causes.length > 0 ? '--yes' : '--verbose'])}`,
  ];
};

/** What was built, where it was not the usual C program. */
export const unusual: Partial<Record<CanaryProgram, string>> = {
  cxx: 'a C++ program',
  rust: 'a Rust program',
  go: 'a Go program',
};

/** What the link of the libraries that a project requires proved. */
export const linkLines = ({ link }: { readonly link?: CanaryResult['link'] | undefined }): string[] => [
  ...(link?.outcome === 'passed' ? [`links what the project requires: ${link.libraries.join(', ')}`] : []),
  ...(link && link.untried.length > 0
    ? [`linking not tried: ${link.untried.map((id) => sanitizeLine(id)).join(', ')}`]
    : []),
];

const proof = ({
  program,
  artifact,
  ran,
  packed,
  build,
  link,
  diagnoses,
  logFile,
  outcome,
  durationMs,
}: CanaryResult): string[] => {
  const lines: string[] = [];
  // The project's own program is inspected, not run.
  const small = build === undefined ? '' : 'the small program ';
  if (artifact?.sizeBytes != null) {
    const parts = [
      program && unusual[program],
      artifact.linkage,
      artifact.libc,
      artifact.machine,
      formatBytes(artifact.sizeBytes),
    ];
    const run = ran === true ? 'ran as expected' : ran === false ? 'did not run as expected' : 'was not run';
    lines.push(`${parts.filter(Boolean).join(', ')}; ${small}${run}; ${formatDuration(durationMs)}`);
  }
  lines.push(...linkLines({ link }));
  if (packed)
    lines.push(`UPX${build === undefined ? '' : ' (the small program)'}: ${sanitizeLine(packed.reason, 400)}`);
  for (const root of diagnoses.filter((each) => each.root))
    lines.push(...plainLines(diagnosisEntries(root, 'musl-wizard')));
  if (outcome !== 'passed' && logFile) lines.push(`log:   ${sanitizeLine(logFile, 1000)}`);
  return lines;
};
