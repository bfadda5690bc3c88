import { Box, Text } from 'ink';
import { Footer } from './components/footer.js';
import { Header } from './components/header.js';
import { ColumnsContext, ThemeContext } from './components/rows.js';
import type { Theme } from './components/theme.js';
import { layoutOf, smallest } from './model/layout.js';
import { type Model, screenOf } from './model/model.js';
import { Confirm, Fixes } from './screens/ask.js';
import { Ladder } from './screens/ladder.js';
import { Log } from './screens/log.js';
import { Machine } from './screens/machine.js';
import { Outcome } from './screens/outcome.js';
import { TextScreen } from './screens/text.js';
import { Try } from './screens/try.js';

/** Draws a model: header, what is on top, footer. Never taller than one row less than the terminal. */
export const App = ({ model, theme }: { readonly model: Model; readonly theme: Theme }) => {
  const layout = layoutOf(model.size);
  if (!layout)
    return <Text wrap="truncate-end">{`Too small: ${smallest.columns}×${smallest.rows} at least, please.`}</Text>;
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
            <Top model={model} />
          </Box>
          <Footer model={model} />
        </Box>
      </ColumnsContext.Provider>
    </ThemeContext.Provider>
  );
};

const Top = ({ model }: { readonly model: Model }) => {
  const { overlay } = model;
  switch (overlay?.kind) {
    case 'help':
      return <TextScreen model={model} />;
    case 'log':
      return <Log model={model} log={overlay} />;
    case 'confirm':
      return <Confirm model={model} ask={overlay} />;
    case 'fix':
      return <Fixes model={model} fixes={overlay} />;
    case undefined:
      return model.mending ? <TextScreen model={model} /> : <Screen model={model} />;
  }
};

const Screen = ({ model }: { readonly model: Model }) => {
  switch (screenOf(model)) {
    case 'machine':
      return <Machine model={model} />;
    case 'ladder':
      return <Ladder model={model} />;
    case 'try':
      return <Try model={model} />;
    case 'outcome':
      return <Outcome model={model} />;
    default:
      return <TextScreen model={model} />;
  }
};
