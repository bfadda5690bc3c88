import { App } from './app.js';
import type { Theme } from './components/theme.js';
import type { Controller } from './controller.js';
import { useDrawn } from './hooks/use-drawn.js';
import { useModel } from './hooks/use-model.js';
import { useWindowSize } from './hooks/use-window-size.js';

/** The wizard, wired to its controller: one tree for the whole run. */
export const Root = ({ controller, theme }: { readonly controller: Controller; readonly theme: Theme }) => {
  useWindowSize(controller);
  const model = useModel(controller);
  useDrawn(controller, model);
  return <App model={model} theme={theme} />;
};
