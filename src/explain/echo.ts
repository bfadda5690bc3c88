/**
 * Commands that a log only repeats. What such a line says is the text of a script, not what
 * happened: `|| echo "not static"` stands there also where the file is static.
 */

const instruction = '(?:RUN|COPY|ADD|CMD|ENTRYPOINT|ENV|ARG|LABEL|HEALTHCHECK|SHELL|VOLUME)';

const echoes: readonly RegExp[] = [
  // Docker's own builder, Buildah and Podman: "Step 3/9 : RUN", "[1/2] STEP 3/9: RUN"
  new RegExp(`^(?:\\[\\d{1,3}/\\d{1,3}\\] )?STEP \\d{1,4}(?:/\\d{1,4})? ?: ${instruction} `, 'i'),
  // BuildKit: "[build 3/9] RUN", "=> ERROR [build 3/9] RUN"
  new RegExp(`^(?:=> )?(?:CACHED |ERROR |CANCELED )?\\[[^\\]]{1,80}\\] ${instruction} `),
  // Lines of a source file: "  3 |     # comment" and "  4 | >>> RUN" of BuildKit, "   83 |    f(x);" of a compiler
  /^\d{1,6} \|(?: >>>| {2}| #| ?$)/,
  // CMake's trace, Nix's -vv
  /^\/\S{1,300}\(\d{1,6}\): {1,8}\w{1,60}\(/,
  /^using builder args '/,
  // What was typed at a prompt
  /^(?:\[?[\w.-]{1,40}@[\w.-]{1,60}(?:[: ]\S{0,200})?[$#%]|\[[\w.-]{1,40}@[\w.-]{1,60} \S{1,200}\][$#%]|[$❯]) \S/,
  // cargo -v
  /^Running '\S.*'$/,
  // What `sh -x` is about to do; GitHub shows scripts in a colour of their own, see escape-filter.ts
  /^\+{1,5} [\w./$"'([{:!-]/,
  // Steps of a script that gives up only if it comes to that, and a makefile's own giving up
  /(?:\|\||&&|;|\bthen|\belse) {0,4}exit(?: \d{1,3})? {0,4}(?:[;)}\\"']|$)|^exit(?: \d{1,3})?$/,
  // A script that prints something only if it comes to that
  /(?:\|\||&&|[;{(]|\bthen|\belse) {0,4}(?:echo|printf) {1,4}(?:(?:-\w{1,4}|>&2) {1,4}){0,2}["']/,
];

/** Error messages that quote the command which failed, and where in them it stands. */
const quoting: readonly RegExp[] = [
  /(^.{0,200}\bprocess ").{1,4000}(" did not complete successfully\b)/,
  /(\bThe command ').{1,4000}(' returned a non-zero code\b)/,
  /(\bexecutor failed running \[).{1,4000}(\]: )/,
  /(\bbuilding at STEP ").{1,4000}(": )/,
];

/** The line without the command that it quotes; null when it is nothing but a command. */
export const withoutEcho = (line: string): string | null => {
  const pattern = quoting.find((each) => each.test(line));
  if (pattern) return line.replace(pattern, '$1…$2');
  return echoes.some((each) => each.test(line)) ? null : line;
};
