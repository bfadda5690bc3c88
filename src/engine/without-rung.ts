import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../machine/expand.js';
import { programFinder } from '../machine/read/find-program.js';
import type { Project } from '../project/project.js';
import { shellQuote } from '../text/shell-quote.js';
import { loadProject } from './load-project.js';

export interface WithoutRung {
  readonly why: string;
  /** Shell, to be pasted in the project's folder. */
  readonly command: string;
}

/**
 * What to report about a project that needs no rung: Go without cgo links no C library, so that Go alone makes it static,
 * with no C compiler at all. Null for any other project, and where Go is not here. Source: the documentation of cmd/cgo and of `go build`.
 * @param project reads the project, where it was not read before
 */
export const withoutRung = async (
  folder: string,
  env: Environment,
  project: () => Promise<Project> = () => loadProject(folder),
): Promise<WithoutRung | null> => {
  const go = existsSync(join(folder, 'go.mod')) ? await goOf(env) : null;
  if (go === null) return null;
  const { candidates } = await project();
  const build = candidates.map((candidate) => candidate.build).find(({ system }) => system === 'go');
  if (build?.system !== 'go' || build.cgo) return null;
  const mains = build.mains.length > 0 ? build.mains : ['.'];
  return {
    why: 'This project is Go without cgo: it links no C library, so Go alone builds it statically, without any rung:',
    command: `CGO_ENABLED=0 ${shellQuote([go, 'build', '-trimpath', '-o', 'dist-static/', ...mains])}`,
  };
};

/** Go as it must be typed: by its name where the PATH leads to it. */
const goOf = async (env: Environment): Promise<string | null> => {
  const go = await programFinder(env).find('go');
  if (!go.ok) return null;
  return (env.PATH ?? '').split(':').some((folder) => join(folder, 'go') === go.text) ? 'go' : go.text;
};
