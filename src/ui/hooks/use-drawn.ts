import type { Controller } from '../controller.js';
import { useLayoutEffect } from '../ink.js';
import type { Model } from '../model/model.js';

/** Reports to the controller which model the frame on the screen was drawn from. */
export const useDrawn = ({ drawn }: Controller, model: Model): void =>
  useLayoutEffect(() => drawn(model), [drawn, model]);
