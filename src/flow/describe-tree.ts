import { promptLines } from '../text/shown-command.js';
import type { Tree } from './schema.js';

/** What a tree would have done or recommends, in plain lines: options for a rung, and commands. Pure. */
export const describeTree = ({ title, nodes }: Tree): string[] => [
  `a decision tree: ${title}`,
  ...Object.values(nodes).flatMap((node) => {
    if ('try' in node && node.options) return [`tries ${node.try} with ${JSON.stringify(node.options)}`];
    if ('fix' in node && 'title' in node.fix) {
      const { commands, undo } = node.fix;
      return [
        'offers to run:',
        ...commands.flatMap(promptLines),
        ...(undo === undefined ? [] : ['undo:', ...promptLines(undo)]),
      ];
    }
    if (!('done' in node)) return [];
    const options = 'options' in node && node.options ? [`ends with ${JSON.stringify(node.options)}`] : [];
    return [
      ...options,
      ...(node.commands
        ? [
            'asks you to run:',
            ...node.commands.flatMap((command) => promptLines(typeof command === 'string' ? command : command.run)),
          ]
        : []),
    ];
  }),
];
