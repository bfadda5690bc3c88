import { overlays, screens } from '../screens/registry.js';
import type { Screen } from '../screens/screen.js';
import {
  always,
  type Binding,
  complete,
  filter,
  goTo,
  help,
  type Intent,
  inputKeys,
  movement,
  quit,
  showAll,
} from './binding.js';
import { type CursorArea, type Model, screenOf } from './model.js';

/** What is on top: an overlay, a fix that is being carried out, or the screen; with its name. */
export const topOf = (model: Model): { readonly name: CursorArea; readonly screen: Screen } => {
  const { overlay } = model;
  if (overlay) {
    const name = overlay.kind === 'fix' && overlay.chosen ? 'run' : overlay.kind;
    return { name, screen: overlays[name] };
  }
  if (model.applying) return { name: 'applying', screen: overlays.applying };
  const name = screenOf(model);
  return { name, screen: screens[name] };
};

/** The keys that do something now, most useful first. Footer, help and dispatch all come from here. */
export const bindings = (model: Model): readonly Binding[] => bindingsOf(topOf(model).screen, model);

/** The keys of a screen with those that are there because it has rows or text, and those that are always there. */
export const bindingsOf = (screen: Screen, model: Model): readonly Binding[] => {
  if (model.input !== null) {
    const completes = screen.input?.complete ? [complete] : [];
    return [...(model.overlay?.kind === 'goto' ? screen.keys(model) : [...completes, ...inputKeys]), ...always];
  }
  const own = screen.keys(model);
  const clears = model.filters[topOf(model).name] && !own.some(({ intent }) => intent === 'back') ? [showAll] : [];
  const filters = screen.input && !screen.input.complete && !own.includes(filter) ? [...clears, filter] : [];
  return [
    ...own,
    ...(screen.items || screen.text ? movement : []),
    ...(model.overlay ? filters : [...filters, goTo, help, quit]),
    ...always,
  ];
};

/** What a key asks for here and now; null when it does nothing. */
export const intentOf = (model: Model, key: string): Intent | null =>
  bindings(model).find(({ keys }) => keys.includes(key))?.intent ?? null;
