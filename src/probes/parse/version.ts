/**
 * The first thing in a program's output that looks like a version: "cc (Debian 12.2.0-14) 12.2.0"
 * gives 12.2.0, from outside of the brackets where there is one.
 */
export const findVersion = (output: string | null): string | null => {
  if (!output) return null;
  const line = output
    .slice(0, 2000)
    .split('\n')
    .find((text) => /\d\.\d/.test(text));
  if (!line) return null;
  const bare = line.replace(/\([^()]*\)/g, ' ');
  return versionIn(bare) ?? versionIn(line);
};

const versionIn = (text: string): string | null =>
  /(?:^|[^\w.])(?:go|v)?(\d{1,6}(?:\.\d{1,9}){1,3}(?:[-+~]?[A-Za-z][\w.]{0,30})?)/.exec(text)?.[1] ?? null;
