import { Box, useContext } from '../ink.js';
import type { Part } from '../screens/screen.js';
import { Choice } from './choice.js';
import { ColumnsContext, Rows } from './rows.js';

/** The parts of a screen, below each other. */
export const Parts = ({ parts }: { readonly parts: readonly Part[] }) =>
  parts.map((part, index) =>
    part.kind === 'beside' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is where it is
      <Beside key={index} {...part} />
    ) : part.kind === 'lines' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is where it is
      <Rows key={index} lines={part.lines} height={part.height} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is where it is
      <Choice key={index} items={part.items} cursor={part.cursor} height={part.height} />
    ),
  );

/** Columns between two parts beside each other. */
const gap = 2;

const Beside = ({ left, right, at }: Extract<Part, { kind: 'beside' }>) => {
  const columns = useContext(ColumnsContext);
  return (
    <Box flexDirection="row" flexShrink={0}>
      <ColumnsContext.Provider value={at - gap}>
        <Box flexDirection="column" flexShrink={0} width={at}>
          <Parts parts={left} />
        </Box>
      </ColumnsContext.Provider>
      <ColumnsContext.Provider value={columns - at}>
        <Box flexDirection="column" flexShrink={0}>
          <Parts parts={right} />
        </Box>
      </ColumnsContext.Provider>
    </Box>
  );
};
