import { exitCode, UserError } from '../errors.js';
import { readBounded } from '../files/read-bounded.js';
import type { Capture } from './capture.js';
import type { Machine, Snapshot } from './machine.js';

export const snapshotSchemaId = 'musl-wizard.snapshot/1';
/** Larger files are none of ours: all captures together are bounded far below. */
const maxBytes = 16 * 1024 * 1024;
const maxCaptures = 5000;
/** Keys of earlier snapshots, whose answers say the same as those of today. */
const renamed: ReadonlyMap<string, string> = new Map([
  [
    'run:podman images --format {{.Repository}}:{{.Tag}}',
    'run:podman images --filter dangling=false --format {{.Repository}}:{{.Tag}}',
  ],
  ['run:rustup --version', 'run:rustup --help'],
]);

/**
 * Reads a snapshot file, which may come from a stranger.
 * @throws {UserError} when it cannot be read, is too large, or is no snapshot
 */
export const loadSnapshot = async (path: string): Promise<Snapshot> => {
  let text: string;
  try {
    text = readBounded(path, maxBytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The snapshot ${path} cannot be read.`,
      [reason],
      ['Make one with: musl-wizard snapshot -o FILE'],
      exitCode.usage,
      { cause: error },
    );
  }
  return parseSnapshot(text, path);
};

/**
 * Checks the text of a snapshot.
 * @param name what it is called in messages
 * @throws {UserError} when it is no snapshot
 */
export const parseSnapshot = (text: string, name: string): Snapshot => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalid(name, error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(document)) throw invalid(name, 'it is not a JSON object');
  const { schema, meta, captures } = document;
  if (schema !== snapshotSchemaId) throw invalid(name, `"schema" is not "${snapshotSchemaId}"`);
  if (!isRecord(meta) || !isRecord(captures)) throw invalid(name, '"meta" or "captures" is missing');
  const { collectedAt, collector, target, redacted } = meta;
  if (typeof collectedAt !== 'string' || typeof target !== 'string') throw invalid(name, '"meta" is not complete');
  if (collector !== 'node' && collector !== 'sh' && collector !== 'snapshot')
    throw invalid(name, '"collector" is unknown');
  const entries = Object.entries(captures);
  if (entries.length > maxCaptures) throw invalid(name, `it has ${entries.length} captures`);
  // Without a prototype, so that a capture called __proto__ is only a name.
  const checked: Record<string, Capture> = Object.create(null);
  for (const [key, capture] of entries) {
    const known = asCapture(capture);
    if (!known) throw invalid(name, `the capture ${JSON.stringify(key.slice(0, 80))} is malformed`);
    checked[renamed.get(key) ?? key] = known;
  }
  return {
    schema: snapshotSchemaId,
    meta: { collectedAt, collector, target, redacted: redacted === true },
    captures: checked,
  };
};

/** A machine that answers from a snapshot; what is not in it has error "missing". */
export const snapshotMachine = (target: string, snapshot: Snapshot): Machine => ({
  target,
  collector: 'snapshot',
  collectedAt: snapshot.meta.collectedAt,
  read: async function* (keys) {
    yield* Object.entries(snapshot.captures);
    for (const key of keys) if (!snapshot.captures[key]) yield [key, { ok: false, error: 'missing' }];
  },
});

const invalid = (name: string, reason: string): UserError =>
  new UserError(
    `${name} is not a snapshot of musl-wizard.`,
    [reason],
    ['Make one with: musl-wizard snapshot -o FILE'],
    exitCode.usage,
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The capture with nothing but its own fields, or null. */
const asCapture = (value: unknown): Capture | null => {
  if (!isRecord(value)) return null;
  if (value.ok === true && typeof value.text === 'string') return { ok: true, text: value.text };
  if (value.ok === false && typeof value.error === 'string') return { ok: false, error: value.error };
  const { code, stdout, stderr, timedOut } = value;
  if (typeof stdout !== 'string' || typeof stderr !== 'string') return null;
  if (code !== null && !Number.isInteger(code)) return null;
  return { code: code as number | null, stdout, stderr, ...(timedOut === true && { timedOut: true }) };
};
