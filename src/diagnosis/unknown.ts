import { hasAlpineImage } from '../facts/alpine-image.js';
import { engineInUse } from '../facts/engine-in-use.js';
import type { Domain, Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import { type CaptureKey, type Captures, errorOf, noAnswer } from '../machine/capture.js';
import { imageLists } from '../probes/parse/engine.js';
import { archives, crossKey } from '../probes/toolchain.js';
import { type RungId, rungIds, rungs } from '../rungs/registry.js';
import { finding } from './build-finding.js';
import type { FindingId } from './catalogue.js';
import type { Finding } from './finding.js';
import { reaches } from './reach.js';
import { openScratch } from './scratch.js';

/** The finding that says that facts of a domain are open. */
const unknownIds: Partial<Record<Domain, FindingId>> = {
  // For which C library the compilers of the system link.
  os: 'toolchain-unknown',
  isolation: 'isolation-unknown',
  memory: 'memory-unknown',
  pids: 'pids-unknown',
  disk: 'disk-unknown',
  nix: 'nix-unknown',
  engines: 'engines-unknown',
  toolchain: 'toolchain-unknown',
  network: 'network-unknown',
};

/**
 * What could not be read although a verdict hangs on it: one finding a domain, naming the facts,
 * and the rungs that are left open by it.
 */
export const diagnoseUnknown = (facts: Facts, captures: Captures): Finding[] => {
  const open = new Map<FindingId, { paths: Set<string>; rungs: RungId[] }>();
  for (const rung of rungIds) {
    const unseen = [
      ...unseenTools(rung, facts, captures),
      ...unseenImages(rung, facts, captures),
      ...unseenScratch(facts),
    ];
    for (const path of [...rungs[rung].openFacts(facts), ...unseen]) {
      const id = unknownIds[path.split('.')[0] as Domain];
      if (id === undefined) continue;
      const entry = open.get(id) ?? { paths: new Set(), rungs: [] };
      entry.paths.add(path);
      if (!entry.rungs.includes(rung)) entry.rungs.push(rung);
      open.set(id, entry);
    }
  }
  return [...open].map(([id, { paths, rungs: concerned }]) =>
    finding(id, {
      title: `Not known: ${[...paths].join(', ')}`,
      rungs: concerned,
      evidence: [...paths].map((path) => `${path} = not known`),
    }),
  );
};

/** How the tools are looked for: one look that failed, of several, leaves it open whether the tool is here. */
const probesForTool = {
  'toolchain.cc': ['which:cc'],
  'toolchain.glibcStatic': ['file:/etc/os-release', ...archives],
  'toolchain.muslStatic': ['file:/etc/os-release', ...archives],
  'toolchain.muslGcc': ['which:musl-gcc'],
  'toolchain.muslCross': [crossKey],
  'toolchain.zig': ['which:zig', 'which:python3', 'run:python3 -m ziglang version'],
  'toolchain.upx': ['which:upx'],
} as const satisfies Record<string, readonly CaptureKey[]>;

const isProbed = (tool: string): tool is keyof typeof probesForTool => Object.hasOwn(probesForTool, tool);

const unseenTools = (rung: RungId, facts: Facts, captures: Captures): string[] =>
  rungs[rung].tools.filter((tool) => isProbed(tool) && factAt(facts, tool) === null && probeFailed(captures, tool));

/** The images of the engine in use, where Docker Hub does not give one and the list of them was not read. */
const unseenImages = (rung: RungId, facts: Facts, captures: Captures): string[] => {
  const used = rungs[rung].builds.where === 'container' ? engineInUse(facts) : null;
  if (!used || hasAlpineImage(used.engine) || reaches(facts, 'docker.io') !== false) return [];
  return noAnswer(captures, imageLists[used.name]) ? [`engines.${used.name}.daemon.images`] : [];
};

/** What builds would take in the place of a folder for temporary files that will not do. */
const unseenScratch = (facts: Facts): string[] => {
  const { tmp } = facts.disk;
  return tmp?.readOnly || tmp?.noexec ? openScratch(facts) : [];
};

/**
 * Whether looking for a tool failed for another reason than that it is not there: a tool is a fact
 * of null where it is absent, and is not known where the look failed.
 */
export const probeFailed = (captures: Captures, tool: keyof typeof probesForTool): boolean =>
  probesForTool[tool].some((key) => {
    const error = errorOf(captures, key);
    return (
      noAnswer(captures, key) ||
      (error !== null && error !== 'ENOENT' && error !== 'unset' && !error.startsWith('exit'))
    );
  });

/** Whether a finding leaves verdicts open instead of deciding them. */
export const isUnknown = (id: string): boolean => Object.values(unknownIds).includes(id as FindingId);
