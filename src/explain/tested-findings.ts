/** What a scan finds, but for what tests printed that then passed: of these nothing is evidence. */
import { Findings } from './findings.js';
import { stripPrefixes } from './normal-line.js';
import { testEvent } from './test-runs.js';

/** Of so many test runs that passed it is known where they stand. */
const mostPassed = 400;

export class TestedFindings {
  readonly #found = new Findings();
  /** What was found since a test run began; dropped when it passes. */
  #inTests: Findings | null = null;
  #testsFrom = 0;
  /** First and last lines of test runs that passed, the last of them. */
  readonly #passed: [number, number][] = [];

  /** Where what is found now belongs. */
  get current(): Findings {
    return this.#inTests ?? this.#found;
  }

  /** Begins, drops or keeps what is found while tests run, as a line with one of their literals says. */
  follow(raw: string, literal: string, lineNumber: () => number): void {
    const event = testEvent(raw.trim(), literal) ?? testEvent(stripPrefixes(raw), literal);
    if (event === null || (event === 'start' && this.#inTests)) return;
    if (event === 'start') this.#testsFrom = lineNumber();
    else if (this.#inTests || event === 'probe') this.#finish(event === 'fail', lineNumber());
    else return;
    this.#inTests = new Findings();
  }

  #finish(hasFailed: boolean, line: number): void {
    if (this.#inTests !== null) {
      if (hasFailed) this.#found.add(this.#inTests);
      // The line that says so may be the last word of the log.
      else this.#passed.push([this.#testsFrom, line - 1]);
      if (this.#passed.length > mostPassed) this.#passed.shift();
    }
    // Other tests may run beside this one or after it; what no passing test follows counts at the end.
    this.#testsFrom = line;
  }

  /** All that was found, and of a test run that was not finished what it printed. */
  end(): Findings {
    if (this.#inTests !== null) this.#found.add(this.#inTests);
    return this.#found;
  }

  /** Whether a line was printed by tests that passed. */
  isOfPassed(line: number): boolean {
    return this.#passed.some(([from, to]) => line >= from && line <= to);
  }
}
