import type { EngineName } from '../facts/engine-in-use.js';
import type { Facts } from '../facts/facts.js';
import { type Captures, textOf } from '../machine/capture.js';
import { imageLists } from '../probes/parse/engine.js';
import { type EvidenceSource, evidence, type FixSpec, finding, fixesFor } from './build-finding.js';
import type { Finding } from './finding.js';
import { isOwnMachine, lendSocket, mayNest } from './nested-engine.js';
import { installFix } from './packages.js';
import { diagnoseRootless } from './rootless.js';

const socketPath = (facts: Facts): string => {
  const host = facts.engines.docker.daemon.host ?? '';
  return host.startsWith('unix://') ? host.slice('unix://'.length) : '/var/run/docker.sock';
};

/** What stops an engine of which the client, or some other trace, is here; nothing for one that is not here at all. */
export const brokenEngine = (name: EngineName, facts: Facts, captures: Captures): Finding[] => {
  const { cli, daemon } = facts.engines[name];
  if (daemon.state === null || daemon.state === 'running') return [];
  if (name !== 'docker') {
    if (cli === null) return [];
    const rootless = diagnoseRootless(facts, captures);
    if (rootless.length > 0) return rootless;
    return [
      finding(name === 'podman' ? 'engines-podman-unusable' : 'engines-buildah-unusable', {
        title: `${name === 'podman' ? 'Podman' : 'Buildah'} is installed but does not work`,
        evidence: evidence(facts, captures, [
          { capture: name === 'podman' ? imageLists.podman : 'run:buildah info' },
          { fact: `engines.${name}.daemon.state` },
        ]),
        fixes: fixesFor(facts, captures, [
          { title: 'Show its error message', commands: [`${name} info`], open: true, by: 'host' },
        ]),
      }),
    ];
  }
  const sources: EvidenceSource[] = [
    { capture: `connect:${socketPath(facts)}` },
    { capture: 'env:DOCKER_HOST' },
    { fact: 'engines.docker.daemon.state' },
    { fact: 'engines.docker.daemon.host' },
  ];
  const sourceLines = evidence(facts, captures, sources);
  switch (daemon.state) {
    case 'denied':
      return [
        finding('engines-docker-denied', {
          title: 'This user cannot open the Docker socket (permission denied)',
          evidence: sourceLines,
          fixes: fixesFor(facts, captures, [
            mayNest(facts)
              ? installFix(facts, captures, 'podman', 'Podman does not need this permission: it runs as this user.')
              : null,
            {
              title: 'Add this user to the docker group, then log in again',
              commands: ['usermod -aG docker "$(id -un)"'],
              root: true,
              changes: 'Access to the Docker socket is equivalent to root on this machine.',
              undo: 'gpasswd -d "$(id -un)" docker',
              open: true,
            },
          ]),
        }),
      ];
    case 'unreachable':
      return [
        finding('engines-docker-unreachable', {
          title: `The Docker endpoint ${daemon.host ?? 'that is configured'} does not respond`,
          evidence: sourceLines,
          fixes: fixesFor(facts, captures, [
            forgetHost,
            { title: 'Start the engine on the machine at that address', commands: [], by: 'host' },
          ]),
        }),
      ];
    case 'stopped':
      return [
        finding('engines-docker-stopped', {
          title: 'The Docker client is installed, but the daemon does not respond',
          evidence: sourceLines,
          // A daemon that is started listens at the usual place, not where this client asks.
          fixes: fixesFor(facts, captures, asksElsewhere(captures) ? [forgetHost] : startDocker(facts, captures)),
        }),
      ];
    default:
      return cli === null
        ? []
        : [
            finding('engines-docker-stopped', {
              title: 'The Docker client is installed, but there is no daemon',
              evidence: sourceLines,
              fixes: fixesFor(facts, captures, startDocker(facts, captures)),
            }),
          ];
  }
};

const forgetHost: FixSpec = {
  title: 'Use the engine of this machine: unset DOCKER_HOST in this shell, then restart musl-wizard',
  commands: ['unset DOCKER_HOST DOCKER_CONTEXT'],
  open: true,
};

const asksElsewhere = (captures: Captures): boolean =>
  !['', 'unix:///var/run/docker.sock', 'unix:///run/docker.sock'].includes(textOf(captures, 'env:DOCKER_HOST') ?? '');

/** The daemon's program has to be here to be started; without a sign of it, installing the engine is the way. */
const startDocker = (facts: Facts, captures: Captures): (FixSpec | null)[] => {
  const here = textOf(captures, 'which:dockerd') !== null;
  if (!isOwnMachine(facts) && !facts.isolation.capabilities.includes('sys_admin')) {
    return [mayNest(facts) ? installFix(facts, captures, 'podman', 'Needs no daemon.') : null, lendSocket];
  }
  if (!here)
    return [
      installFix(facts, captures, 'docker', 'Installs the daemon, which runs as root.'),
      installFix(facts, captures, 'podman', 'Needs no daemon.'),
    ];
  if (facts.init.system === 'systemd') {
    return [
      {
        title: 'Start the Docker daemon',
        commands: ['systemctl start docker'],
        root: true,
        undo: 'systemctl stop docker docker.socket',
      },
    ];
  }
  return [
    {
      title: 'Start the Docker daemon in the background',
      // A session of its own, so that it outlives the shell; it takes some seconds until it answers. In parentheses:
      // pasted into a shell, `exit` would end that.
      commands: [
        '(setsid dockerd </dev/null >/var/log/dockerd.log 2>&1 & for n in 1 2 3 4 5 6 7 8 9 10; do sleep 1; docker version >/dev/null 2>&1 && exit 0; done; tail /var/log/dockerd.log; exit 1)',
      ],
      root: true,
      changes: 'Until the machine is shut down; adds a network bridge and firewall rules.',
      undo: '[ ! -e /var/run/docker.pid ] || kill "$(cat /var/run/docker.pid)"',
    },
  ];
};
