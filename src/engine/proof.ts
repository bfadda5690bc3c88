import type { CanaryResult } from '../build/result.js';
import type { Proves, SavedSetup } from '../project/setup.js';

/**
 * What a canary that passed proves of a setup, as it is saved. Pure.
 * @param hasProject whether it stood for a project
 */
export const proofOf = (result: CanaryResult, hasProject: boolean): SavedSetup['proof'] => ({
  sizeBytes: (result.build === undefined ? result.packed?.bytesAfter : null) ?? result.artifact?.sizeBytes ?? null,
  libc: result.artifact?.libc ?? null,
  durationMs: result.durationMs,
  proves: hasProject ? provedOf(result) : 'tools',
  ...(result.build?.hints?.length ? { hints: result.build.hints } : {}),
});

/** How far a canary that passed goes in a project's folder; one that requires no library lacks none. Pure. */
export const provedOf = ({ build, link }: Pick<CanaryResult, 'build' | 'link'>): Proves => {
  if (build?.outcome === 'passed') return 'project';
  return link === undefined || (link.outcome === 'passed' && link.untried.length === 0) ? 'libraries' : 'tools';
};

/** How far a proof goes, in words for a project that is not built yet; null where it is. Pure. */
export const unbuiltWords = (proves: Proves): string | null =>
  proves === 'project'
    ? null
    : proves === 'libraries'
      ? 'tools and libraries proven, not built yet'
      : 'tools proven, its libraries not tried, not built yet';
