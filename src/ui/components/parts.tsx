import type { Part } from '../screens/screen.js';
import { Choice } from './choice.js';
import { Rows } from './rows.js';

/** The parts of a screen, below each other. */
export const Parts = ({ parts }: { readonly parts: readonly Part[] }) =>
  parts.map((part, index) =>
    part.kind === 'lines' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is where it is
      <Rows key={index} lines={part.lines} height={part.height} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is where it is
      <Choice key={index} items={part.items} cursor={part.cursor} height={part.height} />
    ),
  );
