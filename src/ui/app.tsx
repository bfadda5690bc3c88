import { Footer } from './components/footer.js';
import { Header } from './components/header.js';
import { Parts } from './components/parts.js';
import { ColumnsContext, ThemeContext } from './components/rows.js';
import type { Theme } from './components/theme.js';
import { Box, Text } from './ink.js';
import { layoutOf, smallest } from './model/layout.js';
import type { Model } from './model/model.js';
import { topOf } from './model/top.js';

/** Draws a model: header, what is on top, footer. Never taller than one row less than the terminal. */
export const App = ({ model, theme }: { readonly model: Model; readonly theme: Theme }) => {
  const layout = layoutOf(model.size);
  if (!layout)
    return (
      <Text wrap="truncate-end">{`Terminal too small: at least ${smallest.columns}×${smallest.rows} needed.`}</Text>
    );
  // Read aloud, blank rows and a fixed height are noise.
  const frame = model.spoken ? {} : { width: model.size.columns, height: layout.height, overflow: 'hidden' as const };
  return (
    <ThemeContext.Provider value={theme}>
      <ColumnsContext.Provider value={model.spoken ? Number.POSITIVE_INFINITY : layout.width}>
        <Box flexDirection="column" paddingX={layout.margin} {...frame}>
          <Header model={model} />
          <Box
            flexDirection="column"
            flexShrink={0}
            marginTop={layout.airy && !model.spoken ? 1 : 0}
            {...(model.spoken ? {} : { height: layout.body + 1 })}
          >
            <Parts parts={topOf(model).screen.rows(model, layout)} />
          </Box>
          <Footer model={model} />
        </Box>
      </ColumnsContext.Provider>
    </ThemeContext.Provider>
  );
};
