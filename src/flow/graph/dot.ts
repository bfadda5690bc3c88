import type { Picture } from './picture.js';

const shapes = {
  check: 'diamond',
  compare: 'tab',
  ask: 'parallelogram',
  fix: 'box',
  try: 'box3d',
  note: 'note',
  goto: 'cds',
  done: 'box, style=rounded',
} as const;

/** A picture in Graphviz's language (graphviz.org/doc/info/lang.html). */
export const dot = ({ title, boxes, arrows }: Picture): string =>
  [
    'digraph flow {',
    `  label=${quote(title)}; labelloc=t; node [fontname="sans-serif", fontsize=10]; edge [fontname="sans-serif", fontsize=9];`,
    ...boxes.map(({ id, kind, lines }) => `  ${quote(id)} [shape=${shapes[kind]}, label=${quote(lines.join('\n'))}];`),
    ...arrows.map(({ from, to, label }) => `  ${quote(from)} -> ${quote(to)} [label=${quote(label)}];`),
    '}',
    '',
  ].join('\n');

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
