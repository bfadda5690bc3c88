import { readBounded } from '../files/read-bounded.js';
import { keepBuildSystem, type SavedSetup } from '../project/setup.js';
import { maxSetupBytes, setupPath } from './setup-path.js';

/** What saving a setup would change: the file, its setup now (null: no file) and then, as text to compare. */
export interface Preview {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

/** Looks, and writes nothing. A file that cannot be read as a setup is shown as it is. */
export const previewSetup = (folder: string, setup: SavedSetup): Preview => {
  const path = setupPath(folder, setup.project);
  const text = textAt(path);
  const before = text === null ? null : setupIn(text);
  return {
    path,
    before: before === undefined ? text : before && pretty(before),
    after: pretty(keepBuildSystem(setup, before ?? null)),
  };
};

/** Null also for what is no file: saving keeps it aside. */
const textAt = (path: string): string | null => {
  try {
    return readBounded(path, maxSetupBytes);
  } catch {
    return null;
  }
};

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

// The file holds notes of the settings library beside the setup; they are of no interest here.
const setupIn = (text: string): object | undefined => {
  try {
    const { setup } = JSON.parse(text) as { setup?: unknown };
    return typeof setup === 'object' && setup !== null ? setup : undefined;
  } catch {
    return undefined;
  }
};
