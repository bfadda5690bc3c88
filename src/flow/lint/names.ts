import { atoms } from '../condition.js';
import type { Condition } from '../condition-schema.js';
import { factShape } from '../fact-shape.js';
import type { Node, Tree } from '../schema.js';
import { archFilters, placeholders } from '../template.js';
import type { Complaint, LintRule } from './complaint.js';
import type { LintContext } from './vocabulary.js';

/** Facts, values, findings, causes and trees that are named exist in the code. */
export const names: LintRule = (tree, context) =>
  Object.entries(tree.nodes).flatMap(([id, node]) =>
    complaints(node, context).map(({ path, message }) => ({ path: ['nodes', id, ...path], message })),
  );

const complaints = (node: Node, { forest, vocabulary }: LintContext): readonly Complaint[] => {
  if ('check' in node) {
    if ('if' in node) return inCondition(node.if, vocabulary, ['if']);
    return 'fact' in node && factShape(node.fact) === null ? [unknownFact(node.fact, ['fact'])] : [];
  }
  if ('fix' in node) {
    if ('title' in node.fix) return inCondition(node.fix.until, vocabulary, ['fix', 'until']);
    return 'finding' in node.fix ? unknownFinding(node.fix.finding, vocabulary, ['fix']) : [];
  }
  if ('try' in node)
    return Object.keys(node.causes ?? {})
      .filter((cause) => !vocabulary.causes.has(cause))
      .map((cause) => ({ path: ['causes', cause], message: `there is no cause "${cause}"` }));
  if ('goto' in node)
    return forest.has(node.goto) ? [] : [{ path: ['goto'], message: `there is no tree "${node.goto}"` }];
  if ('compare' in node)
    return Object.entries(node.ways).flatMap(([id, { needs }]) =>
      needs.flatMap((need) => [...inCondition(need.if, vocabulary, ['ways', id]), ...inText(need.else, ['ways', id])]),
    );
  if ('note' in node) return inText(node.note, ['note']);
  if ('done' in node)
    return [
      ...inText(node.because, ['because']),
      ...inText(node.message?.text ?? '', ['message']),
      ...(node.fixes ?? []).flatMap((id) => unknownFinding(id, vocabulary, ['fixes'])),
      ...(node.commands ?? []).flatMap((command) =>
        typeof command === 'string'
          ? inCommand(command)
          : [...inCommand(command.run), ...inCondition(command.if, vocabulary, ['commands'])],
      ),
    ];
  return 'default' in node && node.default !== undefined && !Object.hasOwn(node.answers, node.default)
    ? [{ path: ['default'], message: `"${node.default}" is not one of the answers` }]
    : [];
};

const inCondition = (
  condition: Condition,
  vocabulary: LintContext['vocabulary'],
  path: readonly string[],
): readonly Complaint[] =>
  atoms(condition).flatMap((atom): readonly Complaint[] => {
    if ('rung' in atom || 'answer' in atom) return [];
    if ('finding' in atom) return unknownFinding(atom.finding, vocabulary, path);
    const shape = factShape(atom.fact);
    if (shape === null) return [unknownFact(atom.fact, path)];
    if (shape.type !== 'choice') return [];
    const values = shape.values ?? [];
    return [atom.is, atom.not, ...(atom.in ?? [])]
      .filter((value) => value !== undefined && !(values as readonly unknown[]).includes(value))
      .map((value) => ({ path, message: `${atom.fact} cannot be "${value}"; it must be one of ${values.join(', ')}` }));
  });

const unknownFinding = (
  id: string,
  { findings }: LintContext['vocabulary'],
  path: readonly string[],
): readonly Complaint[] => (findings.has(id) ? [] : [{ path, message: `there is no finding "${id}"` }]);

const inText = (text: string, path: readonly string[]): readonly Complaint[] =>
  placeholders(text).flatMap(({ path: fact, filter }): Complaint[] => {
    if (factShape(fact) === null) return [unknownFact(fact, path)];
    return filter === null || filter === 'bytes'
      ? []
      : [{ path, message: `there is no filter "${filter}"; bytes is one` }];
  });

/** Nothing that was read from a machine goes into a command. */
const inCommand = (text: string): readonly Complaint[] =>
  placeholders(text)
    .filter(({ path, filter }) =>
      path === 'arch' ? filter !== null && !archFilters.includes(filter) : factShape(path) !== null,
    )
    .map(({ path }) => ({ path: ['commands'], message: `a command takes {{arch}} alone, not {{${path}}}` }));

const unknownFact = (fact: string, path: readonly string[]): Complaint => ({
  path,
  message: `there is no fact "${fact}"; docs/facts.md lists them`,
});

/** One question has one set of answers, in whatever tree it is asked. */
export const sharedAnswers: LintRule = (tree, { forest }) =>
  Object.entries(tree.nodes).flatMap(([id, node]): Complaint[] => {
    if (!('ask' in node)) return [];
    const key = node.id ?? id;
    const other = [...forest.values()].find((one) => asksOtherwise(one, key, Object.keys(node.answers)));
    return other
      ? [{ path: ['nodes', id], message: `the question "${key}" has other answers elsewhere (${other.flow})` }]
      : [];
  });

const asksOtherwise = (tree: Tree, key: string, answers: readonly string[]): boolean =>
  Object.entries(tree.nodes).some(
    ([id, node]) =>
      'ask' in node &&
      (node.id ?? id) === key &&
      [...answers].sort().join(' ') !== Object.keys(node.answers).sort().join(' '),
  );

/** An end that is not here says what to do instead. */
export const honestEnds: LintRule = (tree) =>
  Object.entries(tree.nodes).flatMap(([id, node]): Complaint[] =>
    'done' in node && node.done === 'elsewhere' && !node.commands && !node.message
      ? [
          {
            path: ['nodes', id],
            message: 'an end of kind elsewhere needs commands or a message saying what to do instead',
          },
        ]
      : [],
  );
