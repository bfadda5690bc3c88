import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import { type CaptureKey, type Captures, errorOf, runOf, stdoutOf, textOf } from '../machine/capture.js';
import { rungsBuilding } from '../rungs/registry.js';
import { formatBytes } from '../text/format.js';
import { maskSecrets } from '../text/mask-secrets.js';
import { isFixShownExactly } from '../text/shown-command.js';
import { type CatalogueEntry, catalogue, type FindingId } from './catalogue.js';
import type { Finding, Fix, FixActor, FixInput } from './finding.js';
import { endpointsOf } from './reach.js';

type Details = Pick<Finding, 'title' | 'evidence'> & Partial<Pick<Finding, 'severity' | 'rungs' | 'fixes' | 'links'>>;

/** A finding of the catalogue as this machine shows it. Severity and rungs are the catalogue's unless given. */
export const finding = (id: FindingId, details: Details): Finding => {
  const entry: CatalogueEntry = catalogue[id];
  return { id, severity: entry.severity, rungs: entry.rungs, fixes: [], links: [], ...details };
};

/**
 * Whether this user can do what only root may: being root, or by sudo or doas. Whether sudo would let an ordinary user
 * who is in none of its groups is not tried, since that is logged as an attempt; system accounts are not let, as a rule.
 */
const rootAccess = (facts: Facts, captures: Captures): 'yes' | 'perhaps' | 'no' => {
  const { uid, noNewPrivs } = facts.isolation;
  if (uid === 0) return 'yes';
  const there = textOf(captures, 'which:sudo') !== null || textOf(captures, 'which:doas') !== null;
  if (!there || uid === null || noNewPrivs === true) return 'no';
  if (/\((sudo|wheel|admin)\)/.test(stdoutOf(captures, 'run:id') ?? '')) return 'yes';
  return uid >= firstUser && uid !== nobody ? 'perhaps' : 'no';
};

/** UID_MIN of login.defs(5) on all the distributions named here, and the overflow user of the kernel. */
const firstUser = 1000;
const nobody = 65534;

/** What a fix is made of, as the diagnosis of a domain gives it. */
export interface FixSpec {
  readonly title: string;
  readonly commands: readonly string[];
  readonly root?: boolean;
  readonly changes?: string;
  readonly undo?: string;
  /** A name or a file has to be filled in, so that it cannot be run as it stands. */
  readonly open?: boolean;
  /** The value that has to be filled in, where one is enough. */
  readonly input?: FixInput;
  /** It is done on another machine, or by somebody else. */
  readonly by?: Exclude<FixActor, 'you' | 'root'>;
}

/** Fixes for this user on this machine, in the order given (narrowest reach first). */
export const fixesFor = (facts: Facts, captures: Captures, specs: readonly (FixSpec | null)[]): readonly Fix[] =>
  specs
    .filter((spec) => spec !== null)
    .map((spec) => {
      const root = spec.root ?? false;
      const access = root ? rootAccess(facts, captures) : 'yes';
      const who = spec.by ?? (access === 'no' ? 'root' : 'you');
      return {
        title: spec.title,
        commands: spec.commands,
        needsRoot: root,
        changes: spec.changes ?? null,
        undo: spec.undo ?? null,
        runnable:
          who === 'you' &&
          spec.open !== true &&
          spec.input === undefined &&
          spec.commands.length > 0 &&
          isFixShownExactly({ commands: spec.commands, undo: spec.undo ?? null }),
        who,
        ...(who === 'you' && access === 'perhaps' ? { mayBeRefused: true } : {}),
        ...(spec.input && { input: spec.input }),
      };
    });

/** The rung that a value is an option of, for `input` of a fix; nothing where no rung builds in that place. */
export const option = (
  where: 'nix' | 'container',
  name: NonNullable<FixInput['option']>['name'],
): Pick<FixInput, 'option'> => {
  const [rung] = rungsBuilding(where);
  return rung === undefined ? {} : { option: { rung, name } };
};

/** Where evidence is: a fact by its path, a server by its host, or a capture, of which only lines that match are shown. */
export type EvidenceSource =
  | { readonly fact: string }
  | { readonly server: string }
  | { readonly capture: CaptureKey; readonly match?: RegExp };

const lineLimit = 200;
const linesPerCapture = 6;

/**
 * The very lines that were read, as `capture: text`; where no capture is left of it (facts by hand,
 * what-if), the facts as `path = value`.
 */
export const evidence = (facts: Facts, captures: Captures, sources: readonly EvidenceSource[]): readonly string[] => {
  const read = sources.flatMap((source) => {
    if ('server' in source) return endpointsOf(facts, source.server).map(({ url, state }) => `fetch:${url}: ${state}`);
    return 'capture' in source ? linesOf(captures, source.capture, source.match) : [];
  });
  if (read.length > 0) return read;
  return sources.flatMap((source) =>
    'fact' in source ? [`${source.fact} = ${show(factAt(facts, source.fact), source.fact)}`] : [],
  );
};

const linesOf = (captures: Captures, key: CaptureKey, match: RegExp | undefined): string[] => {
  const run = key.startsWith('run:') ? runOf(captures, key as `run:${string}`) : null;
  const text = run ? `${run.stdout}\n${run.stderr}` : textOf(captures, key);
  if (text === null) {
    const error = errorOf(captures, key);
    return error === null ? [] : [`${key}: ${error === 'late' ? 'not read in time' : error}`];
  }
  if (text === '' && key.startsWith('paths:')) return [`${key}: none`];
  return maskSecrets(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && (match === undefined || match.test(line)))
    .slice(0, linesPerCapture)
    .map((line) => `${key}: ${line.slice(0, lineLimit)}`);
};

/** A fact's value as people read it. */
const show = (value: unknown, path: string): string => {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'number' && path.endsWith('Bytes')) return `${value} (${formatBytes(value)})`;
  return typeof value === 'string' ? value : JSON.stringify(value);
};
