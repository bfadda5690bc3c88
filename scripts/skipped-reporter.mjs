// A reporter for the test runner: after the run, why tests were skipped, and how many passed, failed and were skipped.

/** What a skipped test lacks: its note ("needs nix"), else the end of a title ("... (needs nix)"), else its name. */
const lackOf = ({ note, fullName }) =>
  /^needs (.+)/.exec(note ?? '')?.[1] ?? note ?? /\(needs ([^()]+)\)/.exec(fullName)?.[1] ?? fullName;

/** Lines that say why tests were skipped, the most frequent reason first; empty if none was. */
export const skippedLines = (skipped) => {
  const counts = new Map();
  for (const test of skipped) counts.set(lackOf(test), (counts.get(lackOf(test)) ?? 0) + 1);
  const rows = [...counts].toSorted((a, b) => b[1] - a[1]);
  return rows.length === 0
    ? []
    : ['Skipped, with what they need:', ...rows.map(([lack, n]) => `${`${n}`.padStart(5)}  ${lack}`)];
};

export default class SkippedReporter {
  onTestRunEnd(modules) {
    const all = modules.flatMap(({ children }) => [...children.allTests()]);
    const results = all.map((test) => ({ fullName: test.fullName, ...test.result() }));
    const count = (wanted) => results.filter(({ state }) => state === wanted).length;
    // A test that never started, because its suite was skipped, is pending.
    const skipped = results.filter(({ state }) => state === 'skipped' || state === 'pending');
    for (const line of skippedLines(skipped)) console.log(line);
    console.log(`${count('passed')} passed, ${count('failed')} failed, ${skipped.length} skipped`);
  }
}
