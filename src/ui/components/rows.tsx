import { clip, type Line } from '../../presentation/line.js';
import { Box, createContext, Text, useContext, useIsScreenReaderEnabled } from '../ink.js';
import { spokenRow } from './spoken.js';
import { type Theme, themeFor } from './theme.js';

/** The theme in force. */
export const ThemeContext = createContext<Theme>(themeFor(true));

/** Columns that a row may take. */
export const ColumnsContext = createContext(Number.POSITIVE_INFINITY);

/** One row of the screen, never more than one, nor wider than there is room: Ink measures what it cuts otherwise than what it draws. */
export const Row = ({ line }: { readonly line: Line }) => {
  const theme = useContext(ThemeContext);
  const shown = clip(line, useContext(ColumnsContext));
  // Not cut: what is read aloud is as long as it is.
  if (useIsScreenReaderEnabled()) return <Text>{spokenRow(line)}</Text>;
  return (
    <Text wrap="truncate-end">
      {/* An empty text has no height; a blank keeps the row. */}
      {shown.every(({ text }) => text === '') ? ' ' : null}
      {shown.map(({ text, tone }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a row have no identity but their place
        <Text key={index} {...theme(tone)}>
          {text}
        </Text>
      ))}
    </Text>
  );
};

/** Rows below each other, at most `height` of them. */
export const Rows = ({ lines, height }: { readonly lines: readonly Line[]; readonly height: number }) => (
  <Box flexDirection="column" flexShrink={0}>
    {lines.slice(0, height).map((line, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a row is where it is; content moves through the rows
      <Row key={index} line={line} />
    ))}
  </Box>
);
