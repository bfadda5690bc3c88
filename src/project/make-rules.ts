/** Which lines of a makefile are of rules that its default goal needs. */

import { withValues } from './lines.js';

const maxRules = 2000;
const maxLines = 20_000;
const maxDepth = 8;

interface Rule {
  readonly targets: readonly string[];
  readonly needs: readonly string[];
}

/**
 * Whether a line of a makefile belongs to a rule that plain `make` runs: the default goal, or what it needs by
 * name. Pattern rules, and names made by functions, are not followed: of those it says no. Pure.
 * @returns a test for a line number, from 0
 */
export const linesOfDefaultGoal = (source: string): ((line: number) => boolean) => {
  const lines = source.split('\n');
  const variables = variablesIn(lines);
  const words = (text: string) => expand(text, variables).trim().split(/\s+/).filter(Boolean);
  const rules: Rule[] = [];
  /** The rule that each line belongs to, by its index; null for none. */
  const owners: (number | null)[] = [];
  let current: number | null = null;
  for (const line of lines) {
    const [, targets, needs] = /^ {0,3}([^\s#:=][^#:=]{0,400}):{1,2}(?![=:])([^=;#]*)/.exec(line) ?? [];
    if (targets !== undefined && rules.length < maxRules) {
      current = rules.push({ targets: words(targets), needs: words(needs ?? '') }) - 1;
    } else if (!line.startsWith('\t') && line.trim() !== '') current = null;
    owners.push(current);
  }
  const wanted = reachable(rules);
  return (line) => {
    const rule = rules[owners[line] ?? -1];
    return rule?.targets.some((target) => wanted.has(target)) ?? false;
  };
};

const reachable = (rules: readonly Rule[]): ReadonlySet<string> => {
  const goal = rules.flatMap(({ targets }) => targets).find((name) => !name.startsWith('.') && !name.includes('%'));
  const makers = new Map<string, Set<Rule>>();
  for (const rule of rules)
    for (const target of rule.targets) makers.set(target, (makers.get(target) ?? new Set()).add(rule));
  const wanted = new Set(goal === undefined ? [] : [goal]);
  const done = new Set<Rule>();
  for (const name of wanted) {
    for (const rule of makers.get(name) ?? []) {
      if (!done.has(rule)) for (const need of rule.needs) wanted.add(need);
      done.add(rule);
    }
  }
  return wanted;
};

/** Plain assignments; a variable that is set twice keeps all its words. */
const variablesIn = (lines: readonly string[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^ *(?:export +)?([A-Za-z_][\w.-]*)[ \t]*[:+?]{0,2}=[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined) found.set(name, `${found.get(name) ?? ''} ${value}`);
  }
  return found;
};

const maxText = 4000;

const expand = (text: string, variables: ReadonlyMap<string, string>): string => {
  let expanded = text.slice(0, maxText);
  for (let depth = 0; depth < maxDepth && expanded.includes('$'); depth += 1)
    expanded = withValues(expanded, /\$[({]([A-Za-z_][\w.-]*)[)}]/g, (name) => variables.get(name) ?? '', maxText);
  return expanded;
};

/** The commands of a makefile, and of them those that plain `make` runs: as they stand, and with its plain variables put in. */
export interface Recipes {
  readonly all: readonly string[];
  readonly ofDefaultGoal: readonly string[];
}

/** What a makefile would start, as text; what functions compute is not followed. Pure. @param source without comments */
export const recipesOf = (source: string): Recipes => {
  const lines = source.replaceAll('\\\n', '  ').split('\n').slice(0, maxLines);
  const variables = variablesIn(lines);
  const isOfDefaultGoal = linesOfDefaultGoal(lines.join('\n'));
  const commands = lines.flatMap((line, at) => {
    const command = line.startsWith('\t') ? line : /^[^\s#:=][^#:=]{0,400}:[^=;#]*;(.*)/.exec(line)?.[1];
    return command === undefined ? [] : [{ at, text: `${command}\n${expand(command, variables)}` }];
  });
  return {
    all: commands.map(({ text }) => text),
    ofDefaultGoal: commands.filter(({ at }) => isOfDefaultGoal(at)).map(({ text }) => text),
  };
};
