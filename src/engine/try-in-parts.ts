import { type Linked, withLink } from '../build/canary/link-canary.js';
import type { BuildResult } from '../build/project/build-result.js';
import { withBuild } from '../build/project/with-build.js';
import type { CanaryResult } from '../build/result.js';
import type { ChosenProject } from '../project/project.js';

/** What the parts of a try do, each by the rung that is tried. */
export interface TryEffects {
  /** Tells what is built one after the other, and which of it begins. */
  readonly begin: (parts: readonly string[], at: number) => void;
  readonly proveSmall: () => Promise<CanaryResult>;
  /** Null where the project requires no library. */
  readonly link: (project: ChosenProject) => Promise<Linked | null>;
  /** Keeps a failure, so that the rung is not tried again as things are. */
  readonly remember: (project: ChosenProject, result: CanaryResult) => Promise<void>;
  readonly build: (project: ChosenProject, small: CanaryResult) => Promise<BuildResult>;
}

const smallPart = 'small test program';
const librariesPart = 'its libraries';

/**
 * One try of a rung: a small program, then, in a project, a link of the libraries that it requires, then the project
 * itself where that is asked for. The first part that does not pass is the last.
 */
export const tryInParts = async (
  project: ChosenProject | null,
  builds: boolean,
  effects: TryEffects,
): Promise<CanaryResult> => {
  const parts = [
    smallPart,
    ...(project && project.libraries.length > 0 ? [librariesPart] : []),
    ...(project && builds ? [project.name] : []),
  ];
  const begin = (part: string): void => {
    const at = parts.indexOf(part);
    if (at >= 0) effects.begin(parts, at);
  };
  begin(smallPart);
  const small = await effects.proveSmall();
  if (project === null) return small;
  let linked = small;
  if (small.outcome === 'passed') {
    begin(librariesPart);
    linked = withLink(small, project.name, await effects.link(project));
  }
  await effects.remember(project, linked);
  if (!builds || linked.outcome !== 'passed') return linked;
  effects.begin(parts, parts.length - 1);
  return withBuild(linked, project.name, await effects.build(project, small));
};
