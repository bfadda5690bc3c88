import { SelectInput, Text, useContext, useIsScreenReaderEnabled } from '../ink.js';
import { around, hiddenNote } from '../rows/window.js';
import type { ListItem } from '../screens/screen.js';
import { ColumnsContext, Row, ThemeContext } from './rows.js';

/**
 * A list to choose from. ink-select-input draws it and keeps the row under the cursor in sight;
 * the cursor itself lives in the model. Its own handler is off (`isFocused`): a digit would choose
 * without asking, and it takes keys that `key-reader.ts` has not judged.
 */
export const Choice = ({
  items,
  cursor,
  height,
}: {
  readonly items: readonly ListItem[];
  readonly cursor: string | null;
  readonly height: number;
}) => {
  const columns = useContext(ColumnsContext);
  const at = Math.max(
    0,
    items.findIndex(({ key }) => key === cursor),
  );
  // A row says how many others there are, where there is room for it.
  const noted = items.length > height && height > 2;
  const { start, end } = around(items.length, at, noted ? height - 1 : height);
  const shown = items.slice(start, end).map(({ key, line }) => ({ key, value: key, label: key, line }));
  return (
    <ColumnsContext.Provider value={columns - indicatorColumns}>
      {/* The index is taken when it mounts: a new key per position mounts it again. */}
      <SelectInput
        key={`${cursor}/${start}`}
        items={shown}
        initialIndex={at - start}
        isFocused={false}
        indicatorComponent={Indicator}
        itemComponent={Item}
      />
      {noted ? <Row line={hiddenNote(start, items.length - end)} /> : null}
    </ColumnsContext.Provider>
  );
};

const indicatorColumns = 2;

const Indicator = ({ isSelected = false }: { readonly isSelected?: boolean }) => {
  const theme = useContext(ThemeContext);
  const [here, elsewhere] = useIsScreenReaderEnabled() ? ['selected:', ''] : ['❯ ', '  '];
  return <Text {...theme('strong')}>{isSelected ? here : elsewhere}</Text>;
};

// SelectInput hands all of an item's properties to the component that draws it; its types name the label alone.
const Item = (props: { readonly label: string }) => <Row line={(props as typeof props & ListItem).line} />;
