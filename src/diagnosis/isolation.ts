import type { Facts } from '../facts/facts.js';
import { type Captures, textOf } from '../machine/capture.js';
import { type EvidenceSource, evidence, type FixSpec, finding, fixesFor } from './build-finding.js';
import type { Finding } from './finding.js';

/** Privileges that this process lacks and a rung needs. */
export const diagnoseIsolation = (facts: Facts, captures: Captures): Finding[] => [
  ...namespaces(facts, captures),
  ...privileges(facts, captures),
];

const apparmorKnob = 'file:/proc/sys/kernel/apparmor_restrict_unprivileged_userns' as const;
const debianKnob = 'file:/proc/sys/kernel/unprivileged_userns_clone' as const;
const countKnob = 'file:/proc/sys/user/max_user_namespaces' as const;

/** Root with all rights needs no user namespace, so the missing namespaces are not reported. */
const namespaces = (facts: Facts, captures: Captures): Finding[] => {
  const { userNamespaces, capabilities, seccomp } = facts.isolation;
  if (userNamespaces.canCreate !== false || capabilities.includes('sys_admin')) return [];
  const read = (key: `file:${string}`) => textOf(captures, key)?.trim();
  // Nix has a finding of its own; apart from it, only rootless engines need namespaces.
  const wanted = facts.isolation.uid !== 0 && (facts.engines.podman.cli !== null || facts.engines.buildah.cli !== null);
  const inside = facts.container.kind !== null && facts.container.kind !== 'none';
  const by = inside ? { by: 'host' as const } : {};
  if (read(apparmorKnob) === '1') {
    return [
      finding('isolation-apparmor-userns', {
        title: 'AppArmor allows user namespaces only for programs with a profile',
        evidence: evidence(facts, captures, [{ capture: apparmorKnob }, { fact: 'isolation.apparmor' }]),
        fixes: fixesFor(facts, captures, [
          {
            title: 'Allow one program, with its own profile',
            commands: [
              "printf 'abi <abi/4.0>,\\nprofile NAME PROGRAM flags=(unconfined) {\\n  userns,\\n}\\n' > /etc/apparmor.d/NAME",
              'apparmor_parser -r /etc/apparmor.d/NAME',
            ],
            root: true,
            changes: 'Only that program gets the permission.',
            undo: 'apparmor_parser -R /etc/apparmor.d/NAME; rm /etc/apparmor.d/NAME',
            open: true,
            ...by,
          },
          {
            title: 'Allow every program',
            commands: ['sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
            root: true,
            changes: 'For the whole machine, until the next boot; weakens protection against kernel exploits.',
            undo: 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=1',
            ...by,
          },
        ]),
        links: [{ title: 'nixpkgs, issue 399300', url: 'https://github.com/NixOS/nixpkgs/issues/399300' }],
      }),
    ];
  }
  const sources: EvidenceSource[] = [
    { capture: debianKnob, match: /^0$/ },
    { capture: countKnob, match: /^0$/ },
    { capture: 'file:/proc/self/status', match: /^(Seccomp|CapEff|NoNewPrivs):/ },
    { fact: 'isolation.userNamespaces.canCreate' },
  ];
  const fixSpecs: (FixSpec | null)[] = [
    read(debianKnob) === '0'
      ? {
          title: 'Allow users to create user namespaces',
          commands: ['sysctl -w kernel.unprivileged_userns_clone=1'],
          root: true,
          changes: 'For the whole machine, until the next boot.',
          undo: 'sysctl -w kernel.unprivileged_userns_clone=0',
          ...by,
        }
      : null,
    read(countKnob) === '0'
      ? {
          title: 'Allow user namespaces',
          commands: ['sysctl -w user.max_user_namespaces=28633'],
          root: true,
          changes: 'For the whole machine, until the next boot.',
          undo: 'sysctl -w user.max_user_namespaces=0',
          ...by,
        }
      : null,
    inside && seccomp === 'filter'
      ? {
          title: 'Restart the container with a seccomp profile that allows it',
          commands: ['docker run --security-opt seccomp=PROFILE.json IMAGE'],
          changes:
            "The engine's default profile blocks new user namespaces; --privileged also works, but grants much more.",
          by: 'host',
          open: true,
        }
      : null,
  ];
  return [
    finding('isolation-userns-denied', {
      severity: wanted ? 'warning' : 'info',
      title: 'User namespaces cannot be created: no Nix sandbox, no rootless containers',
      evidence: evidence(facts, captures, sources),
      fixes: fixesFor(facts, captures, fixSpecs),
    }),
  ];
};

const privileges = (facts: Facts, captures: Captures): Finding[] => {
  const findings: Finding[] = [];
  if (facts.isolation.noNewPrivs === true && facts.isolation.uid !== 0) {
    findings.push(
      finding('isolation-no-new-privs', {
        title: 'no_new_privs is set: sudo and newuidmap have no effect here',
        evidence: evidence(facts, captures, [
          { capture: 'file:/proc/self/status', match: /^NoNewPrivs:/ },
          { fact: 'isolation.noNewPrivs' },
        ]),
        fixes: fixesFor(facts, captures, [
          {
            title: 'Restart the container without it',
            commands: [],
            changes:
              'Set by --security-opt no-new-privileges of the engine, or allowPrivilegeEscalation: false of the pod.',
            by: 'host',
          },
        ]),
      }),
    );
  }
  if (facts.isolation.selinux === 'enforcing' && facts.engines.docker.cli !== null) {
    findings.push(
      finding('isolation-selinux-enforcing', {
        title: 'SELinux is enforcing: folders mounted into a container need the option :z',
        evidence: evidence(facts, captures, [
          { capture: 'file:/sys/fs/selinux/enforce' },
          { fact: 'isolation.selinux' },
        ]),
      }),
    );
  }
  return findings;
};
