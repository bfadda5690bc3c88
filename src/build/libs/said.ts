const longest = 300;

/**
 * What a tool says about its failure, in one line: the one that an expert would look at first, which need not be the last.
 * @param tail the end of what it printed
 */
export const saidOfFailure = async (tail: string): Promise<string> => {
  // The signatures are a large table, and only a failure needs it.
  const { explainText } = await import('../../explain/explain.js');
  const { diagnoses, unknown } = explainText(tail);
  const line = diagnoses[0]?.excerpt ?? unknown[0]?.excerpt ?? tail.trim().split('\n').at(-1) ?? '';
  return line.slice(0, longest);
};
