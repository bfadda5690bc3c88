import { type Artifact, isStatic } from '../../artifact/artifact.js';
import { compareVersions } from '../../artifact/glibc-version.js';
import type { Expectation } from '../plan.js';

/** Why the built file is not what the rung promises, in one sentence; null when it is. Pure. */
export const judgeArtifact = (artifact: Artifact, expects: Expectation | null): string | null => {
  if (artifact.format === 'unreadable') return `The built file cannot be read: ${artifact.error}.`;
  if (artifact.format === 'other') return `The built file is not an ELF file but ${artifact.kind ?? 'something else'}.`;
  if (expects === null) return null;
  if (expects.glibcFloor === undefined && !isStatic(artifact)) {
    const needs = [artifact.interpreter, ...artifact.needed].filter((each) => each !== null).join(', ');
    return `The built program is not static: it is ${artifact.linkage ?? 'of unknown linkage'}${needs ? ` and requires ${needs}` : ''}.`;
  }
  if (expects.machine !== null && artifact.machine !== expects.machine) {
    return `The built program is for ${artifact.machine ?? 'an unknown architecture'}, not for ${expects.machine}.`;
  }
  if (artifact.libc === null || !expects.libc.includes(artifact.libc)) {
    return `The built program ${isStatic(artifact) ? 'contains' : 'uses'} ${artifact.libc ?? 'unknown'}, not ${expects.libc[0]}.`;
  }
  const { glibcMinimum } = artifact;
  if (expects.glibcFloor !== undefined && glibcMinimum !== null) {
    if (compareVersions(glibcMinimum, expects.glibcFloor) > 0)
      return `The built program needs glibc ${glibcMinimum}, newer than ${expects.glibcFloor}.`;
  }
  return null;
};
