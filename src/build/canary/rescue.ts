import type { Diagnosis } from '../../explain/diagnosis.js';
import type { RungOptions } from '../../rungs/options.js';
import type { RungId } from '../../rungs/rung-id.js';
import type { Variation } from '../result.js';

interface Rescue {
  readonly rung: RungId;
  readonly causes: readonly string[];
  readonly name: string;
  readonly givesUp: string | null;
  readonly change: (options: RungOptions) => RungOptions;
}

const setting =
  (key: string, value: string) =>
  (options: RungOptions): RungOptions => ({ ...options, nixSettings: { ...options.nixSettings, [key]: value } });

/** What the cause of a failure says is worth one more try, each for one build only; nothing on the machine is changed. */
const rescues: readonly Rescue[] = [
  {
    rung: 'pkgs-musl',
    causes: [
      'nix-sandbox-lacks-shell',
      'nix-sandbox-namespaces-unavailable',
      'nix-sandbox-mount-ns-missing',
      'nested-proc-mount-refused',
      'userns-creation-denied',
    ],
    name: "without Nix's sandbox",
    givesUp: 'the build sees the whole machine and the network',
    change: setting('sandbox', 'false'),
  },
  {
    rung: 'pkgs-musl',
    causes: ['nix-seccomp-filter-rejected'],
    name: "without Nix's system-call filter",
    givesUp: 'the build may make setuid files',
    change: setting('filter-syscalls', 'false'),
  },
  {
    rung: 'pkgs-musl',
    causes: ['nixbld-group-missing', 'nix-build-users-exhausted'],
    name: 'without build users',
    givesUp: 'the build runs as the user who asks for it',
    change: setting('build-users-group', ''),
  },
  {
    rung: 'pkgs-musl',
    causes: ['nix-auto-allocate-uids-unusable'],
    name: 'without user ids of its own',
    givesUp: null,
    change: setting('auto-allocate-uids', 'false'),
  },
];

/** The one thing to do otherwise that the root cause of a failed canary asks for; null when there is none. Pure. */
export const rescueOf = (rung: RungId, diagnoses: readonly Diagnosis[], options: RungOptions): Variation | null => {
  const roots = diagnoses.filter(({ root }) => root).map(({ cause }) => cause);
  const rescue = rescues.find((each) => each.rung === rung && each.causes.some((cause) => roots.includes(cause)));
  return rescue ? { name: rescue.name, givesUp: rescue.givesUp, options: rescue.change(options) } : null;
};
