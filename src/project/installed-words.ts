/**
 * The files that `make install` names, by its dry run: words of the commands that plain `make` would not start.
 * What is installed is among them, beside much else. Pure.
 * @param install what `make -n install` printed
 * @param again what `make -n` printed once everything was built
 */
export const installedWords = (install: string, again: string): string[] => {
  const known = new Set(again.split('\n').map((line) => line.trim()));
  const words = install
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => !known.has(line.trim()))
    .flatMap((line) => line.split(/[\s'"`;()=|&<>]+/));
  return [...new Set(words)].filter((word) => word !== '' && !word.startsWith('-')).slice(0, maxWords);
};

const maxWords = 20_000;

// At the start of a line or of a command behind && ; | or a bracket; variables may be set before it.
const command =
  /(?:^|&&|\|\|?|[;(`])[ \t@+-]*(?:(?:then|do|else|if|while|until|exec|!)[ \t]+)*(?:\w+=\S*[ \t]+)*((?:\.{0,2}\/)?[\w.+-]+(?:\/[\w.+-]+)*)/gm;

/** The programs that commands start by a path, as `./gen` or `tools/gen`: what the machine has is started by name. Pure. */
export const startedBy = (commands: string): string[] => {
  const text = commands.replaceAll('\\\n', ' ');
  const words = [...text.matchAll(command)].map(([, word = '']) => word);
  return [...new Set(words.filter((word) => word.includes('/')))].slice(0, maxWords);
};
