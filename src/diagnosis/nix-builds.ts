import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { rungsBuilding } from '../rungs/registry.js';
import { evidence, type FixSpec, finding, fixesFor, option } from './build-finding.js';
import type { Finding } from './finding.js';
import { nixConfLine } from './nix-conf-line.js';
import { goesThroughDaemon } from './nix-store.js';

/** Whether a build that is started will run: sandbox, seccomp filter, kernel, trust. */
export const diagnoseNixBuilds = (facts: Facts, captures: Captures): Finding[] => {
  const daemon = goesThroughDaemon(facts, captures);
  return [
    ...(daemon ? trust(facts, captures) : sandbox(facts, captures)),
    ...seccomp(facts, captures),
    ...diagnoseLostBuilders(facts, captures),
  ];
};

const setting = (name: string, value: string, title: string, changes: string): FixSpec[] => [
  {
    title: `${title}, for one build`,
    commands: rungsBuilding('nix').map((rung) => `musl-wizard canary ${rung} --nix-option ${name}=${value}`),
    changes,
    open: true,
  },
  {
    title: `${title}, for this user`,
    ...nixConfLine(`${name} = ${value}`),
    changes,
  },
];

/** Builds of a daemon have the daemon's rights, so only builds of this process are judged. */
const sandbox = (facts: Facts, captures: Captures): Finding[] => {
  const asked = facts.nix.sandbox;
  const { userNamespaces, capabilities } = facts.isolation;
  if (asked === 'false' || userNamespaces.canCreate !== false || capabilities.includes('sys_admin')) return [];
  return [
    finding('nix-sandbox-impossible', {
      title: 'The Nix sandbox cannot be created: no user namespaces, no permission to mount',
      evidence: evidence(facts, captures, [
        { capture: 'file:/proc/self/status', match: /^(CapEff|Seccomp|NoNewPrivs):/ },
        { capture: 'file:/proc/sys/user/max_user_namespaces' },
        { fact: 'isolation.userNamespaces.canCreate' },
        { fact: 'nix.sandbox' },
      ]),
      fixes: fixesFor(
        facts,
        captures,
        setting(
          'sandbox',
          'false',
          'Build without the sandbox',
          'A build can then access the whole machine and the network: less reproducible, less safe.',
        ),
      ),
      links: [
        { title: 'sandbox in nix.conf', url: 'https://nix.dev/manual/nix/latest/command-ref/conf-file#conf-sandbox' },
      ],
    }),
  ];
};

/** WSL 1 has no seccomp filters; under emulation (a handler for this very architecture) they are refused. */
const seccomp = (facts: Facts, captures: Captures): Finding[] => {
  const own = facts.binfmt.handlers.find(
    ({ arch, enabled }) => enabled === true && arch !== null && arch === facts.os.arch,
  );
  if (facts.container.kind !== 'wsl1' && !own) return [];
  return [
    finding('nix-seccomp-rejected', {
      title: own
        ? `This system itself may run under emulation (${own.name}): seccomp filters do not work`
        : 'WSL 1 does not support seccomp filters',
      evidence: own
        ? [`binfmt.handlers: ${own.name} runs ${own.arch} by ${own.interpreter ?? 'an unknown interpreter'}`]
        : evidence(facts, captures, [{ capture: 'file:/proc/version' }, { fact: 'container.kind' }]),
      fixes: fixesFor(
        facts,
        captures,
        setting(
          'filter-syscalls',
          'false',
          'Build without the seccomp filter',
          'A build could then create setuid files in the store.',
        ),
      ),
      links: [
        { title: 'nix-installer, issue 734', url: 'https://github.com/DeterminateSystems/nix-installer/issues/734' },
      ],
    }),
  ];
};

/** Whether builds are known to lose their exit status on this kernel, also of a Nix that is still to be installed. */
export const diagnoseLostBuilders = (facts: Facts, captures: Captures): Finding[] => {
  if (facts.container.kind !== 'gvisor') return [];
  return [
    finding('nix-builders-lost', {
      title:
        'Under gVisor, builds are known to fail with "cannot get exit status of PID": downloads work, builds may not',
      evidence: evidence(facts, captures, [
        { capture: 'file:/proc/version' },
        { fact: 'os.kernel' },
        { fact: 'container.kind' },
      ]),
      fixes: fixesFor(facts, captures, [
        {
          title: 'Build on another machine',
          commands: rungsBuilding('nix').map((rung) => `musl-wizard canary ${rung} --nix-builders ssh://USER@HOST`),
          changes: 'Evaluation stays on this machine.',
          input: {
            word: 'ssh://USER@HOST',
            label: 'The machine, as ssh://USER@HOST',
            kind: 'machine',
            ...option('nix', 'nixBuilders'),
          },
        },
      ]),
    }),
  ];
};

const trust = (facts: Facts, captures: Captures): Finding[] =>
  facts.nix.trustedUser === false
    ? [
        finding('nix-user-untrusted', {
          title: 'The daemon does not trust this user: sandbox, substituters and builders cannot be set from here',
          evidence: evidence(facts, captures, [
            { capture: 'file:/etc/nix/nix.conf', match: /trusted-users/ },
            { fact: 'nix.trustedUser' },
          ]),
          fixes: fixesFor(facts, captures, [
            {
              title: 'As root, allow the binary caches you need',
              commands: ["printf '%s %s\\n' 'extra-trusted-substituters =' URL >> /etc/nix/nix.conf"],
              root: true,
              changes: 'All users can then use that cache; safer than trusting a user.',
              input: { word: 'URL', label: 'Address of the binary cache', kind: 'address' },
            },
            {
              title: 'As root, make this user trusted',
              commands: ["printf '%s %s\\n' 'extra-trusted-users =' USER >> /etc/nix/nix.conf"],
              root: true,
              changes: 'A trusted user is equivalent to root.',
              input: { word: 'USER', label: 'Name of the user', kind: 'user' },
            },
          ]),
        }),
      ]
    : [];
