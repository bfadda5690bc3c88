import { engineDiskLabel, engineInUse, engineIsElsewhere } from '../facts/engine-in-use.js';
import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { folderRead } from '../probes/disk.js';
import { type RungId, rungsBuilding } from '../rungs/registry.js';
import { formatBytes } from '../text/format.js';
import { shellQuote } from '../text/shell-quote.js';
import { type EvidenceSource, evidence, type FixSpec, finding, fixesFor } from './build-finding.js';
import type { FindingId } from './catalogue.js';
import type { Finding } from './finding.js';
import { moveScratchTo, openScratch, otherScratch } from './scratch.js';
import { shortOf, thresholds } from './thresholds.js';

type Disk = Facts['disk'][string];

/** A folder that rungs work in, and what it has to bear. */
interface Use {
  readonly label: string;
  readonly disk: Disk;
  readonly rungs: readonly RungId[];
  readonly need: 'scratch' | 'nix' | 'engine';
  readonly executes: boolean;
  /** Whether room on it counts: not for an engine that builds elsewhere. */
  readonly counts: boolean;
  readonly factor: number;
}

/** Room, inodes, and whether the folders that rungs work in can be written and executed from. */
export const diagnoseDisk = (facts: Facts, captures: Captures): Finding[] => [
  ...usesOf(facts).flatMap((use) => diagnoseUse(use, facts, captures)),
  ...diagnoseHome(facts, captures),
];

/** The folders that matter here: scratch for every rung, the store for Nix, the engine's own unless it is elsewhere. */
const usesOf = (facts: Facts): Use[] => {
  const { tmp, nix } = facts.disk;
  const uses: Use[] = [];
  const local = rungsBuilding('nix', 'here');
  const contained = rungsBuilding('container');
  if (tmp) {
    const here = engineIsElsewhere(facts) ? local : [...local, ...contained];
    uses.push({ label: 'tmp', disk: tmp, rungs: here, need: 'scratch', executes: true, counts: true, factor: 1 });
    // What was built elsewhere is still brought here and run.
    if (engineIsElsewhere(facts))
      uses.push({
        label: 'tmp',
        disk: tmp,
        rungs: contained,
        need: 'scratch',
        executes: true,
        counts: false,
        factor: 1,
      });
  }
  if (nix && facts.nix.installed !== false) {
    uses.push({
      label: 'nix',
      disk: nix,
      rungs: rungsBuilding('nix'),
      need: 'nix',
      executes: true,
      counts: true,
      factor: 1,
    });
  }
  const label = engineDiskLabel(facts);
  const own = label && facts.disk[label];
  if (own) {
    const factor = engineInUse(facts)?.engine.daemon.storageDriver === 'vfs' ? thresholds.vfsFactor : 1;
    // The engine writes as itself, so that read-only and noexec of the path as seen from here say little.
    const disk = { ...own, readOnly: null, noexec: null };
    uses.push({ label, disk, rungs: contained, need: 'engine', executes: false, counts: true, factor });
  }
  return uses;
};

const diagnoseUse = (use: Use, facts: Facts, captures: Captures): Finding[] => {
  const { label, disk, rungs, need, factor } = use;
  const path = disk.path;
  const read = folderRead(label, captures);
  const mounted: EvidenceSource[] = [
    { fact: `disk.${label}.fsType` },
    { fact: `disk.${label}.readOnly` },
    { fact: `disk.${label}.noexec` },
    { fact: `disk.${label}.writable` },
  ];
  const room: EvidenceSource[] = [
    ...(read ? [{ capture: read }] : []),
    { fact: `disk.${label}.freeBytes` },
    { fact: `disk.${label}.freeInodes` },
  ];
  // A canary takes the next folder when one will not do; other builds in /tmp do not.
  const other = otherScratch(facts) !== undefined || openScratch(facts).length > 0;
  const severity = need === 'scratch' && other ? 'warning' : 'blocker';
  const mount = (id: FindingId, title: string, fixSpecs: readonly (FixSpec | null)[]) =>
    ({ ...say(id, title, mounted, fixSpecs), severity }) as const;
  const say = (
    id: FindingId,
    title: string,
    sources: readonly EvidenceSource[],
    fixSpecs: readonly (FixSpec | null)[],
  ) =>
    finding(id, {
      title,
      rungs,
      evidence: evidence(facts, captures, sources),
      fixes: fixesFor(facts, captures, fixSpecs),
    });
  // Of a folder that is perhaps passed over, for its mount, the room is perhaps no matter.
  const mayPass = need === 'scratch' && (disk.readOnly === null || disk.noexec === null);
  const roomy = (id: FindingId, title: string): Finding => ({
    ...say(id, title, room, roomFixes(use)),
    ...(mayPass && { severity: 'warning' as const }),
  });

  if (disk.readOnly === true)
    return [mount('disk-read-only', `${path} is mounted read-only`, readOnlyFixes(use, facts))];
  if (need === 'scratch' && disk.writable === false)
    return [mount('disk-read-only', `This user cannot write to ${path}`, deniedFixes(use, facts))];
  const findings: Finding[] = [];
  if (use.executes && disk.noexec === true) {
    findings.push(mount('disk-noexec', `Programs cannot be executed in ${path} (noexec)`, noexecFixes(use, facts)));
  }
  // Of a folder that is passed over the room is no matter.
  if (!use.counts || (findings.length > 0 && severity === 'warning')) return findings;
  const short = shortOf(disk.freeBytes, thresholds.disk[need], factor);
  if (short !== null && disk.freeBytes !== null) {
    const wanted = (thresholds.disk[need][short === 'blocker' ? 'block' : 'warn'] ?? 0) * factor;
    const title = `${formatBytes(disk.freeBytes)} free in ${path}; ${formatBytes(wanted)} are ${short === 'blocker' ? 'needed' : 'advised'}`;
    findings.push(roomy(short === 'blocker' ? 'disk-full' : 'disk-low', title));
  }
  const few = shortOf(disk.freeInodes, thresholds.inodes[need]);
  if (few !== null && disk.freeInodes !== null) {
    const wanted = thresholds.inodes[need][few === 'blocker' ? 'block' : 'warn'] ?? 0;
    const title = `${disk.freeInodes} inodes free in ${path}; ${wanted} are ${few === 'blocker' ? 'needed' : 'advised'}`;
    findings.push(roomy(few === 'blocker' ? 'disk-inodes-exhausted' : 'disk-inodes-low', title));
  }
  return findings;
};

const moveScratch = (facts: Facts): FixSpec | null => {
  const other = otherScratch(facts);
  return other
    ? {
        title: `Use ${other.path} for scratch files`,
        commands: moveScratchTo(other),
        changes: 'Restart musl-wizard from that shell.',
        open: true,
      }
    : null;
};

const readOnlyFixes = ({ need, disk }: Use, facts: Facts): (FixSpec | null)[] => [
  need === 'scratch' ? moveScratch(facts) : null,
  facts.container.kind === 'none'
    ? {
        title: `Mount ${disk.path} writable`,
        commands: [`mount -o remount,rw ${shellQuote([disk.path])}`],
        root: true,
        changes: 'Makes the whole mount writable.',
        undo: `mount -o remount,ro ${shellQuote([disk.path])}`,
        open: true,
      }
    : {
        title: `Restart the container with ${disk.path} writable`,
        commands: [`docker run --tmpfs ${shellQuote([`${disk.path}:exec`])} IMAGE`],
        changes: 'Read-only was set from outside: --read-only of the engine, or readOnlyRootFilesystem of the pod.',
        by: 'host',
        open: true,
      },
];

const deniedFixes = (use: Use, facts: Facts): (FixSpec | null)[] =>
  facts.container.kind === 'none'
    ? [
        moveScratch(facts),
        {
          title: `Let all users write to ${use.disk.path}`,
          commands: [`chmod 1777 ${shellQuote([use.disk.path])}`],
          root: true,
          changes: 'The usual mode of a folder for temporary files.',
          open: true,
        },
      ]
    : readOnlyFixes(use, facts);

const noexecFixes = ({ need, disk }: Use, facts: Facts): (FixSpec | null)[] => [
  need === 'scratch' ? moveScratch(facts) : null,
  facts.container.kind === 'none'
    ? {
        title: `Allow programs to run from ${disk.path}`,
        commands: [`mount -o remount,exec ${shellQuote([disk.path])}`],
        root: true,
        changes: 'Removes the noexec protection from that whole mount until the next boot.',
        undo: `mount -o remount,noexec ${shellQuote([disk.path])}`,
        open: true,
      }
    : {
        title: `Restart the container with ${disk.path} executable`,
        commands: [`docker run --tmpfs ${shellQuote([`${disk.path}:exec`])} IMAGE`],
        by: 'host',
        open: true,
      },
];

const roomFixes = ({ need, disk }: Use): FixSpec[] => {
  if (need === 'nix') {
    return [
      {
        title: 'Delete unreferenced store paths',
        commands: ['nix-collect-garbage'],
        changes: 'Deleted paths are rebuilt or downloaded again when needed.',
      },
    ];
  }
  if (need === 'engine') {
    return [
      {
        title: "Remove the engine's dangling images and build cache",
        commands: ['docker system prune'],
        changes:
          'Removes stopped containers, unused networks, dangling images and build cache of all users; asks first.',
        open: true,
      },
    ];
  }
  return [
    {
      title: `Free disk space in ${disk.path}`,
      commands: [`du -x -d 1 -h ${shellQuote([disk.path])} | sort -h | tail`],
      open: true,
    },
  ];
};

/** The folder of settings, which need not lie in the home folder; that one where it is not known. */
const diagnoseHome = (facts: Facts, captures: Captures): Finding[] => {
  const { config } = facts.disk;
  const label = config && (config.readOnly ?? config.writable) !== null ? 'config' : 'home';
  const folder = facts.disk[label];
  if (folder === undefined || (folder.readOnly !== true && folder.writable !== false)) return [];
  const why = folder.readOnly ? `${folder.path} is mounted read-only` : `This user cannot write to ${folder.path}`;
  return [
    finding('disk-home-read-only', {
      title: `${why}: a setup cannot be saved there`,
      evidence: evidence(facts, captures, [
        { fact: `disk.${label}.path` },
        { fact: `disk.${label}.readOnly` },
        { fact: `disk.${label}.writable` },
      ]),
      fixes: fixesFor(facts, captures, [
        { title: 'Use another settings folder', commands: ['musl-wizard --config-dir DIR'], open: true },
      ]),
    }),
  ];
};
