import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { outsideProject } from '../machine/query-environment.js';
import { searchPath } from '../machine/search-path.js';
import type { Elevation, Runner } from '../text/as-run.js';
import type { Context } from './context.js';

const elevations: readonly Elevation[] = ['sudo', 'doas'];

/** Who runs fixes from here. Where no tool to become root is on the search path, sudo is named. */
export const runnerOf = ({ program, env, cwd }: Pick<Context, 'program' | 'env' | 'cwd'>): Runner => {
  const folders = searchPath(outsideProject(env, cwd));
  const there = elevations.find((name) => folders.some((folder) => existsSync(join(folder, name))));
  return { program, uid: process.getuid?.() ?? 0, elevation: there ?? 'sudo' };
};
