import { homedir } from 'node:os';

/**
 * The store of setups. It is loaded where settings are read or written, and brings conf along, which asks for the home
 * folder as it loads: for a user that has none, one that is not there is named meanwhile. conf makes nothing of it,
 * since its folder is always given.
 */
export const loadStore = async (): Promise<typeof import('./store.js')> => {
  if (hasHome()) return import('./store.js');
  process.env.HOME = '/nonexistent';
  try {
    return await import('./store.js');
  } finally {
    delete process.env.HOME;
  }
};

const hasHome = (): boolean => {
  try {
    homedir();
    return true;
  } catch {
    return false;
  }
};
