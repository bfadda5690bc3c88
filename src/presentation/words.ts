/** The words of the screens, in one place: what people read for rungs, verdicts and outcomes. */
import type { CanaryResult, Outcome } from '../build/result.js';
import type { Finding, Fix, FixActor } from '../diagnosis/finding.js';
import type { Domain } from '../facts/facts.js';
import { decides, type Verdict, type VerdictState } from '../ladder/verdict.js';
import { otherLanguageName } from '../rungs/other-languages.js';
import type { Language } from '../rungs/rung.js';
import { formatCount } from '../text/format.js';
import type { Tone } from './line.js';

/** A symbol and a word that say the same, so that neither colour nor font is needed. */
export interface Mark {
  readonly symbol: string;
  readonly word: string;
  readonly tone: Tone;
}

const verdictMark: Readonly<Record<Exclude<VerdictState, 'fixable'>, Mark>> = {
  ready: { symbol: '✓', word: 'ready', tone: 'good' },
  impossible: { symbol: '✗', word: 'cannot', tone: 'bad' },
  unknown: { symbol: '?', word: 'unclear', tone: 'warn' },
};

/** A rung that is for other machines: nothing is wrong. */
const ruledOutMark: Mark = { symbol: '-', word: 'not here', tone: 'quiet' };

/** A rung that somebody else has to make possible. */
const othersMark: Mark = { symbol: '✗', word: 'by others', tone: 'bad' };

/**
 * How a verdict is shown, by a word that says whose move it is: "ready", "1 step" of this user's, "by others", "cannot".
 * @param findings all of the machine
 */
export const markOf = (verdict: Verdict, findings: readonly Finding[]): Mark => {
  if (verdict.ruledOut !== undefined) return ruledOutMark;
  if (verdict.verdict === 'fixable')
    return { symbol: '~', word: formatCount(Math.max(1, verdict.because.length), 'step'), tone: 'warn' };
  return isOthersMove(verdict, findings) ? othersMark : verdictMark[verdict.verdict];
};

/** Whether a rung waits for somebody else: each finding that rules it out has a fix, and none is this user's. */
const isOthersMove = (verdict: Verdict, findings: readonly Finding[]): boolean => {
  if (verdict.verdict !== 'impossible') return false;
  const stuck = findings
    .filter((finding) => decides(finding, verdict))
    .filter(({ fixes }) => !fixes.some(({ who = 'you' }) => who === 'you'));
  return stuck.length > 0 && stuck.every(({ fixes }) => fixes.length > 0);
};

export const outcomeMark: Readonly<Record<Outcome, Mark>> = {
  passed: { symbol: '✓', word: 'works', tone: 'good' },
  failed: { symbol: '✗', word: 'failed', tone: 'bad' },
  blocked: { symbol: '✗', word: 'blocked', tone: 'bad' },
  cancelled: { symbol: '-', word: 'stopped', tone: 'warn' },
  timeout: { symbol: '✗', word: 'too slow', tone: 'bad' },
};

export const skippedMark: Mark = { symbol: '-', word: 'skipped', tone: 'quiet' };

export const severityMark = {
  blocker: { symbol: '✗', word: 'blocks', tone: 'bad' },
  warning: { symbol: '!', word: 'warns', tone: 'warn' },
  info: { symbol: 'i', word: 'note', tone: 'plain' },
} as const satisfies Record<string, Mark>;

export const domainTitle: Readonly<Record<Domain, string>> = {
  os: 'System',
  cpu: 'Processors',
  memory: 'Memory',
  pids: 'Processes',
  container: 'Container',
  isolation: 'Permissions',
  init: 'Services',
  disk: 'Disk',
  nix: 'Nix',
  engines: 'Docker/Podman',
  binfmt: 'Emulation',
  toolchain: 'Compilers',
  network: 'Network',
};

export const languageName: Readonly<Record<Language, string>> = {
  c: 'C',
  cxx: 'C++',
  rust: 'Rust',
  go: 'Go',
  ...otherLanguageName,
};

/** Who can carry out a fix, in a few words. */
export const actorWords = ({
  who = 'you',
  needsRoot,
  mayBeRefused,
}: Pick<Fix, 'who' | 'needsRoot' | 'mayBeRefused'>): string => {
  if (who !== 'you' || !needsRoot) return actors[who];
  return mayBeRefused ? 'you, as root, if this machine lets you' : 'you, as root';
};

const actors: Readonly<Record<FixActor, string>> = {
  you: 'you',
  root: 'root on this machine',
  host: 'the administrator of this container or machine',
  network: 'the network administrator',
};

/** What was built, in a few words: "48 KiB, static, musl, ran here". */
export const builtWords = (result: CanaryResult, formatBytes: (bytes: number) => string): string => {
  const { artifact, build } = result;
  const size = (build === undefined ? result.packed?.bytesAfter : null) ?? artifact?.sizeBytes;
  return [
    typeof size === 'number' ? formatBytes(size) : null,
    artifact?.linkage === 'static-pie' ? 'static (PIE)' : (artifact?.linkage ?? null),
    artifact?.libc && artifact.libc !== 'unknown' ? artifact.libc : null,
    artifact?.machine ?? null,
    // Only the small program is run.
    build !== undefined ? null : result.ran === true ? 'ran here' : result.ran === false ? 'did not run' : null,
  ]
    .filter((word) => word !== null)
    .join(', ');
};
