// Draws screens of a terminal emulator as SVG, each run of equal cells at its place, so that
// columns stay aligned whatever font is there.
const cell = { width: 8.4, height: 18 };
const pad = 14;
const colours = { background: '#1b1e24', plain: '#e6e6e6', 1: '#ff7b72', 2: '#7ee787', 5: '#e3a6ff' };
const styles = `text{fill:${colours.plain}}.b{font-weight:bold}.d{opacity:.65}.r{fill:${colours[1]}}.g{fill:${colours[2]}}.m{fill:${colours[5]}}`;
const colourClass = { 1: 'r', 2: 'g', 5: 'm' };

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Cells of a row that look alike, as {x, text, width, look}. */
const runsOf = (line, columns) => {
  const runs = [];
  for (let x = 0; x < columns; x += 1) {
    const at = line.getCell(x);
    if (!at || at.getWidth() === 0) continue;
    const look = [
      at.isFgPalette() ? (colourClass[at.getFgColor() % 8] ?? '') : '',
      at.isBold() ? 'b' : '',
      at.isDim() ? 'd' : '',
    ]
      .filter(Boolean)
      .join(' ');
    const last = runs.at(-1);
    const text = at.getChars() || ' ';
    if (last && last.look === look && at.getWidth() === 1) {
      last.text += text;
      last.width += 1;
    } else runs.push({ x, text, width: at.getWidth(), look });
  }
  return runs.filter(({ text }) => text.trim() !== '');
};

const number = (value) => String(Number(value.toFixed(1)));

/** The text of one row, its base line at 0. */
const rowSvg = (line, columns) =>
  runsOf(line, columns)
    .map(({ x, text, width, look }) => {
      const kept = text.trimEnd();
      const columnsOfText = width - (text.length - kept.length);
      return `<text x="${number(x * cell.width)}" textLength="${number(columnsOfText * cell.width)}"${look ? ` class="${look}"` : ''}>${xml(kept)}</text>`;
    })
    .join('');

/** What is on the screen of a terminal now: its rows as SVG, to be drawn by `sheetSvg` or `recordingSvg`. */
export const takeScreen = (terminal, title) => {
  const { cols, rows, buffer } = terminal;
  const lines = Array.from({ length: rows }, (_, row) => {
    const line = buffer.active.getLine(buffer.active.viewportY + row);
    return line ? rowSvg(line, cols) : '';
  });
  return { title, columns: cols, rows, lines };
};

const document = (width, height, title, body, more = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" height="${number(height)}" role="img">
<title>${xml(title)}</title>
<style>${styles}${more}</style>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve" lengthAdjust="spacingAndGlyphs">
${body}
</g>
</svg>
`;

const sizeOf = ({ columns, rows }) => ({
  width: columns * cell.width + 2 * pad,
  height: rows * cell.height + 2 * pad,
});

const background = ({ width, height }) =>
  `<rect width="${number(width)}" height="${number(height)}" rx="8" fill="${colours.background}"/>`;

const linesSvg = (lines) =>
  lines
    .flatMap((line, row) =>
      line === '' ? [] : [`<g transform="translate(${pad} ${number(pad + (row + 0.75) * cell.height)})">${line}</g>`],
    )
    .join('\n');

/** One screen as an SVG document with a title for those who do not see it. */
export const screenSvg = (screen) => {
  const size = sizeOf(screen);
  return document(size.width, size.height, screen.title, `${background(size)}\n${linesSvg(screen.lines)}`);
};

/** Screens of one size below and beside each other, each below its title. */
export const sheetSvg = (screens, title) => {
  const size = sizeOf(screens[0]);
  const across = Math.max(1, Math.min(screens.length, Math.floor(1800 / size.width)));
  const step = { x: size.width + pad, y: size.height + 2 * cell.height };
  const parts = screens.map(
    (screen, index) =>
      `<g transform="translate(${number((index % across) * step.x)} ${number(Math.floor(index / across) * step.y)})">
<text x="${pad}" y="${cell.height}" style="fill:#8b949e" class="b">${xml(screen.title)}</text>
<g transform="translate(0 ${number(1.4 * cell.height)})">${background(size)}
${linesSvg(screen.lines)}</g></g>`,
  );
  return document(across * step.x - pad, Math.ceil(screens.length / across) * step.y, title, parts.join('\n'));
};

/**
 * Screens one after the other, over and over; each row is stored once. Who wants no motion sees the last screen.
 * @param frames screens, each with `ms`, how long it is shown
 */
export const recordingSvg = (frames, title) => {
  const size = sizeOf(frames[0]);
  const total = frames.reduce((sum, { ms }) => sum + ms, 0);
  const stored = new Map();
  const nameOf = (line) => {
    if (!stored.has(line)) stored.set(line, `r${stored.size}`);
    return stored.get(line);
  };
  let shown = 0;
  let animations = `.f{visibility:hidden;animation:${number(total / 1000)}s step-end infinite}`;
  const bodies = frames.map(({ lines, ms }, index) => {
    const from = number((100 * shown) / total);
    shown += ms;
    const to = number((100 * shown) / total);
    const before = index === 0 ? '' : '0%{visibility:hidden}';
    const after = index === frames.length - 1 ? '' : `${to}%{visibility:hidden}`;
    animations += `#f${index}{animation-name:k${index}}@keyframes k${index}{${before}${from}%{visibility:visible}${after}}`;
    const rows = lines.flatMap((line, row) =>
      line === '' ? [] : [`<use href="#${nameOf(line)}" x="${pad}" y="${number(pad + (row + 0.75) * cell.height)}"/>`],
    );
    return `<g class="f" id="f${index}">${rows.join('')}</g>`;
  });
  animations += `@media (prefers-reduced-motion){.f{animation:none}#f${frames.length - 1}{visibility:visible}}`;
  const rows = [...stored].map(([line, name]) => `<g id="${name}">${line}</g>`).join('\n');
  return document(
    size.width,
    size.height,
    title,
    `${background(size)}\n<defs>\n${rows}\n</defs>\n${bodies.join('\n')}`,
    animations,
  );
};
