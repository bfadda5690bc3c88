import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Elevation, Runner } from '../text/as-run.js';
import type { Context } from './context.js';

const elevations: readonly Elevation[] = ['sudo', 'doas'];

/** Who runs fixes from here. Where no tool to become root is on the search path, sudo is named. */
export const runnerOf = ({ program, env }: Pick<Context, 'program' | 'env'>): Runner => {
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const there = elevations.find((name) => folders.some((folder) => existsSync(join(folder, name))));
  return { program, uid: process.getuid?.() ?? 0, elevation: there ?? 'sudo' };
};
