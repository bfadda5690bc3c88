import type { Controller } from '../controller.js';
import { useSyncExternalStore } from '../ink.js';
import type { Model } from '../model/model.js';

/** The model as it is now; draws again when it changes. */
export const useModel = ({ subscribe, model }: Controller): Model => useSyncExternalStore(subscribe, model, model);
