// Draws the screen of a terminal emulator as SVG, each run of equal cells at its place, so that
// columns stay aligned whatever font is there.
const cell = { width: 8.4, height: 18 };
const pad = 14;
const colours = { background: '#1b1e24', plain: '#e6e6e6', 1: '#ff7b72', 2: '#7ee787', 5: '#e3a6ff' };

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Cells of a row that look alike, as {x, text, width, style}. */
const runsOf = (line, columns) => {
  const runs = [];
  for (let x = 0; x < columns; x += 1) {
    const at = line.getCell(x);
    if (!at || at.getWidth() === 0) continue;
    const style = [
      `fill="${(at.isFgPalette() && colours[at.getFgColor() % 8]) || colours.plain}"`,
      at.isBold() ? 'font-weight="bold"' : '',
      at.isDim() ? 'opacity="0.65"' : '',
    ]
      .filter(Boolean)
      .join(' ');
    const last = runs.at(-1);
    const text = at.getChars() || ' ';
    if (last && last.style === style && at.getWidth() === 1) {
      last.text += text;
      last.width += 1;
    } else runs.push({ x, text, width: at.getWidth(), style });
  }
  return runs.filter(({ text }) => text.trim() !== '');
};

/** The screen of a terminal as an SVG document with a title for those who do not see it. */
export const screenSvg = (terminal, title) => {
  const { cols, rows, buffer } = terminal;
  const width = cols * cell.width + 2 * pad;
  const height = rows * cell.height + 2 * pad;
  const texts = [];
  for (let row = 0; row < rows; row += 1) {
    const line = buffer.active.getLine(buffer.active.viewportY + row);
    for (const run of line ? runsOf(line, cols) : []) {
      const x = (pad + run.x * cell.width).toFixed(1);
      const y = (pad + (row + 0.75) * cell.height).toFixed(1);
      const length = (run.width * cell.width).toFixed(1);
      texts.push(
        `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" ${run.style}>${xml(run.text)}</text>`,
      );
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${xml(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${colours.background}"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
${texts.join('\n')}
</g>
</svg>
`;
};
