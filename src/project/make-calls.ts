/** Whether a makefile builds something itself, or only calls the build system that stands beside it. */

import { blankComments } from './lines.js';
import { recipesOf } from './make-rules.js';
import type { BuildSystem } from './project.js';

/** A word at which a command begins, not one of a path or of an option. */
const start = '(?<![\\w./=-])';

/** How commands call another build system; what variables stand for is put in before, where it is plain. */
const calls: Partial<Record<BuildSystem, RegExp>> = {
  cargo: new RegExp(`${start}cargo\\s|\\$[({]CARGO\\w*[)}]`),
  go: new RegExp(
    `(?:${start}go|\\$[({]GO(?:_?(?:CMD|BIN|TOOL|EXE|LANG))?[)}])\\s+(?:build|generate|install|mod|run|test|vet)\\b|\\$[({]GO_?(?:BUILD|INSTALL)[)}]`,
  ),
  cmake: new RegExp(`${start}cmake\\s|\\$[({]CMAKE(?:_COMMAND)?[)}]\\s`),
  meson: new RegExp(`${start}(?:meson|ninja)\\s|\\$[({](?:MESON|NINJA)[)}]\\s`),
};

/** A command that compiles or links, a rule of make's own that would, or another makefile that may. */
const compiles =
  /\$[({](?:CC|CXX|LD|CPP|LINK\.\w+|COMPILE\.\w+)[)}]|(?<![\w./=-])(?:(?:g?cc|c99|clang|[gc]\+\+|clang\+\+)(?:-\d+)?|ld)\s/;
const mayCompile = /\.l?o\b|\$[({]OBJ\w*[)}]|^[ \t]*-?s?include\b|(?:\$[({]MAKE[)}]|\bmake)\s+(?:[^\n]{0,80}\s)?-C\b/m;

/**
 * Whether a makefile only calls one of the other build systems of a folder: what plain `make` runs calls it and compiles
 * nothing; or, where that cannot be followed, one command of it calls it. Of Rust and Go make has no rules of its own:
 * there a makefile that compiles nothing has other ends than the program, such as a container or a release. Pure.
 * @param systems those that the folder has beside it
 */
export const onlyCalls = (makefile: string, systems: readonly BuildSystem[]): boolean => {
  const patterns = systems.flatMap((system) => calls[system] ?? []);
  if (patterns.length === 0) return false;
  const source = blankComments(makefile, '#');
  const { all, ofDefaultGoal } = recipesOf(source);
  const calling = (commands: readonly string[]): boolean =>
    commands.some((command) => patterns.some((pattern) => pattern.test(command)));
  const compiling = (commands: readonly string[]): boolean => commands.some((command) => compiles.test(command));
  const foreign = systems.some((system) => system === 'cargo' || system === 'go');
  if (calling(ofDefaultGoal)) return !compiling(ofDefaultGoal);
  // Of C a folder has one program, whichever of the two builds it; beside Rust or Go it may be another.
  if (compiling(ofDefaultGoal)) return calling(all) && !foreign;
  return calling(all) || (foreign && !compiling(all) && !mayCompile.test(source));
};
