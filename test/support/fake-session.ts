import type { CanaryEvent, RunCanary } from '../../src/build/canary/canary.js';
import type { CanaryResult } from '../../src/build/result.js';
import type { Finding, Fix } from '../../src/diagnosis/finding.js';
import { createSession, type SessionEffects } from '../../src/engine/create-session.js';
import type { Examination } from '../../src/engine/examination.js';
import type { Session } from '../../src/engine/session.js';
import type { RungId } from '../../src/rungs/registry.js';
import { artifact, canaryResult } from './canary-result.js';
import { someFacts } from './facts.js';

/** A fix that changes nothing by itself, with what a test does not care for filled in. */
export const fix = (over: Partial<Fix> & { title: string }): Fix => ({
  commands: [],
  needsRoot: false,
  changes: null,
  undo: null,
  runnable: false,
  ...over,
});

/** What only the one who started this container can do about a folder. */
export const restartedByHost = (how: string): Fix =>
  fix({ title: `Restart the container with ${how}`, commands: ['docker run --tmpfs /tmp:exec …'], who: 'host' });

/** A finding with what a test does not care for filled in. */
export const finding = (over: Partial<Finding> & { id: string }): Finding => ({
  severity: 'blocker',
  rungs: [],
  title: over.id,
  evidence: [],
  fixes: [],
  links: [],
  ...over,
});

export const nixAbsent = finding({
  id: 'nix-absent',
  rungs: ['pkgs-musl'],
  title: 'Nix is not installed',
  evidence: ['which:nix: not found', 'stat:/nix/store: ENOENT'],
  fixes: [
    {
      title: 'Install Nix for this user',
      commands: ['curl -L https://nixos.org/nix/install -o install-nix', 'sh install-nix --no-daemon'],
      needsRoot: false,
      changes: 'Creates /nix and adds a line to the profile of your shell.',
      undo: 'rm -rf /nix ~/.nix-profile',
      runnable: true,
    },
  ],
  links: [{ title: 'Nix manual', url: 'https://nixos.org/manual/nix/stable/installation' }],
});

const dockerStopped = finding({
  id: 'docker-stopped',
  rungs: ['alpine'],
  title: 'Docker is installed but nobody answers its socket',
  evidence: ['connect:/var/run/docker.sock: ECONNREFUSED'],
  fixes: [
    {
      title: 'Start the Docker service',
      commands: ['systemctl start docker'],
      needsRoot: true,
      changes: null,
      undo: 'systemctl stop docker',
      runnable: true,
    },
  ],
});

const littleDisk = finding({
  id: 'disk-small',
  severity: 'warning',
  title: 'Little room in /tmp: 900 MiB',
  evidence: ['df:/tmp: 943718400 100000 2147483648'],
});

/** A machine on which only glibc-static is ready. */
export const examination: Examination = {
  machine: { target: 'local', collectedAt: '2026-11-21T07:00:00Z', collector: 'node', durationMs: 420 },
  captures: {},
  project: null,
  facts: someFacts({ nix: { installed: false, version: null } }),
  findings: [nixAbsent, dockerStopped, littleDisk],
  rungs: [
    { id: 'pkgs-musl', verdict: 'fixable', because: ['nix-absent'] },
    { id: 'alpine', verdict: 'fixable', because: ['docker-stopped'] },
    { id: 'glibc-static', verdict: 'ready', because: [] },
  ],
  recommendation: {
    rung: 'glibc-static',
    upx: false,
    reason: 'glibc-static is ready now; alpine would be better, once Docker runs.',
  },
};

/** A canary that built a program and ran it, unless specified otherwise. */
export const result = (over: Partial<CanaryResult> = {}): CanaryResult =>
  canaryResult({
    durationMs: 1234,
    steps: [{ name: 'compile', command: ['cc', '-static', 'main.c'], code: 0, durationMs: 900 }],
    artifact: artifact(),
    ran: true,
    logFile: '/tmp/state/glibc-static.log',
    reason: 'The program was built, is static and ran here.',
    ...over,
  });

/** A try that failed for a known reason. */
export const failure = (rung: RungId): CanaryResult =>
  result({
    rung,
    outcome: 'failed',
    artifact: null,
    ran: null,
    reason: 'The compiler could not be fetched.',
    diagnoses: [
      {
        cause: 'dns-failure',
        root: true,
        confidence: 0.9,
        line: 12,
        excerpt: 'wget: bad address dl-cdn.alpinelinux.org',
        title: 'Host names cannot be resolved in the build',
        why: 'The container has no name server that answers.',
        fixes: [
          {
            title: 'Give Docker a name server',
            commands: ['dockerd --dns 9.9.9.9'],
            needsRoot: true,
            changes: null,
            undo: null,
            runnable: false,
          },
        ],
        links: [],
      },
    ],
  });

export interface Script {
  readonly examination?: Examination;
  /** What a canary does before its result; awaited. */
  readonly canary?: (emit: (event: CanaryEvent) => void, signal: AbortSignal, rung: RungId) => Promise<void>;
  readonly results?: Partial<Record<RungId, CanaryResult>>;
  readonly effects?: Partial<SessionEffects>;
}

/** The real session over scripted effects: nothing is run, nothing is written. */
export const fakeSession = (script: Script = {}): Session => {
  const seen = script.examination ?? examination;
  const runCanary: RunCanary = async (rung, _facts, { signal, onEvent }) => {
    onEvent({ type: 'log-file', path: `/tmp/state/${rung}.log` });
    await script.canary?.(onEvent, signal, rung);
    if (signal.aborted)
      return result({ rung, outcome: 'cancelled', artifact: null, ran: null, reason: 'It was stopped.' });
    return script.results?.[rung] ?? result({ rung });
  };
  return createSession(
    {
      examine: async ({ onEvent }) => {
        onEvent({ type: 'domain', domain: 'os', facts: { os: seen.facts.os } });
        onEvent({ type: 'examined', examination: seen });
        return seen;
      },
      runCanary,
      runFix: async () => ({ applied: true, output: 'done', reason: 'The service was started.' }),
      save: async () => ({ path: '/home/user/.config/musl-wizard/project.json', hints: [] }),
      now: () => new Date('2026-11-21T07:00:00Z'),
      ...script.effects,
    },
    {
      project: '/home/user/project',
      upx: false,
      rungOptions: {},
      timeoutMs: 1000,
      signal: new AbortController().signal,
    },
  );
};
