import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a project has anything that steers how it is built, found out without reading it or loading what reads it. */
export const maySteer = (folder: string): boolean =>
  existsSync(join(folder, 'musl-wizard.json')) || existsSync(join(folder, '.musl-wizard', 'flows'));
