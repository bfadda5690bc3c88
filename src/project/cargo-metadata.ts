import { isSafeName } from './lines.js';

/** What cargo is to build of a project. */
export interface CargoPrograms {
  /** Names of the programs that it makes. */
  readonly programs: readonly string[];
  /** Words of `cargo build` that select them. */
  readonly words: readonly string[];
  /** Programs that are left out, and how to have them, in sentences. */
  readonly notices: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
const parsed = (text: string): Json => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
};

interface Program {
  readonly name: string;
  /** Features that it requires and that are off by default. */
  readonly lacks: readonly string[];
}

interface Member {
  readonly name: string;
  /** Whether plain `cargo build` builds it. */
  readonly isDefault: boolean;
  /** Whether it is for those who work on the project. */
  readonly isHelper: boolean;
  readonly programs: readonly Program[];
}

const isReady = ({ lacks }: Program): boolean => lacks.length === 0;
const hasReady = ({ programs }: Member): boolean => programs.some(isReady);
const helperFolder = /(?:^|\/)(?:xtasks?|tests?|examples?|bench\w*|fuzz)(?:\/|$)/;

/**
 * The programs of a Cargo project: of the members that plain `cargo build` builds; where these have none, of all members.
 * A program that requires features that are off is built only where there is no other. Pure.
 * Source: cargo-metadata(1), format version 1.
 * @param answer what `cargo metadata --no-deps` printed
 * @returns null where that is no answer
 */
export const readCargoMetadata = (answer: string): CargoPrograms | null => {
  const members = membersIn(parsed(answer));
  if (members === null) return null;
  const own = members.filter(({ programs, isHelper }) => programs.length > 0 && !isHelper);
  const standard = own.filter(({ isDefault }) => isDefault);
  const pool = standard.length > 0 ? standard : own;
  const ready = pool.filter(hasReady);
  const chosen = ready.length > 0 ? ready : pool;
  const programs = chosen.flatMap((member) => (ready.length > 0 ? member.programs.filter(isReady) : member.programs));
  const asPlain =
    chosen.every(({ isDefault }) => isDefault) &&
    members.every((member) => !member.isDefault || !hasReady(member) || chosen.includes(member));
  const features = chosen.flatMap(({ name, programs: own }) =>
    own
      .filter((program) => programs.includes(program))
      .flatMap(({ lacks }) => lacks.map((feature) => (chosen.length > 1 ? `${name}/${feature}` : feature))),
  );
  return {
    programs: programs.map(({ name }) => name),
    words: [
      ...(asPlain ? [] : chosen.flatMap(({ name }) => ['-p', name])),
      '--bins',
      ...(features.length > 0 ? ['--features', [...new Set(features)].join(',')] : []),
    ],
    notices: [
      ...chosen
        .flatMap((member) => member.programs)
        .filter((program) => !programs.includes(program))
        .map(
          ({ name, lacks }) => `Not built, because its features are off: ${name} (-- --features ${lacks.join(',')}).`,
        ),
      ...own
        .filter((member) => !chosen.includes(member) && hasReady(member))
        .map(
          ({ name, programs }) => `Not built: ${programs.map((program) => program.name).join(', ')} (-- -p ${name}).`,
        ),
    ].slice(0, maxNotices),
  };
};

const maxNotices = 20;

/** The members of a workspace; null where the answer names none. */
const membersIn = (answer: Json): Member[] | null => {
  const ids = new Set(texts(answer.workspace_members));
  // Before cargo 1.71 it is not said; a workspace with a package at its root builds that.
  const standard = Array.isArray(answer.workspace_default_members) ? texts(answer.workspace_default_members) : null;
  const root = typeof answer.workspace_root === 'string' ? answer.workspace_root : '';
  const packages = objects(answer.packages).filter(({ id }) => typeof id === 'string' && ids.has(id));
  const atRoot = packages.find(({ manifest_path: path }) => path === `${root}/Cargo.toml`);
  const members = packages.flatMap((entry): Member[] => {
    const { name, id, manifest_path: path } = entry;
    if (typeof name !== 'string' || !isSafeName(name)) return [];
    const folder = typeof path === 'string' && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : '';
    return [
      {
        name,
        isDefault: standard === null ? atRoot === undefined || atRoot === entry : standard.includes(String(id)),
        isHelper: helperFolder.test(folder),
        programs: programsOf(entry),
      },
    ];
  });
  return members.length > 0 ? members : null;
};

const programsOf = ({ targets, features }: Json): Program[] => {
  const on = enabledByDefault(isObject(features) ? features : {});
  return objects(targets)
    .filter(({ kind }) => texts(kind).includes('bin'))
    .flatMap((target) => {
      const { name } = target;
      const lacks = texts(target['required-features']).filter((feature) => !on.has(feature));
      return typeof name === 'string' && isSafeName(name) && lacks.every(isFeature) ? [{ name, lacks }] : [];
    });
};

// Cargo Book, "Features": a name, or that of a dependency with one of its features.
const isFeature = (word: string): boolean => /^[A-Za-z0-9_][\w+.-]{0,63}(?:\/[\w+.-]{1,64})?$/.test(word);

const enabledByDefault = (features: Json): ReadonlySet<string> => {
  const on = new Set<string>();
  const queue = ['default'];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (on.has(next)) continue;
    on.add(next);
    queue.push(...texts(features[next]));
  }
  return on;
};
