/** What a makefile gives to `go build` that changes the program: build tags, and values of its variables. */
export interface GoWords {
  readonly tags: readonly string[];
  /** As behind -X: `main.version=1.2.3`. */
  readonly values: readonly string[];
}

const limits = { commands: 200, args: 200 };

/**
 * What every `go build` among commands has in common: tags and values that only one of several programs is given are
 * left to it. Pure.
 * @param commands what `make -n` printed
 */
export const goWordsIn = (commands: string): GoWords => {
  const builds = commands
    .replaceAll('\\\n', ' ')
    .split(/\n|&&|;/)
    .slice(0, limits.commands)
    .flatMap((line) => {
      const args = shellWords(line);
      const at = args.findIndex(
        (word, nth) => /(?:^|\/)go$/.test(word) && /^(?:build|install)$/.test(args[nth + 1] ?? ''),
      );
      return at < 0 ? [] : [args.slice(at + 2)];
    });
  const common = (read: (args: readonly string[]) => readonly string[]): readonly string[] => {
    const [first = [], ...others] = builds.map(read);
    return first.filter((word) => others.every((other) => other.includes(word)));
  };
  return {
    tags: common(tagsIn),
    values: common((args) =>
      flag(args, 'ldflags')
        .flatMap((flags) => flag(shellWords(flags), 'X'))
        .filter(isValue),
    ),
  };
};

/** The build tags among words of `go build`. Pure. */
export const tagsIn = (args: readonly string[]): string[] =>
  flag(args, 'tags')
    .flatMap((tags) => tags.split(/[\s,]+/))
    .filter(isTag);

/** The same words of `go build`, with what a makefile gives it. Pure. */
export const withGoWords = (argv: readonly string[], { tags, values }: GoWords): string[] => {
  const given = argv.find((word) => word.startsWith('-tags='));
  const all = [...(given?.slice('-tags='.length).split(',') ?? []), ...tags];
  const args = argv.flatMap((word) => {
    if (word === given) return [];
    if (!word.startsWith('-ldflags=')) return [word];
    return [[word, ...values.map((value) => `-X '${value}'`)].join(' ')];
  });
  const at = args.findIndex((word) => word.startsWith('-ldflags='));
  return all.length === 0 ? args : args.toSpliced(at, 0, `-tags=${all.join(',')}`);
};

/** The values of a flag, given as `-name value`, `-name=value` or with two dashes. */
const flag = (args: readonly string[], name: string): string[] =>
  args.flatMap((word, nth) => {
    const [, given, value] = /^--?(\w+)(?:=(.*))?$/s.exec(word) ?? [];
    return given === name ? [value ?? args[nth + 1] ?? ''] : [];
  });

// Source: `go help buildconstraint`; go/build/constraint.
const isTag = (word: string): boolean => /^[\p{L}\p{N}_.]{1,64}$/u.test(word);
// cmd/internal/quoted knows no escape within quotes.
const isValue = (word: string): boolean => /^[\w./-]{1,200}=[^'"\n\0]{0,400}$/.test(word);

/** The words of a command as a shell splits it; what a shell would compute stays as it stands. */
const shellWords = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/g)]
    .slice(0, limits.args)
    .map(([word]) =>
      word.replace(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
        (_, single?: string, double?: string, escaped?: string) =>
          single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
      ),
    );
