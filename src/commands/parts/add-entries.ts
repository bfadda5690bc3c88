import type { Page } from '../../console/page.js';
import type { Entry } from '../../presentation/entry.js';
import type { Paint } from '../../presentation/paint.js';

/** Adds entries to a page: text is wrapped beside its label, a command stays in one line, so that it can be copied. */
export const addEntries = (page: Pick<Page, 'add' | 'command'>, entries: readonly Entry[], paint: Paint): void => {
  for (const { lead, text, tone, prompt } of entries) {
    const painted = paint([{ text, tone }]);
    if (prompt) page.command(paint(lead), painted);
    else page.add(paint(lead), painted);
  }
};
