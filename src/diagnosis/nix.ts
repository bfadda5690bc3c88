import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { rungsBuilding } from '../rungs/registry.js';
import { type EvidenceSource, evidence, type FixSpec, finding, fixesFor, option } from './build-finding.js';
import type { FindingId } from './catalogue.js';
import type { Finding, Link } from './finding.js';
import { diagnoseLostBuilders, diagnoseNixBuilds } from './nix-builds.js';
import { nixConfLine } from './nix-conf-line.js';
import { diagnoseNixStore } from './nix-store.js';
import { installFix } from './packages.js';
import { isOffline, reaches } from './reach.js';

/** Whether Nix is here, its store can be used, packages are found, and builds can run. */
export const diagnoseNix = (facts: Facts, captures: Captures): Finding[] => {
  if (facts.nix.installed === null) return [];
  if (!facts.nix.installed)
    return [
      facts.nix.store.exists === true ? notFound(facts, captures) : absent(facts, captures),
      ...diagnoseLostBuilders(facts, captures),
    ];
  return [
    ...diagnoseNixStore(facts, captures),
    ...diagnoseNixPackages(facts, captures),
    ...diagnoseNixBuilds(facts, captures),
  ];
};

const absent = (facts: Facts, captures: Captures): Finding =>
  finding('nix-absent', {
    title: 'Nix is not installed',
    evidence: evidence(facts, captures, [
      { capture: 'which:nix' },
      { capture: 'which:nix-build' },
      { capture: 'stat:/nix/store' },
      { fact: 'nix.installed' },
    ]),
    fixes: fixesFor(facts, captures, installFixSpecs(facts, captures)),
    links: [{ title: 'Installing Nix', url: 'https://nix.dev/manual/nix/latest/installation/' }],
  });

/** The narrowest first: nothing outside the home folder, then a package, then an installer. */
const installFixSpecs = (facts: Facts, captures: Captures): (FixSpec | null)[] => {
  const fetches = reaches(facts, 'nixos.org') ?? isOffline(facts) === false;
  const uid = facts.isolation.uid;
  const rootWritable = facts.disk.root?.readOnly !== true;
  const portable = 'https://github.com/DavHau/nix-portable/releases/latest/download/nix-portable-$(uname -m)';
  return [
    fetches && uid !== 0
      ? {
          title: 'Install nix-portable into your home folder',
          commands: [`curl -fL ${portable} -o "$HOME/nix-portable"`, 'chmod +x "$HOME/nix-portable"'],
          changes: 'Needs neither root nor /nix; slower if it falls back to proot. Downloads a program from GitHub.',
          undo: 'rm -f "$HOME/nix-portable"',
          open: true,
        }
      : null,
    rootWritable ? installFix(facts, captures, 'nix', 'Installs from the distribution; usually an older Nix.') : null,
    fetches && rootWritable && facts.init.system === 'systemd'
      ? {
          title: 'Install Nix with its official installer, with a daemon',
          commands: ['curl -fL https://nixos.org/nix/install -o nix-install.sh', 'sh nix-install.sh --daemon --yes'],
          root: true,
          changes: 'Creates /nix, 32 build users and a systemd service; edits shell profiles.',
          open: true,
        }
      : null,
    fetches && rootWritable && facts.init.system !== 'systemd' && uid !== 0
      ? {
          title: 'Install Nix for this user only, without a daemon',
          commands: ['curl -fL https://nixos.org/nix/install -o nix-install.sh', 'sh nix-install.sh --no-daemon'],
          root: true,
          changes: 'Creates /nix, owned by this user; uses sudo once.',
          open: true,
        }
      : null,
  ];
};

/** A store and no program: Nix was installed, and its profile is not loaded. */
const notFound = (facts: Facts, captures: Captures): Finding =>
  finding('nix-not-on-path', {
    title: 'There is a Nix store, but no Nix command was found',
    evidence: evidence(facts, captures, [
      { capture: 'which:nix' },
      { capture: 'stat:/nix/store' },
      { fact: 'nix.store.exists' },
    ]),
    fixes: fixesFor(facts, captures, [
      {
        title: 'Load the Nix profile in this shell, then restart musl-wizard',
        commands: [
          '. /nix/var/nix/profiles/default/etc/profile.d/nix.sh',
          'command -v nix-build || ls -d /nix/store/*-nix-[0-9]*/bin',
        ],
        changes: 'Sets PATH and NIX_PATH in this shell only.',
        open: true,
      },
      ...installFixSpecs(facts, captures),
    ]),
  });

const nixPathLinks: Link[] = [{ title: 'Pinning nixpkgs', url: 'https://nix.dev/reference/pinning-nixpkgs' }];

/** Whether <nixpkgs> is found, and whether what it names can be fetched. */
const diagnoseNixPackages = (facts: Facts, captures: Captures): Finding[] => {
  const { nixpkgs, features, substituters } = facts.nix;
  const offline = reaches(facts, 'channels.nixos.org') === false;
  const say = (
    id: FindingId,
    title: string,
    sources: readonly EvidenceSource[],
    fixSpecs: readonly (FixSpec | null)[],
    more = {},
  ) =>
    finding(id, {
      title,
      evidence: evidence(facts, captures, sources),
      fixes: fixesFor(facts, captures, fixSpecs),
      ...more,
    });
  const findings: Finding[] = [];
  const flakes = features.includes('flakes') && features.includes('nix-command');
  if (nixpkgs.source === 'none') {
    findings.push(
      say(
        'nix-nixpkgs-missing',
        '<nixpkgs> is not found: no channel, no NIX_PATH',
        [{ capture: 'env:NIX_PATH' }, { fact: 'nix.nixpkgs.source' }],
        [
          {
            title: 'Use a copy of nixpkgs',
            commands: rungsBuilding('nix').map((rung) => `musl-wizard canary ${rung} --nixpkgs FOLDER_OR_TARBALL`),
            changes:
              'Without a network, bring the copy from another machine. For the whole shell: export NIX_PATH=nixpkgs=FOLDER_OR_TARBALL',
            input: {
              word: 'FOLDER_OR_TARBALL',
              label: 'Folder, archive or address of nixpkgs',
              kind: 'package-set',
              ...option('nix', 'nixpkgs'),
            },
          },
          offline
            ? null
            : {
                title: 'Subscribe to the channel nixpkgs-unstable',
                commands: [
                  'nix-channel --add https://channels.nixos.org/nixpkgs-unstable nixpkgs',
                  'nix-channel --update',
                ],
                changes: 'For this user; downloads about 40 MB, 300 MB unpacked.',
                undo: 'nix-channel --remove nixpkgs',
              },
        ],
        { links: nixPathLinks },
      ),
    );
  }
  if (nixpkgs.source === 'registry' && !flakes) {
    findings.push(
      say(
        'nix-features-off',
        'nixpkgs comes from the flake registry, but flakes are disabled',
        [{ fact: 'nix.features' }],
        [
          {
            title: 'Enable flakes in this shell, then restart musl-wizard',
            commands: ["export NIX_CONFIG='extra-experimental-features = nix-command flakes'"],
            open: true,
          },
          {
            title: 'Enable flakes for this user',
            ...nixConfLine('extra-experimental-features = nix-command flakes'),
          },
        ],
        { severity: 'blocker' },
      ),
    );
  }
  const remote = substituters.filter((url) => /^https?:/.test(url));
  const cached =
    substituters.length > remote.length ||
    remote.some((url) => reaches(facts, url.split('/')[2]?.split(':')[0] ?? '') !== false);
  if (!cached) {
    findings.push(
      say(
        'nix-no-substituter',
        'No binary cache can be reached: anything not in the store is built from source',
        [{ fact: 'nix.substituters' }, { server: 'cache.nixos.org' }],
        [
          {
            title: 'Bring a binary cache: fill it on another machine, then use it here',
            commands: ['nix copy --to file:///CACHE PATHS', "export NIX_CONFIG='extra-substituters = file:///CACHE'"],
            open: true,
          },
        ],
      ),
    );
  }
  return findings;
};
