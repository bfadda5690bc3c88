import type { Picture } from './picture.js';

const shapes = {
  check: ['{"', '"}'],
  compare: ['{{"', '"}}'],
  ask: ['[/"', '"/]'],
  fix: ['["', '"]'],
  try: ['[["', '"]]'],
  note: ['>"', '"]'],
  goto: ['(["', '"])'],
  done: ['("', '")'],
} as const;

/** A picture as a Mermaid flowchart, which GitHub and many editors draw. */
export const mermaid = ({ title, boxes, arrows }: Picture): string => {
  const names = new Map(boxes.map(({ id }, at) => [id, `n${at}`]));
  return [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'flowchart TD',
    ...boxes.map(({ id, kind, lines }) => {
      const [open, close] = shapes[kind];
      return `  ${names.get(id)}${open}${lines.map(inMermaid).join('<br>')}${close}`;
    }),
    ...arrows.map(
      ({ from, to, label }) => `  ${names.get(from)} -->${label ? `|"${inMermaid(label)}"|` : ''} ${names.get(to)}`,
    ),
    '',
  ].join('\n');
};

/** Mermaid's own escapes: character codes as #NN; */
const inMermaid = (text: string): string => text.replace(/[#"<>&|`]/g, (c) => `#${c.charCodeAt(0)};`);
