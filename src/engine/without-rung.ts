import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../machine/expand.js';
import { searchPath } from '../machine/search-path.js';
import { shellQuote } from '../text/shell-quote.js';
import { loadProject } from './load-project.js';

export interface WithoutRung {
  readonly why: string;
  /** Shell, to be pasted in the project's folder. */
  readonly command: string;
}

/**
 * What to tell of a project that needs no rung: Go without cgo links no C library, so that Go alone makes it static,
 * with no C compiler at all. Null for any other project, and where Go is not here. Source: the documentation of cmd/cgo and of `go build`.
 */
export const withoutRung = async (folder: string, env: Environment): Promise<WithoutRung | null> => {
  const go = existsSync(join(folder, 'go.mod')) ? goOf(env) : null;
  if (go === null) return null;
  const { candidates } = await loadProject(folder);
  const build = candidates.map((candidate) => candidate.build).find(({ system }) => system === 'go');
  if (build?.system !== 'go' || build.cgo) return null;
  const mains = build.mains.length > 0 ? build.mains : ['.'];
  return {
    why: 'This project is Go without cgo: it links no C library, so Go alone makes it static, without any rung:',
    command: `CGO_ENABLED=0 ${shellQuote([go, 'build', '-trimpath', '-o', 'dist-static/', ...mains])}`,
  };
};

/** Go as it must be typed: by its name where the PATH leads to it. */
const goOf = (env: Environment): string | null => {
  const path = searchPath(env)
    .map((folder) => join(folder, 'go'))
    .find(mayBeRun);
  if (path === undefined) return null;
  return (env.PATH ?? '').split(':').some((folder) => join(folder, 'go') === path) ? 'go' : path;
};

const mayBeRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
