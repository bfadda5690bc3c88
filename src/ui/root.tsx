import { App } from './app.js';
import type { Theme } from './components/theme.js';
import type { Controller } from './controller.js';
import { useKeys } from './hooks/use-keys.js';
import { useModel } from './hooks/use-model.js';
import { useWindowSize } from './hooks/use-window-size.js';

/** The wizard, wired to its controller: one tree, one input hook, for the whole run. */
export const Root = ({ controller, theme }: { readonly controller: Controller; readonly theme: Theme }) => {
  useKeys(controller);
  useWindowSize(controller);
  return <App model={useModel(controller)} theme={theme} />;
};
