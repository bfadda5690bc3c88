import { type EngineName, engineInUse, engineNames } from '../facts/engine-in-use.js';
import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { brokenEngine } from './broken-engine.js';
import { evidence, finding, fixesFor } from './build-finding.js';
import { diagnoseEngineInUse } from './engine-used.js';
import type { Finding } from './finding.js';
import { lendSocket, mayNest } from './nested-engine.js';
import { installFix } from './packages.js';
import { unpackedRoot } from './unpacked-root.js';

/** Whether some container engine works, and has or can get an Alpine image. One that works is enough. */
export const diagnoseEngines = (facts: Facts, captures: Captures): Finding[] => {
  const used = engineInUse(facts);
  const broken = unlike(engineNames.flatMap((name) => brokenEngine(name, facts, captures)));
  // Report when another engine than the requested one would be used.
  if (used)
    return [...diagnoseEngineInUse(facts, captures), ...broken.map((each) => ({ ...each, severity: 'info' as const }))];
  if (engineNames.some((name) => isOpen(facts, name))) return [];
  const findings = broken.length === 0 ? [noEngine(facts, captures)] : onlyOneBlocks(broken);
  const without = fixesFor(facts, captures, [unpackedRoot(facts)]);
  return findings.map((each) => (each.severity === 'blocker' ? { ...each, fixes: [...each.fixes, ...without] } : each));
};

/** Podman and Buildah can lack the same thing; it is reported once. */
const unlike = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((each) => [each.id, each])).values(),
];

/** An engine of which it is not known whether it works. */
const isOpen = (facts: Facts, name: EngineName): boolean => facts.engines[name].daemon.state === null;

/**
 * Fixing one engine is enough, so only the most promising one blocks (one that this user can
 * fix, if there is any); the others are reported as warnings.
 */
const onlyOneBlocks = (broken: readonly Finding[]): Finding[] => {
  const best = broken.find(({ fixes }) => fixes.some(({ who }) => who === 'you')) ?? broken[0];
  return broken.map((each) => (each === best ? each : { ...each, severity: 'warning' as const }));
};

const noEngine = (facts: Facts, captures: Captures): Finding =>
  finding('engines-none', {
    title: 'No container engine is installed (Docker, Podman or Buildah)',
    evidence: evidence(facts, captures, [
      { capture: 'which:docker' },
      { capture: 'which:podman' },
      { capture: 'which:buildah' },
      { fact: 'engines.docker.cli' },
      { fact: 'engines.podman.cli' },
      { fact: 'engines.buildah.cli' },
    ]),
    fixes: fixesFor(facts, captures, [
      ...(mayNest(facts) ? [] : [lendSocket]),
      !mayNest(facts) ? null : installFix(facts, captures, 'podman', 'Needs no daemon and can run without root.'),
      !mayNest(facts)
        ? null
        : installFix(facts, captures, 'docker', 'Runs a daemon as root; access to it is equivalent to root.'),
    ]),
  });
