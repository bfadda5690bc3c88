/** A test that was skipped: its titles, and the note that it was skipped with. */
interface SkippedTest {
  readonly fullName: string;
  readonly note?: string | undefined;
}

export function skippedLines(skipped: readonly SkippedTest[]): string[];
