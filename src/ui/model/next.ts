import type { Next, UiEffect } from './message.js';
import type { Model } from './model.js';

/** A model and what is to be done, as an answer to a message. */
export const next = (model: Model, ...effects: UiEffect[]): Next => ({ model, effects });
