import type { Examination } from '../../src/engine/examination.js';
import type { Facts } from '../../src/facts/facts.js';
import { shippedForest } from '../../src/flow/shipped.js';
import type { Walk } from './walks.js';

type Has = boolean | null;
type State = Facts['network']['endpoints'][number]['state'];

const tool = (found: unknown): Has => found !== null;
const running = (state: string | null): Has => (state === null || state === 'unknown' ? null : state === 'running');
const debian = ['debian', 'ubuntu', 'linuxmint', 'pop', 'raspbian', 'kali', 'devuan'];
const distribution =
  (...ids: readonly string[]) =>
  ({ os }: Facts): Has =>
    os.id === null ? null : ids.includes(os.id);

/** Programs that an end may name only where they are: what the facts say of each. */
const programs: readonly (readonly [name: RegExp, has: (facts: Facts) => Has])[] = [
  [/^docker$/, ({ engines }) => running(engines.docker.daemon.state)],
  [/^podman$/, ({ engines }) => tool(engines.podman.cli)],
  [/^buildah$/, ({ engines }) => tool(engines.buildah.cli)],
  [/^nix(?:-build|-shell|-store|-collect-garbage|-daemon)?$/, ({ nix }) => nix.installed],
  [/^nixos-rebuild$/, distribution('nixos')],
  [/^rustup$/, ({ toolchain }) => tool(toolchain.rustup)],
  [/^zig$/, ({ toolchain }) => tool(toolchain.zig)],
  [/^upx$/, ({ toolchain }) => tool(toolchain.upx)],
  [/^musl-gcc$/, ({ toolchain }) => tool(toolchain.muslGcc)],
  [/^cargo$/, ({ toolchain }) => tool(toolchain.cargo)],
  [/^rustc$/, ({ toolchain }) => tool(toolchain.rustc)],
  [/^go$/, ({ toolchain }) => tool(toolchain.go)],
  [/^cmake$/, ({ toolchain }) => tool(toolchain.cmake)],
  [/^make$/, ({ toolchain }) => tool(toolchain.make)],
  [/^(?:systemctl|journalctl)$/, ({ init }) => (init.system === null ? null : init.system === 'systemd')],
  [/^(?:rc-update|rc-service)$/, ({ init }) => (init.system === null ? null : init.system === 'openrc')],
  [/^(?:apt-get|dpkg)$/, distribution(...debian)],
  [/^apk$/, distribution('alpine')],
  [/^dnf$/, distribution('fedora', 'rhel', 'centos', 'rocky', 'almalinux')],
  [/^pacman$/, distribution('arch', 'manjaro')],
  [/^wsl\.exe$/, ({ container }) => container.kind === 'wsl1' || container.kind === 'wsl2'],
];

/** What a command brings, so that later ones of the same end may name it. */
const brings: readonly (readonly [RegExp, readonly string[]])[] = [
  [/pip install .*ziglang/, ['zig', 'python3 -m ziglang']],
  [/docker build .*-t static-build/, ['static-build']],
  [/(?:apt-get install|apk add|dnf install|pacman -S|zypper .*install).*\bupx/, ['upx']],
  [/(?:apt-get install|dnf install|pacman -S).*\bmusl/, ['musl-gcc']],
  [/(?:apt-get install|apk add|dnf install|pacman -S).*\bzig\b/, ['zig']],
  [/(?:apt-get install|apk add|dnf install|pacman -S).*\bnix(?:-bin)?\b/, ['nix', 'nix-daemon']],
  [
    /sh\.rustup\.rs|(?:apt-get install|apk add|dnf install|pacman -S).*\b(?:cargo|rust)\b/,
    ['rustup', 'cargo', 'rustc'],
  ],
  [/nixos\.org\/nix\/install|determinate\.systems/, ['nix', 'nix-build', 'nix-shell']],
];

/** The programs that a command starts, by name; those inside a container or another machine are not seen. */
const started = (command: string): readonly string[] => {
  const outside = command.replace(/'[^']*'|"[^"]*"/g, (quoted) =>
    /zig (?:cc|c\+\+)|musl-gcc/.test(quoted) ? quoted : 'Q',
  );
  const heads = outside
    .split(/&&|\|\||[|;&]|\$\(/)
    .map((part) => part.trim().replace(/^(?:(?:sudo|env|then|do|\()\s+|-u\s+\S+\s+|\w+=\S*\s+)+/, ''))
    .map((part) => /^\S+/.exec(part)?.[0] ?? '');
  const named = [/musl-gcc/, /\bzig (?:cc|c\+\+)/]
    .filter((pattern) => pattern.test(outside) && !/ziglang/.test(outside))
    .map((pattern) => (pattern.source.includes('zig') ? 'zig' : 'musl-gcc'));
  return [...heads, ...named];
};

const bad: readonly State[] = ['dns', 'refused', 'timeout', 'tls'];
const noServer =
  (name: string) =>
  ({ facts }: Examination): boolean =>
    bad.includes(facts.network.endpoints.find((one) => one.name === name)?.state ?? 'skipped');
const noNetwork = ({ findings }: Examination): boolean => findings.some(({ id }) => id === 'network-none');

const imageOf = /docker run (?:--\S+ (?:"[^"]*" |(?=\S*\/\S* )(?!\S*:)\S+ )?|-[vw] (?:"[^"]*"|\S+) )*([a-z][\w./-]*)/;

/** What a command fetches, and whether the machine says that it cannot. */
const servers: readonly (readonly [RegExp, cannot: (seen: Examination, command: string) => boolean])[] = [
  [/https:\/\/(?:\w+\.)?nixos\.org/, noServer('nix-channels')],
  [/https:\/\/github\.com|determinate\.systems/, noServer('github')],
  [/\brustup (?:target|toolchain)|sh\.rustup\.rs/, noServer('rust-toolchains')],
  [/\bnixpkgs#|nix-shell -p/, noServer('nix-cache')],
  [/^nix flake lock|^nix build (?!.*nixpkgs#)/, noServer('github')],
  [/<nixpkgs>/, ({ facts }) => facts.nix.nixpkgs.source === 'none'],
  [
    /docker run/,
    (seen, command) => {
      const image = imageOf.exec(command)?.[1] ?? '';
      const local = seen.facts.engines.docker.daemon.images ?? [];
      return noServer('docker-hub')(seen) && !local.some((one) => one.split(':')[0] === image);
    },
  ],
  [/pip install|apt-get (?:install|update)|apk add|dnf install|pacman -S|cargo (?:install|add|update)/, noNetwork],
];

const archNames: Readonly<Record<string, string>> = {
  aarch64: 'aarch64',
  arm64: 'aarch64',
  x86_64: 'x86_64',
  amd64: 'x86_64',
};

/** An architecture in a command that is neither this machine's nor the one that was asked for. */
const foreign = ({ seen, answers }: Walk, command: string): string | null => {
  const many = answers['rust-goal'] === 'matrix' || answers['rust-goal'] === 'windows';
  const wanted = [seen.facts.os.arch, answers['target-arch']];
  const named = [...command.matchAll(/(?<![a-z0-9])(aarch64|arm64|x86_64|amd64)(?![a-z0-9])/gi)].map(
    ([, name = '']) => name,
  );
  const other = named.find((name) => !wanted.includes(archNames[name.toLowerCase()]));
  return other === undefined || many ? null : other;
};

/** What an answer says of the machine on which the build is, which need not be this one. */
const said: readonly (readonly [question: string, answer: RegExp, there: RegExp])[] = [
  ['upx-trouble', /^(?!whether)/, /^upx$/],
  ['c-compiler', /musl-gcc/, /^musl-gcc$/],
  ['c-compiler', /zig/, /^zig$/],
  ['musl-from', /musl-gcc/, /^musl-gcc$/],
  ['where-built', /alpine/, /^apk$/],
  ['packed-start', /systemd/, /^systemctl$/],
  ['c-compiler', /nix/, /^nix/],
  ['where-built', /nix/, /^nix/],
  ['musl-from', /nix/, /^nix/],
  ['linkage', /nix/, /^nix/],
  ['rust-builder', /rust-platform|crane/, /^nix/],
  ['slow-step', /compilers/, /^nix/],
  ['c-compiler', /alpine/, /^make$/],
  ['musl-from', /alpine/, /^make$/],
  ['build-system', /make|autotools/, /^make$/],
  ['build-system', /cmake/, /^cmake$/],
  ['language', /rust/, /^(?:cargo|rustc)$/],
  ['language', /go/, /^go$/],
  ['emulation-error', /nextest|symbols|overflow/, /^(?:cargo|rustc)$/],
];

const isSaid = (answers: Walk['answers'], name: string): boolean =>
  said.some(
    ([question, answer, there]) => answer.test(answers[question] ?? '-') && question in answers && there.test(name),
  );

const verdict = ({ rungs }: Examination, rung: string) => rungs.find(({ id }) => id === rung)?.verdict;
const blocked =
  (...rungs: readonly string[]) =>
  (seen: Examination): boolean =>
    rungs.every((rung) => verdict(seen, rung) === 'impossible');
const found =
  (...ids: readonly string[]) =>
  ({ findings }: Examination): boolean =>
    findings.some(({ id }) => ids.includes(id));

/** What an end says of the machine, and when the machine says the opposite. */
const claims: readonly (readonly [RegExp, untrue: (walk: Walk) => boolean])[] = [
  [
    /\bso does Nix with `sandbox = false`|Nix (?:works|can build)\b/,
    ({ seen }) => blocked('pkgs-musl')(seen) || found('nix-builders-lost')(seen),
  ],
  [/According to its facts, this machine can build with Nix/, ({ seen }) => blocked('pkgs-musl')(seen)],
  [/can build in an Alpine container/, ({ seen }) => blocked('alpine')(seen)],
  [/can build with zig/, ({ seen }) => blocked('zig')(seen)],
  [/can build C with musl-gcc/, ({ seen }) => blocked('musl-gcc')(seen)],
  [/can link glibc statically/, ({ seen }) => blocked('glibc-static')(seen)],
  [/musl-gcc, zig and static glibc (?:work|need no)/, ({ seen }) => blocked('musl-gcc', 'zig', 'glibc-static')(seen)],
  [
    /memory, disk and inodes are sufficient/,
    ({ seen }) =>
      found('memory-too-low', 'memory-low', 'disk-full', 'disk-low', 'disk-inodes-exhausted', 'disk-inodes-low')(seen),
  ],
  [/^No blocker found/, ({ seen }) => blocked('pkgs-musl', 'alpine', 'zig', 'musl-gcc', 'glibc-static')(seen)],
  [
    /is enough for one compiler/,
    ({ seen }) => blocked('zig', 'musl-gcc', 'glibc-static', 'alpine')(seen) && found('memory-too-low')(seen),
  ],
  [/mirror that works here/, ({ seen }) => noNetwork(seen)],
  [/Nothing can be downloaded here/, ({ seen }) => seen.facts.network.endpoints.some(({ state }) => state === 'ok')],
  [/UPX is not installed/, ({ seen }) => seen.facts.toolchain.upx !== null],
  [
    /Neither rustup, Nix nor a container engine can/,
    ({ seen }) =>
      (seen.facts.toolchain.rustup !== null && !noServer('rust-toolchains')(seen)) ||
      verdict(seen, 'pkgs-musl') === 'ready' ||
      verdict(seen, 'alpine') === 'ready',
  ],
  [
    /No rung works on this machine/,
    ({ seen, trace }) =>
      seen.rungs.some(({ id, verdict: is }) => is === 'ready' && !trace.some(({ text }) => text === `try ${id}`)),
  ],
  [/[Nn]amespaces can be created/, ({ seen }) => seen.facts.isolation.userNamespaces.canCreate === false],
  [/User namespaces cannot be created/, ({ seen }) => seen.facts.isolation.userNamespaces.canCreate === true],
  [/systemd runs/, ({ seen }) => seen.facts.init.system !== 'systemd'],
  [/systemd is not running/, ({ seen }) => seen.facts.init.system === 'systemd'],
  [/root is available/, ({ seen }) => seen.facts.isolation.noNewPrivs === true && seen.facts.isolation.uid !== 0],
  [/Nix works on this machine/, ({ seen }) => verdict(seen, 'pkgs-musl') !== 'ready'],
  [
    /not for one per CPU/,
    ({ seen: { facts } }) =>
      facts.memory.effectiveBytes !== null &&
      facts.cpu.effective !== null &&
      facts.memory.effectiveBytes >= 2 * facts.cpu.effective * 1024 ** 3,
  ],
  [/gnu target links glibc/, ({ seen }) => seen.facts.os.libc === 'musl'],
  [/Nix runs as root here/, ({ seen }) => seen.facts.isolation.uid !== 0],
  [/[Nn]ot? downloads? work/, ({ seen }) => noNetwork(seen)],
  [
    /(?:[Dd]ownloads and evaluation|Evaluation and downloads) work/,
    ({ seen }) => found('network-none', 'network-offline', 'network-dns')(seen),
  ],
];

/** What only root may do, and a user's command does without sudo. */
const rootOnly =
  /(?:^|[;&|] *)(?:mount|modprobe|swapon|mkswap|apt-get|dnf|pacman|apk add|systemctl (?:enable|restart|start|set-property)|usermod|groupadd|useradd|nix-daemon --daemon|nixos-rebuild)\b|(?:>>?|tee(?: -a)?|fallocate .*) ?\/(?:etc|nix|swapfile)|mkdir [^|;&]*\/(?:etc|mnt|nix)\b/;

const installsNix =
  /(?:nixos\.org\/nix\/install|determinate\.systems|lix\.systems)|(?:apt-get install|apk add|dnf install|pacman -S).*\bnix\b/;

/** Why a command, after those before it, does not do on this machine what it is there for. */
const slips: readonly (readonly [string, is: (walk: Walk, command: string, before: readonly string[]) => boolean])[] = [
  ['spans lines', (_, command) => command.includes('\n')],
  ['does nothing', (_, command) => /^#|sh -c '\s*#/.test(command)],
  [
    'needs root',
    ({ seen: { facts }, answers }, command) =>
      facts.isolation.uid !== 0 &&
      rootOnly.test(command) &&
      !/\b(?:sudo|bwrap|proot)\b/.test(command) &&
      !isSaid(answers, started(command)[0] ?? ''),
  ],
  [
    'uses sudo, which has no effect here',
    ({ seen: { facts } }, command) =>
      facts.isolation.noNewPrivs === true && facts.isolation.uid !== 0 && /\bsudo\b/.test(command),
  ],
  [
    'mounts a folder that SELinux keeps from a container',
    ({ seen: { facts } }, command) =>
      facts.isolation.selinux === 'enforcing' && /(?:docker|podman) run .*-v "?\$PWD:[^:" ]+"/.test(command),
  ],
  [
    'reads a log that nothing wrote',
    (_, command, before) =>
      /\bbuild\.log\b/.test(command) &&
      !/(?:tee|>) build\.log/.test(command) &&
      !before.some((one) => /(?:tee|>) build\.log/.test(one)),
  ],
  [
    'builds with a setup that nothing saved',
    ({ end }, command, before) =>
      end.done !== 'setup' &&
      /^musl-wizard build\b(?!.*--rung)/.test(command) &&
      !before.some((one) => /^musl-wizard choose\b/.test(one)),
  ],
  [
    'builds for a target that is not installed',
    ({ seen }, command, before) =>
      /cargo build .*--target \S+-linux-musl/.test(command) &&
      found('toolchain-rust-target-missing')(seen) &&
      !before.some((one) => /^rustup target add/.test(one)),
  ],
  ['installs what is installed', ({ seen }, command) => seen.facts.nix.installed === true && installsNix.test(command)],
  [
    'installs Nix where its builds fail',
    ({ seen }, command) => found('nix-builders-lost')(seen) && installsNix.test(command),
  ],
  [
    'builds with a daemon that does not respond',
    ({ seen: { facts }, answers }, command) =>
      ['refused', 'denied'].includes(facts.nix.daemon.state ?? '') &&
      /^nix(?:-build| build)\b/.test(command) &&
      !isSaid(answers, 'nix'),
  ],
  [
    'changes a kernel that is not its own',
    ({ seen: { facts } }, command) =>
      !['none', 'chroot', null].includes(facts.container.kind) &&
      /modprobe|mount .*binfmt_misc|^(?:sudo )?sysctl .*=|swapon/.test(command),
  ],
  [
    'calls zig by a name that it does not have',
    ({ seen: { facts } }, command) =>
      facts.toolchain.zig?.path?.includes(' -m ') === true && /(?<!musl-wizard.* )(?<!-)\bzig c/.test(command),
  ],
  ['inspects folders', (_, command) => /^musl-wizard inspect target\/\S+\/release\/\*/.test(command)],
];

/** Answers of checks that a verdict or a fact contradicts. */
const answered: readonly (readonly [question: RegExp, answer: string, untrue: (seen: Examination) => boolean])[] = [
  [
    /program be linked with musl here/,
    'no',
    ({ rungs }) => rungs.some(({ id, verdict: is }) => is === 'ready' && id !== 'glibc-static'),
  ],
];

const withoutComment = (command: string): string => command.replace(/(?:^|\s)#.*$/, '');

/** What an end says that its machine contradicts, each as one line. */
export const contradictions = (walk: Walk): readonly string[] => {
  const { seen, end, trace } = walk;
  const there = new Set<string>();
  const untrue = claims.flatMap(([words, isUntrue]) => {
    const said = words.exec(`${end.because}\n${end.message?.text ?? ''}`)?.[0];
    return said !== undefined && isUntrue(walk) ? [`says "${said}"`] : [];
  });
  const unfounded = trace.flatMap(({ text, outcome }) =>
    answered.some(([question, answer, isUntrue]) => question.test(text) && outcome === answer && isUntrue(seen))
      ? [`answers ${outcome} to "${text}"`]
      : [],
  );
  const away = end.commands.flatMap((command) =>
    /# on a machine with zig/.test(command) && verdict(seen, 'zig') === 'ready' ? [`sends away: ${command}`] : [],
  );
  // A sentence with a fact in it stumbles where the fact is not known.
  const node = shippedForest.get(end.tree)?.nodes[end.node];
  const stumbles =
    /\bunknown\b/.test(end.because) && node && 'done' in node && !/\bunknown\b/.test(node.because)
      ? [`stumbles: ${end.because}`]
      : [];
  const commands = end.commands.filter((command) => !/# on /.test(command)).map(withoutComment);
  const slipped = commands.flatMap((command, at) =>
    slips.flatMap(([what, is]) => (is(walk, command, commands.slice(0, at)) ? [`${what}: ${command}`] : [])),
  );
  const named = commands.flatMap((command) => {
    for (const [pattern, names] of brings) if (pattern.test(command)) for (const name of names) there.add(name);
    const missing = started(command).filter(
      (name) =>
        !there.has(name) &&
        !isSaid(walk.answers, name) &&
        programs.some(([pattern, has]) => pattern.test(name) && has(seen.facts) === false),
    );
    const other = foreign(walk, command);
    const rung = (
      end.done === 'remedy'
        ? /musl-wizard (?:(?:choose|build) --rung|canary|recipe) ([a-z-]+)/
        : /musl-wizard (?:choose --rung|canary) ([a-z-]+)/
    ).exec(command)?.[1];
    return [
      ...missing.map((name) => `names ${name}, which is not here: ${command}`),
      ...servers.flatMap(([pattern, cannot]) =>
        pattern.test(command) &&
        ![...there].some((name) => command.includes(` ${name} `)) &&
        !isSaid(walk.answers, started(command)[0] ?? '') &&
        cannot(seen, command)
          ? [`fetches what cannot be reached: ${command}`]
          : [],
      ),
      ...(other === null ? [] : [`names ${other}: ${command}`]),
      ...(rung !== undefined &&
      verdict(seen, rung) === 'impossible' &&
      !isSaid(walk.answers, rung === 'pkgs-musl' ? 'nix' : rung) &&
      !(rung === 'zig' && there.has('zig')) &&
      // Nix can also be in the container.
      !(rung === 'pkgs-musl' && commands.some((one) => one.includes('nixos/nix'))) &&
      !trace.some(({ text }) => text.endsWith(rung))
        ? [`takes ${rung}, which is impossible: ${command}`]
        : []),
    ];
  });
  return [...untrue, ...stumbles, ...unfounded, ...away, ...slipped, ...named];
};
