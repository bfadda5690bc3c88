import type { NodeKind } from '../outcomes.js';
import type { Picture } from './picture.js';

const lineHeight = 14;
const charWidth = 6.1;
const colours: Readonly<Record<NodeKind, string>> = {
  check: '#e8f0fe',
  compare: '#e0f2f1',
  ask: '#fef7e0',
  fix: '#fce8e6',
  try: '#e6f4ea',
  note: '#f1f3f4',
  goto: '#f3e8fd',
  done: '#ffffff',
};
const style = 'font-family="system-ui, sans-serif" font-size="11"';

/** A picture as SVG. dagre finds the places (Gansner et al., layered drawing); it is loaded only here. */
export const svg = async ({ title, boxes, arrows }: Picture): Promise<string> => {
  const { Graph, layout } = await import('@dagrejs/dagre');
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 34, marginx: 12, marginy: 34 });
  for (const { id, lines } of boxes) graph.setNode(id, sizeOf(lines));
  for (const { from, to, label } of arrows)
    graph.setEdge(from, to, { width: label.length * charWidth, height: lineHeight, labelpos: 'c' });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" ${style}>`,
    `<title>${inXml(title)}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#5f6368"/></marker></defs>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="12" y="20" font-weight="600" font-size="13">${inXml(title)}</text>`,
    ...arrows.map(({ from, to, label }) => arrow(graph.edge(from, to), label)),
    ...boxes.map(({ id, kind, lines }) => box(graph.node(id), kind, lines)),
    '</svg>',
    '',
  ].join('\n');
};

interface Place {
  readonly x: number;
  readonly y: number;
}

const sizeOf = (lines: readonly string[]) => ({
  width: Math.max(...lines.map(({ length }) => length)) * charWidth + 20,
  height: lines.length * lineHeight + 12,
});

const box = ({ x, y }: Place, kind: NodeKind, lines: readonly string[]): string => {
  const { width, height } = sizeOf(lines);
  const top = y - height / 2;
  const radius = kind === 'done' || kind === 'goto' ? 10 : 2;
  const text = lines.map(
    (line, at) =>
      `<text x="${round(x)}" y="${round(top + 17 + at * lineHeight)}" text-anchor="middle">${inXml(line)}</text>`,
  );
  return `<g><rect x="${round(x - width / 2)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${colours[kind]}" stroke="#5f6368"/>${text.join('')}</g>`;
};

const arrow = (edge: { points?: readonly Place[]; x?: number; y?: number }, label: string): string => {
  const path = (edge.points ?? []).map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const text =
    label && edge.x !== undefined && edge.y !== undefined
      ? `<text x="${round(edge.x)}" y="${round(edge.y + 4)}" text-anchor="middle" fill="#3c4043" stroke="#fff" stroke-width="3" paint-order="stroke">${inXml(label)}</text>`
      : '';
  return `<path d="${path}" fill="none" stroke="#5f6368" marker-end="url(#tip)"/>${text}`;
};

const round = (value: number): string => value.toFixed(1);

const inXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
