/**
 * Whether a log ends by saying that all went well. Whatever it reported before did not stop the build then: steps with
 * `|| true`, tests that print errors, tools that were looked for and not found.
 */
import { errorLinePatterns } from './error-lines.js';
import type { Hit } from './findings.js';
import { normalLine } from './normal-line.js';

/** Each is the last word of a whole build or test run, not of one of its steps. */
const successes: readonly RegExp[] = [
  // Docker, Buildah, Podman, BuildKit
  /^Successfully (?:tagged|built) \S/,
  /^(?:=> )?(?:=> )?(?:naming to|writing image|exporting manifest) \S.* done\b/,
  // Cargo, Gradle, Maven, CMake, Meson, autoconf, ninja, CI
  /^Finished (?:`?\w+`? |release |dev |test |bench ).*(?:target\(s\)|profile)/,
  /^(?:\[INFO\] )?BUILD SUCCESS(?:FUL)?\b/,
  /^-- Build files have been written to: /,
  /^Found ninja-\S+ at /,
  /^configure: exit 0$/,
  /^ninja: no work to do\.$/,
  /^(?:Process completed with exit code 0|\+\+\+ exited with 0 \+\+\+|Job succeeded)/,
  // Tests
  /^100% tests passed, 0 tests failed/,
  /^OK(?: \((?:skipped|expected failures).*\))?$/,
  /^(?:=+ )?\d+ passed(?!.*\b(?:failed|errors?)\b).* in [\d.]+s/,
  /^\u2139 fail 0$/,
  /^Fail: +0\s*$|^# FAIL: +0$/,
  /^(?:ok\s+\S+\s+(?:[\d.]+s|\(cached\))|PASS)$/,
  /^All tests successful\.|^Result: PASS$/,
  // nix-build gives the path of what it built
  /^\/nix\/store\/[a-z0-9]{32}-[\w+.?=-]{1,200}$/,
];
const leaves = /^\S{0,80}make(?:\[\d{1,4}\])?: Leaving directory /;

/** How TAP of any producer ends: all of the plan ran, and no test failed that is not known to. Null where it did not. */
const endOfTap = (tail: readonly Hit[]): RegExp | null => {
  const said = tail.map(({ text }) => text.trim());
  const planned = said.map((text) => /^1\.\.(\d{1,6})(?: |$)/.exec(text)?.[1]).findLast((count) => count !== undefined);
  const isBad = said.some((text) => /^not ok \d(?!.* # (?:TODO|SKIP)\b)/i.test(text));
  const last = new RegExp(`^(?:not )?ok ${planned}\\b`);
  const isWhole = planned !== undefined && !isBad && said.some((text) => last.test(text));
  return isWhole ? new RegExp(`^(?:(?:not )?ok ${planned}\\b|1\\.\\.${planned}$)`) : null;
};
/** Counts of automake's summary that stand below the one of failures. */
const noError = /^# ERROR: +0$/;
const isDerivation = /\.drv$/;
/** The list of what was to be built is indented, and no result. */
const isListed = /^\s+\/nix\/store\//;
/** Summaries and closing remarks may stand behind the word of success. */
const lastLines = 12;

/** The line that says it, if nothing after it speaks of an error; else null. Pure. */
export const endsWellAt = (tail: readonly Hit[]): number | null => {
  const end = tail
    .filter(({ text }) => text.trim() !== '')
    .slice(-lastLines)
    .map(({ line, text }) => ({ line, said: isListed.test(text) ? '' : normalLine(text) }));
  const last = end.at(-1);
  // Make says of each target that failed that it did.
  if (last && leaves.test(last.said) && !tail.some(({ text }) => /make(?:\[\d{1,4}\])?: \*\*\* /.test(text)))
    return last.line;
  const tapEnds = endOfTap(tail);
  for (const { line, said } of end.toReversed()) {
    if (tapEnds?.test(said)) return line;
    if (successes.some((pattern) => pattern.test(said)) && !isDerivation.test(said)) return line;
    if (noError.test(said)) continue;
    if (errorLinePatterns.some((pattern) => pattern.test(said))) return null;
    if (
      /^# (?:ERROR|XPASS): +[1-9]|^(?:\S{1,80}: )?(?:error|fatal|failed|cannot|killed|terminated)\b|\bexit (?:code|status):? [1-9]/i.test(
        said,
      )
    )
      return null;
  }
  return null;
};
