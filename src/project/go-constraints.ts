/** For which systems a Go file is. Sources: `go help buildconstraint`, go/build/syslist.go. */

const systems =
  'aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos';
const ofOthers = new RegExp(`^(?:${systems})$`);
const suffix = new RegExp(`_(?:${systems})(?:_[a-z0-9]+)?\\.go$`);
const maxTokens = 200;

/** Whether a tag may hold in a build for Linux; of an architecture, a version or a tag of the project's own it is not known. */
const mayHold = (tag: string): boolean => !ofOthers.test(tag);
const mayFail = (tag: string): boolean => !/^(?:linux|unix|cgo|gc)$/.test(tag);

/**
 * Whether an expression as behind `//go:build` may hold for Linux. What cannot be read may. Pure.
 * @param negated whether it is asked whether it may not hold
 */
const expressionMayHold = (tokens: string[], negated = false): boolean => {
  const operand = (not: boolean): boolean => {
    const token = tokens.shift();
    if (token === '!') return operand(!not);
    if (token === '(') {
      const value = either(not);
      tokens.shift();
      return value;
    }
    return token === undefined || (not ? mayFail(token) : mayHold(token));
  };
  const joined = (word: string, next: (not: boolean) => boolean, all: boolean, not: boolean): boolean => {
    const values = [next(not)];
    while (tokens[0] === word) {
      tokens.shift();
      values.push(next(not));
    }
    // Of a denied `and` one part must fail, of a denied `or` all.
    return all !== not ? values.every(Boolean) : values.some(Boolean);
  };
  const both = (not: boolean): boolean => joined('&&', operand, true, not);
  const either = (not: boolean): boolean => joined('||', both, false, not);
  return either(negated);
};

const tokensOf = (expression: string): string[] =>
  [...expression.matchAll(/&&|\|\||[!()]|[\p{L}\p{N}_.]+/gu)].slice(0, maxTokens).map(([token]) => token);

/** Whether a file may be built for Linux, by its name and its constraint. Pure. */
export const isFileForLinux = (path: string, text: string): boolean => {
  const expression = /^\/\/go:build[ \t]+([^\n]{1,400})$/m.exec(text)?.[1];
  return !suffix.test(path) && (expression === undefined || expressionMayHold(tokensOf(expression)));
};

/** Whether a line `#cgo CONDITION LDFLAGS:` holds for Linux: words of which one must, with commas where all must. Pure. */
export const isConditionForLinux = (condition: string): boolean => {
  const words = condition.trim().split(/\s+/).filter(Boolean);
  return (
    words.length === 0 ||
    words.some((word) => word.split(',').every((tag) => (tag.startsWith('!') ? mayFail(tag.slice(1)) : mayHold(tag))))
  );
};
