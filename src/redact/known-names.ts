import { type Capture, type CaptureKey, type Captures, runOf, textOf } from '../machine/capture.js';

/** Servers that everybody talks to, and names that lead nowhere. */
const publicDomains = [
  'localhost',
  'nixos.org',
  'docker.io',
  'docker.com',
  'github.com',
  'githubusercontent.com',
  'gitlab.com',
  'alpinelinux.org',
  'rust-lang.org',
  'crates.io',
  'ziglang.org',
  'cachix.org',
  'debian.org',
  'ubuntu.com',
  'determinate.systems',
  'lix.systems',
  'kernel.org',
  'gnu.org',
  'quay.io',
  'ghcr.io',
];
/** Whether a host is one that everybody talks to, or a word that stands for one. */
export const isPublic = (host: string): boolean =>
  /^host-\d+$/.test(host) ||
  publicDomains.some((domain) => host === domain || host.toLowerCase().endsWith(`.${domain}`));
/** Names that are given by systems, not by people; some of them mean something elsewhere. */
const commonNames = new Set(
  (
    'root nobody daemon nix nixbld docker podman buildah lxc lxd ubuntu debian alpine fedora arch centos runner vagrant ' +
    'node user users admin build builder app www-data ec2-user azureuser codespace vscode gitpod ci jenkins gitlab-runner ' +
    'home guest test linux localhost default vm nixos none unknown max wheel sudo'
  ).split(' '),
);

const isTelling = (name: string): boolean =>
  name.length >= 3 &&
  !commonNames.has(name) &&
  !/^nixbld\d+$/.test(name) &&
  !/^(?:user|host)-\d+$/.test(name) &&
  !/^\d+$/.test(name);

/** The names of people and hosts that captures tell by themselves, and the home folder. */
export const namesIn = (
  captures: Captures,
): { readonly users: ReadonlySet<string>; readonly hosts: ReadonlySet<string>; readonly home: string | null } => {
  const text = (key: CaptureKey) => textOf(captures, key)?.trim() ?? '';
  const home = text('env:HOME') || null;
  const users = [
    text('env:USER'),
    text('env:LOGNAME'),
    /^uid=\d+\(([^)]*)\)/.exec(runOf(captures, 'run:id')?.stdout ?? '')?.[1] ?? '',
    ...text('group:docker').split(','),
    ...text('file:/etc/subuid')
      .split('\n')
      .map((line) => line.split(':')[0] ?? ''),
    ...text('group:nixbld').split(','),
    ...homeNames(captures),
  ].filter(isTelling);
  const fullHosts = [text('file:/proc/sys/kernel/hostname'), text('env:HOSTNAME'), ...engineHosts(captures)];
  const others = Object.values(captures)
    .flatMap(servers)
    .concat(text('env:no_proxy').split(','), text('env:NO_PROXY').split(','));
  // A full name and its first label both name the host.
  const hosts = [
    ...fullHosts.flatMap((name) => [name, name.split('.')[0] ?? '']),
    ...others.filter((name) => name.includes('.')),
  ]
    .map((name) => name.trim().replace(/^\*?\./, ''))
    .filter((name) => isTelling(name) && !isPublic(name) && /^[\w.-]+$/.test(name) && !/^[\d.]+$/.test(name));
  return { users: new Set(users), hosts: new Set(hosts), home: home && home !== '/' && home !== '/root' ? home : null };
};

const homeNames = (captures: Captures): string[] => {
  const paths = ['env:HOME', 'env:PWD', 'env:TMPDIR', 'env:NIX_PATH'].map(
    (key) => textOf(captures, key as CaptureKey) ?? '',
  );
  return paths.flatMap((path) => [...path.matchAll(/\/(?:home|Users)\/([^/:\s]+)/g)].map((match) => match[1] ?? ''));
};

/** What engines call their host: Docker at the top of what it says, Podman and Buildah one level below. */
const engineHosts = (captures: Captures): string[] =>
  Object.keys(captures)
    .filter((key) => /^run:(?:docker|podman|buildah) info\b/.test(key))
    .flatMap((key) => {
      try {
        const info = JSON.parse(runOf(captures, key as `run:${string}`)?.stdout ?? '');
        return [info?.Name, info?.host?.hostname].filter((name) => typeof name === 'string');
      } catch {
        return []; // no JSON, no name
      }
    });

/** Servers that a capture names: in URLs, in accounts, and as sources of network mounts. */
const servers = (capture: Capture): string[] => {
  const text = 'code' in capture ? `${capture.stdout}\n${capture.stderr}` : capture.ok ? capture.text : '';
  const patterns = [
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@"'<>]{1,512}@)?([\w.-]{1,253})/gi,
    / - (?:nfs4?|cifs|smb3|fuse\.sshfs) (?:\/\/|[\w.+-]{1,64}@)?([\w.-]{1,253})/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
};
