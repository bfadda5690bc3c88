/**
 * What a snapshot keeps of each capture: the fields that a probe or a diagnosis reads, and nothing else. A capture
 * that is not declared here keeps nothing, and a test says so of each key that is read.
 */
import {
  fields,
  firstLine,
  json,
  type Keep,
  type Kept,
  keepMatches,
  lines,
  mapped,
  messagesOf,
  type Names,
  nothing,
  numbers,
  set,
  shaped,
  version,
  versions,
  whole,
} from './keep.js';
import { knownArchives, knownHeaders } from './known-libraries.js';
import { vendorOf } from './parse/hypervisor.js';
import { at } from './parse/json.js';

const strings = (found: unknown): string[] =>
  Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
const plugins = (found: unknown, names: Names): unknown[] =>
  (Array.isArray(found) ? found : [])
    .filter((plugin) => at(plugin, 'Name') === 'buildx')
    .map((plugin) => shaped(plugin, { Name: mapped, Path: mapped, Version: versions }, names));

const dockerInfo = json(
  {
    ServerVersion: versions,
    Driver: mapped,
    OSType: mapped,
    Architecture: mapped,
    DockerRootDir: mapped,
    ClientInfo: { Context: mapped, Version: versions },
    version: { Version: versions },
    store: { graphDriverName: mapped, graphRoot: mapped },
  },
  (value, names) => {
    const found = at(value, 'ClientInfo', 'Plugins');
    return {
      ...(at(value, 'ServerErrors') === null
        ? {}
        : { ServerErrors: strings(at(value, 'ServerErrors')).map(messagesOf) }),
      ...(at(value, 'SecurityOptions') === null
        ? {}
        : {
            SecurityOptions: strings(at(value, 'SecurityOptions')).flatMap(
              (text) => /name=rootless/.exec(text)?.[0] ?? [],
            ),
          }),
      ...(found === null ? {} : { ClientInfo: { Plugins: plugins(found, names) } }),
    };
  },
);

const dockerContext = json({ Name: mapped, Endpoints: { docker: { Host: mapped } } });

const mountOptions =
  /^(?:ro|rw|noexec|nosuid|nodev|cpu|cpuacct|memory|pids|blkio|devices|freezer|cpuset|net_cls|net_prio|perf_event|hugetlb|rdma|misc)$/;
const optionsOf = (text: string | undefined): string =>
  (text ?? '')
    .split(',')
    .filter((option) => mountOptions.test(option))
    .join(',') || '-';

/** Of a mount: where, of what type, and whether it may be written and executed on. */
const mounts = lines((line, names) => {
  const [before = '', after = ''] = line.split(' - ', 2);
  const [id = '', parent = '', device = '', root, point, options] = before.split(' ');
  const [type, , superOptions] = after.split(' ');
  if (!root || !point || !options || !type) return null;
  const figures = [id, parent, device].map((figure) => (/^[\d:]{1,20}$/.test(figure) ? figure : '0'));
  return `${figures.join(' ')} ${names.text(root)} ${names.text(point)} ${optionsOf(options)} - ${names.text(type)} none ${optionsOf(superOptions)}`;
});

const settingNames =
  'build-users-group|experimental-features|sandbox|trusted-users|substituters|nix-path|builders|platforms';
const setting = new RegExp(`^\\s*((?:extra-)?(?:${settingNames})|include|!include)(\\s*=\\s*|\\s+)(.*)$`);
/** Settings of Nix that are read, without comments. */
const nixSettings = lines((line, names) => {
  const [, name, between = '', value = ''] = setting.exec(line.split('#')[0] ?? '') ?? [];
  if (!name || (between.includes('=') && name.endsWith('include'))) return null;
  return `${name}${between.includes('=') ? ' = ' : ' '}${names.text(value.trim())}`;
});

const levels = (content: Keep): Keep =>
  lines((line, names) => {
    const tab = line.indexOf('\t');
    return tab < 0 ? null : `${names.text(line.slice(0, tab))}\t${content(line.slice(tab + 1), names)}`;
  });
const memoryStat: Keep = (text) =>
  (text.match(/(?:^| )(?:inactive_file|total_inactive_file|hierarchical_memory_limit) \d{1,20}(?= |$)/g) ?? [])
    .map((found) => found.trim())
    .join(' ');

const handler = lines((line, names) => {
  const magic = /^magic 7f454c46[\da-f]{32}/.exec(line)?.[0];
  if (magic) return magic;
  if (/^(?:enabled|disabled|flags: [A-Z]{0,8}|offset \d{1,6})$/.test(line)) return line;
  return line.startsWith('interpreter ') ? names.text(line) : null;
});

const osRelease = lines((line, names) =>
  /^(?:ID|VERSION_ID)=["']?[a-z0-9._-]{0,40}["']?$/.test(line) ? names.version(line) : null,
);

const images = lines((line, names) => (/alpine/i.test(line) ? names.text(line) : null));

/** One line for each route: that there is one, and whether it is the loopback's. */
const routes = lines((line) => (line.trim() === '' ? null : /\slo\s*$/.test(line) ? 'route lo' : 'route'));

const builder = lines((line, names) => {
  const [, name, value = ''] = /^(Name|Driver|Endpoint|Platforms):(.*)$/.exec(line) ?? [];
  return name ? `${name}:${names.text(value)}` : null;
});

/** By kind: these have a fixed form, or are paths. */
const byKind: Readonly<Record<string, Kept>> = {
  paths: { text: mapped },
  which: { text: mapped },
  programs: { text: mapped },
  link: { text: whole(/^\w{1,16}:\[\d{1,20}\]\s*$/) },
  stat: { text: whole(/^(?:dir|file|socket|other) [rwx-]{1,4}(?: (?:\d{1,10}|-)){3}\s*$/) },
  same: { text: whole(/^(?:same|differs)$/) },
  connect: { text: whole(/^ok$/) },
  // What is no answer of Nix's daemon is only known to be another.
  talk: { text: (text) => (/^6f697864/.test(text) ? '6f697864' : text === '' ? '' : '00') },
  df: {
    text: (text, names) => {
      const [, figures, path = ''] = /^((?:(?:\d{1,20}|-) ){3}(?:(?:[rwx]{1,3}|-) )?)(.*)$/s.exec(text) ?? [];
      return figures ? `${figures}${names.text(path)}` : '';
    },
  },
  fetch: { text: whole(/^(?:ok|http \d{3}) \d{1,9}$/) },
  foreign: { text: whole(/^ok$/) },
  group: { text: mapped },
};

const declared: Readonly<Record<string, Kept>> = {
  // system
  'file:/etc/os-release': { text: osRelease },
  'file:/usr/lib/os-release': { text: osRelease },
  'file:/proc/sys/kernel/osrelease': { text: firstLine(/^\S{1,100}/) },
  'file:/proc/sys/kernel/arch': { text: mapped },
  'file:/proc/version': {
    // Who built it, and where, stands between.
    text: (text, names) => {
      const [, release, built = ''] = /^(Linux version \S{1,100})(?:.*?(#\d.*))?/.exec(text) ?? [];
      return release ? names.version([release, built].filter(Boolean).join(' ')) : '';
    },
  },
  'run:uname -rm': { text: firstLine(/^\S{1,100} \S{1,40}/) },
  'run:id': { text: mapped, stderr: nothing },
  'env:USER': { text: mapped },
  'env:HOME': { text: mapped },
  'env:PWD': { text: mapped },
  'env:TMPDIR': { text: mapped },
  'env:XDG_CONFIG_HOME': { text: mapped },
  'env:XDG_RUNTIME_DIR': { text: mapped },

  // resources
  'file:/proc/meminfo': { text: fields('MemTotal', 'MemFree', 'MemAvailable', 'SwapTotal', 'SwapFree') },
  'file:/proc/self/limits': { text: keepMatches(/^Max processes[\s\w]{0,120}$/) },
  'file:/proc/self/status': {
    text: fields('Uid', 'Gid', 'CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp', 'Seccomp_filters', 'Cpus_allowed_list'),
  },
  'file:/proc/sys/kernel/pid_max': { text: numbers },
  'file:/proc/sys/kernel/threads-max': { text: numbers },
  'file:/proc/loadavg': { text: keepMatches(/^[\d.]{1,10} [\d.]{1,10} [\d.]{1,10} \d{1,10}\/\d{1,10}/) },
  'file:/sys/devices/system/cpu/online': { text: whole(/^[\d,\-\s]{0,400}$/) },
  'cgroup:memory.stat': { text: levels(memoryStat) },
  'cgroup:pids.events': { text: levels((text) => /^max \d{1,20}/.exec(text)?.[0] ?? '') },
  ...Object.fromEntries(
    (
      'pids.max pids.current cpu.max cpu.cfs_quota_us cpu.cfs_period_us memory.max memory.high memory.current memory.swap.max ' +
      'memory.swap.current memory.limit_in_bytes memory.usage_in_bytes memory.memsw.limit_in_bytes memory.memsw.usage_in_bytes'
    )
      .split(' ')
      .map((file) => [`cgroup:${file}`, { text: levels(whole(/^(?:max|-?\d{1,20})(?: \d{1,20})?$/)) }]),
  ),
  'file:/proc/self/mountinfo': { text: mounts },

  // container, virtual machine, isolation
  'file:/run/host/container-manager': { text: mapped },
  'file:/run/systemd/container': { text: mapped },
  'environ:container': { text: mapped },
  'env:container': { text: mapped },
  'env:KUBERNETES_SERVICE_HOST': { text: set },
  'env:WSL_DISTRO_NAME': { text: set },
  'env:NIX_BUILD_TOP': { text: mapped },
  'file:/proc/self/cgroup': {
    text: lines((line, names) => {
      const [, head, path] = /^(\d{1,6}:[\w,=-]{0,200}:)(\/.*)$/.exec(line) ?? [];
      return head && path ? `${names.text(head)}${names.text(path)}` : null;
    }),
  },
  'file:/proc/1/comm': { text: mapped },
  'file:/proc/cpuinfo': {
    text: (text) =>
      /^flags\s*:/m.test(text) ? `flags : ${/^flags\s*:.*\bhypervisor\b/m.test(text) ? 'hypervisor' : ''}` : '',
  },
  'file:/proc/cmdline': { text: (text) => /firecracker/i.exec(text)?.[0] ?? '' },
  'file:/proc/device-tree/hypervisor/compatible': { text: mapped },
  'file:/sys/hypervisor/type': { text: mapped },
  'list:/sys/class/dmi/id': { text: nothing },
  ...Object.fromEntries(
    ['product_name', 'sys_vendor', 'board_vendor', 'bios_vendor'].map((name) => [
      `file:/sys/class/dmi/id/${name}`,
      { text: (text: string, names: Names) => (vendorOf(text.trim()) === null ? '' : names.text(text)) },
    ]),
  ),
  'file:/proc/self/uid_map': { text: numbers },
  'file:/proc/self/setgroups': { text: whole(/^(?:allow|deny)\s*$/) },
  'file:/proc/self/attr/apparmor/current': { text: mapped },
  'file:/proc/self/attr/current': { text: mapped },
  'file:/sys/module/apparmor/parameters/enabled': { text: whole(/^[YN]\s*$/) },
  'file:/sys/fs/selinux/enforce': { text: numbers },
  'file:/proc/sys/user/max_user_namespaces': { text: numbers },
  'file:/proc/sys/kernel/unprivileged_userns_clone': { text: numbers },
  'file:/proc/sys/kernel/apparmor_restrict_unprivileged_userns': { text: numbers },
  'run:unshare -Ur true': { text: nothing },

  // Nix
  'run:nix --version': { text: firstLine(/^[^\n]{1,100}/) },
  'run:nix --extra-experimental-features nix-command show-config': { text: nixSettings },
  'file:/etc/nix/nix.conf': { text: nixSettings },
  'glob:/etc/nix/*.conf': { text: mapped },
  'file:$HOME/.config/nix/nix.conf': { text: nixSettings },
  'file:/etc/nix/machines': { text: lines((line, names) => names.text(line.split('#')[0]?.trim() ?? '')) },
  'env:NIX_CONFIG': { text: nixSettings },
  'env:NIX_REMOTE': { text: mapped },
  'env:NIX_PATH': { text: mapped },
  'env:NIX_DAEMON_SOCKET_PATH': { text: mapped },
  'env:NIX_STORE_DIR': { text: mapped },

  // engines
  'run:docker info --format {{.|json}}': { text: dockerInfo },
  'env:DOCKER_HOST': { text: mapped },
  'env:DOCKER_CONTEXT': { text: mapped },
  'env:DOCKER_CONFIG': { text: mapped },
  'env:CONTAINER_HOST': { text: mapped },
  'file:$DOCKER_CONFIG/config.json': { text: json({ currentContext: mapped }) },
  'file:$HOME/.docker/config.json': { text: json({ currentContext: mapped }) },
  'glob:$DOCKER_CONFIG/contexts/meta/*/meta.json': { text: mapped },
  'glob:$HOME/.docker/contexts/meta/*/meta.json': { text: mapped },
  'run:docker image ls --format {{.Repository}}:{{.Tag}}': { text: images },
  'run:podman images --filter dangling=false --format {{.Repository}}:{{.Tag}}': { text: images },
  'run:buildah images --format {{.Name}}:{{.Tag}}': { text: images },
  'run:docker buildx inspect': { text: builder },
  'run:podman --version': version,
  'run:buildah --version': version,
  'run:buildah info': {
    text: json({ host: { rootless: 'flag' }, store: { GraphDriverName: mapped, GraphRoot: mapped } }),
  },
  'file:/etc/subuid': { text: mapped },

  // emulation
  'file:/proc/filesystems': { text: keepMatches(/^(?:nodev)?\tbinfmt_misc$/) },
  'file:/proc/sys/fs/binfmt_misc/status': { text: whole(/^(?:enabled|disabled)\s*$/) },
  'glob:/proc/sys/fs/binfmt_misc/*': { text: mapped },

  // toolchain
  ...Object.fromEntries(
    (
      'cc --version|c++ --version|clang --version|musl-gcc --version|cargo --version|rustc --version|rustup --help|go version|' +
      'upx --version|make --version|cmake --version|pkg-config --version|git --version|zig version|python3 -m ziglang version'
    )
      .split('|')
      .map((command) => [`run:${command}`, version]),
  ),
  'run:rustc --print sysroot': { text: mapped },

  // network
  ...Object.fromEntries(
    (
      'https_proxy HTTPS_PROXY all_proxy ALL_PROXY http_proxy HTTP_PROXY NIX_SSL_CERT_FILE SSL_CERT_FILE CURL_CA_BUNDLE ' +
      'NODE_EXTRA_CA_CERTS'
    )
      .split(' ')
      .map((name) => [`env:${name}`, { text: mapped }]),
  ),
  'env:no_proxy': { text: set },
  'env:NO_PROXY': { text: set },
  'file:/proc/net/route': { text: routes },
  'file:/proc/net/ipv6_route': { text: routes },
};

/** Of the files of libraries those that flows/packages.yaml knows: a private one's name says whose machine it is. */
const knownLibraries = lines((line, names) => {
  const cut = line.lastIndexOf('/');
  const name = line.slice(cut + 1);
  return knownArchives.has(name) || knownHeaders.has(name) ? `${names.text(line.slice(0, cut))}/${name}` : null;
});

/** Files that a pattern brings, by the pattern. */
const byPattern: readonly (readonly [RegExp, Kept])[] = [
  [/^paths:.*(?:\/lib\*\.a|\/include\/.*\*)$/, { text: knownLibraries }],
  [/^file:\/etc\/nix\/[^/]+\.conf$/, { text: nixSettings, ownPath: true }],
  [/^file:\/.*\/contexts\/meta\/[^/]+\/meta\.json$/, { text: dockerContext, ownPath: true }],
  [/^file:\/proc\/sys\/fs\/binfmt_misc\/[^/]+$/, { text: handler, ownPath: true }],
];

/** What a snapshot keeps of the capture with a key; null: nothing, not even that it was read. */
export const keptOf = (key: string): Kept | null => {
  if (Object.hasOwn(declared, key)) return declared[key] ?? null;
  const pattern = byPattern.find(([form]) => form.test(key));
  if (pattern) return pattern[1];
  const kind = key.slice(0, Math.max(key.indexOf(':'), 0));
  return Object.hasOwn(byKind, kind) ? (byKind[kind] ?? null) : null;
};

/** What is kept of standard error where nothing else is declared. */
export const keptMessages: Keep = messagesOf;
