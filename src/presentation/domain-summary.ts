import type { Finding } from '../diagnosis/finding.js';
import type { Domain, Facts } from '../facts/facts.js';
import { formatBytes, formatCount } from '../text/format.js';
import { type Mark, severityMark } from './words.js';

const unknown = 'unknown';
const yesNo = (value: boolean | null, yes: string, no: string): string | null =>
  value === null ? null : value ? yes : no;
const words = (...parts: (string | null | false | undefined)[]): string => parts.filter(Boolean).join(', ') || unknown;
const bytes = (value: number | null, what: string): string | null =>
  value === null ? null : `${formatBytes(value)} ${what}`;

/** One domain of facts as a person would say it, in one line. */
export const domainSummary: { readonly [D in Domain]: (facts: Facts[D]) => string } = {
  os: (os) =>
    words([os.id, os.versionId].filter(Boolean).join(' '), os.kernel && `Linux ${os.kernel}`, os.arch, os.libc),
  cpu: (cpu) =>
    words(
      cpu.effective !== null && `${cpu.effective} usable`,
      cpu.quota !== null && `limited to ${cpu.quota} of ${cpu.online ?? '?'}`,
    ),
  memory: (memory) =>
    words(
      bytes(memory.effectiveBytes, 'for a build'),
      bytes(memory.totalBytes, 'in all'),
      memory.limitBytes !== null && bytes(memory.limitBytes, 'allowed'),
    ),
  pids: (pids) =>
    words(
      pids.effective !== null && `${pids.effective.toLocaleString('en')} more can be started`,
      pids.limit !== null && `limit ${pids.limit.toLocaleString('en')}`,
    ),
  container: (container) =>
    words(
      container.kind === 'none' ? 'no container' : container.kind,
      container.vm && container.vm !== 'none' && `virtual machine: ${container.vm}`,
    ),
  isolation: (isolation) =>
    words(
      isolation.uid === 0 ? 'root' : isolation.uid !== null && `user ${isolation.uid}`,
      isolation.seccomp === 'filter' && 'system calls are filtered',
      yesNo(isolation.userNamespaces.canCreate, 'namespaces work', 'no namespaces'),
    ),
  init: (init) => words(init.system === 'none' ? 'no service manager' : init.system),
  disk: (disk) =>
    words(
      ...['root', 'home', 'tmp', 'cwd']
        .filter((label) => disk[label])
        .slice(0, 3)
        .map((label) => {
          const at = disk[label];
          if (!at || at.freeBytes === null) return null;
          const flaw = at.readOnly ? ' (read-only)' : at.noexec ? ' (noexec)' : '';
          return `${formatBytes(at.freeBytes)} free in ${at.path}${flaw}`;
        }),
    ),
  nix: (nix) =>
    nix.installed === false
      ? 'not installed'
      : words(
          nix.version && `${nix.variant ?? 'nix'} ${nix.version}`,
          nix.mode === 'none' ? null : nix.mode,
          nix.daemon.state && nix.daemon.state !== 'unknown' && `daemon ${nix.daemon.state}`,
        ),
  engines: (engines) =>
    words(
      ...(['docker', 'podman', 'buildah'] as const).map((name) => {
        const { state } = engines[name].daemon;
        return state === 'absent' || state === null ? null : `${name} ${state === 'running' ? 'works' : state}`;
      }),
    ).replace(unknown, 'none'),
  binfmt: (binfmt) =>
    binfmt.emulates.length > 0 ? `runs ${binfmt.emulates.join(', ')} too` : 'this architecture only',
  toolchain: (tools) =>
    words(
      ...(['cc', 'muslGcc', 'zig', 'glibcStatic', 'muslStatic', 'cargo', 'go', 'upx'] as const).map((name) => {
        const tool = tools[name];
        return tool ? toolTitle[name] : null;
      }),
    ).replace(unknown, 'none'),
  network: ({ endpoints, proxy }) => {
    const asked = endpoints.filter(({ state }) => state !== 'skipped');
    const ok = asked.filter(({ state }) => state === 'ok').length;
    return words(
      asked.length > 0 ? `${ok} of ${asked.length} servers respond` : 'not checked',
      proxy && 'through a proxy',
    );
  },
};

/** The summary of a domain, by its name. */
export const summaryOf = (domain: Domain, facts: Facts[Domain]): string =>
  // Each summary takes the facts of its own domain; TypeScript cannot tie the two lookups together.
  (domainSummary[domain] as (facts: unknown) => string)(facts);

/**
 * How it stands with a domain that was read: the worst of its findings; a tick only where nothing is wrong.
 * @param findings severities of its findings; null before they are known
 */
export const domainMark = (
  domain: Domain,
  facts: Facts[Domain],
  findings: readonly Finding['severity'][] | null,
): Pick<Mark, 'symbol' | 'tone'> => {
  if (findings === null) return { symbol: '·', tone: 'quiet' };
  if (findings.includes('blocker')) return severityMark.blocker;
  if (findings.includes('warning') || (domain === 'network' && someServerFails(facts as Facts['network'])))
    return severityMark.warning;
  return summaryOf(domain, facts) === unknown ? { symbol: '?', tone: 'warn' } : { symbol: '✓', tone: 'good' };
};

/** How many findings of a domain are in the way, before its summary: "1 blocker, 2 warnings; "; empty where none is. */
export const problemWords = (findings: readonly Finding['severity'][]): string => {
  const count = (severity: Finding['severity']) => findings.filter((each) => each === severity).length;
  const counted = (['blocker', 'warning'] as const).flatMap((severity) =>
    count(severity) > 0 ? [formatCount(count(severity), severity)] : [],
  );
  return counted.length > 0 ? `${counted.join(', ')}; ` : '';
};

const someServerFails = ({ endpoints }: Facts['network']): boolean =>
  endpoints.some(({ state }) => state !== 'ok' && state !== 'skipped');

const toolTitle = {
  cc: 'cc',
  muslGcc: 'musl-gcc',
  zig: 'zig',
  glibcStatic: 'static glibc',
  muslStatic: 'static musl',
  cargo: 'cargo',
  go: 'go',
  upx: 'upx',
} as const;

/** All facts of a domain as `path: value` rows; what is not known says so. */
export const domainDetails = (facts: unknown, prefix = ''): string[] => {
  if (facts === null) return [`${prefix}: ${unknown}`];
  if (Array.isArray(facts) && facts.every((item) => typeof item !== 'object'))
    return [`${prefix}: ${facts.length > 0 ? facts.join(', ') : 'none'}`];
  if (typeof facts !== 'object') return [`${prefix}: ${String(facts)}`];
  return Object.entries(facts as object).flatMap(([key, value]) =>
    domainDetails(value, prefix ? `${prefix}.${key}` : key),
  );
};
