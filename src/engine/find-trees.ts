import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCode, UserError } from '../errors.js';
import { distrustOwn } from '../files/in-project.js';
import { isInside } from '../files/inside.js';
import { readBounded } from '../files/read-bounded.js';
import type { ParsedTree, Problem } from '../flow/parse.js';
import type { Forest, Tree } from '../flow/schema.js';
import { answerTo, contentHash, type Permission } from '../settings/permissions.js';

/** A tree and where it comes from. */
export interface FoundTree {
  readonly name: string;
  readonly origin: 'shipped' | 'project' | 'user';
  readonly file: string | null;
  /** Null for a file that is no tree. */
  readonly source: ParsedTree | null;
  /** Null for a file that is no tree, and for a project's that is not allowed. */
  readonly tree: Tree | null;
  readonly permission: Permission;
  /** Of a project's tree: why a permission that is there does not count; else null. */
  readonly unheard: string | null;
  /** Of a project's tree: its text, and the name of it in the permissions; null where it cannot be read, and of others. */
  readonly content: { readonly text: string; readonly hash: string } | null;
}

/** Where trees are looked for, in addition to those of the program. */
export interface TreeFolders {
  readonly cwd: string;
  readonly config: string;
}

/** All trees: shipped ones, then the project's (.musl-wizard/flows), then the user's (CONFIG/flows). */
export const findTrees = async (folders: TreeFolders): Promise<readonly FoundTree[]> => {
  const { cwd, config } = folders;
  const { shippedForest } = await import('../flow/shipped.js');
  const shipped = [...shippedForest.values()].map(
    (tree): FoundTree => ({
      name: tree.flow,
      origin: 'shipped',
      file: null,
      source: null,
      tree,
      permission: 'allowed',
      unheard: null,
      content: null,
    }),
  );
  const project = await treesOfProject(folders);
  const user = await treesIn(join(config, 'flows'), 'user', cwd);
  return [...shipped, ...project, ...user];
};

/** The project's trees alone: no other is loaded for that. */
export const treesOfProject = ({ cwd, config }: TreeFolders): Promise<readonly FoundTree[]> =>
  treesIn(join(cwd, '.musl-wizard', 'flows'), 'project', cwd, config);

const treesIn = async (
  folder: string,
  origin: FoundTree['origin'],
  project: string,
  config?: string,
): Promise<readonly FoundTree[]> => {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? [] : [unusable(basename(folder), origin, folder, message)];
  }
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (files.length > maxTrees)
    return [
      unusable(
        basename(folder),
        origin,
        folder,
        `it contains ${files.length} trees, more than ${maxTrees}: none is read`,
      ),
    ];
  return Promise.all(
    files.map(async (name): Promise<FoundTree> => {
      const file = join(folder, name);
      // Those of a project are anybody's; those of the user count as written by nobody else.
      const foreign = origin === 'user' ? distrustOwn(file, project) : null;
      if (foreign) return unusable(name, origin, file, `${foreign.evidence}: ${foreign.command}`);
      if (origin === 'project' && !isInside(project, file))
        return unusable(name, origin, file, 'it is a link that leads out of the project');
      try {
        const text = readText(file);
        const source = await parse(file, text);
        const found = { name: source.tree?.flow ?? name, origin, file, source };
        if (config === undefined)
          return { ...found, tree: source.tree, permission: 'allowed', unheard: null, content: null };
        const hash = contentHash(`flows/${name}`, text);
        const { permission, distrust } = answerTo(config, hash, project);
        const unheard = distrust?.evidence ?? null;
        const tree = permission === 'allowed' ? source.tree : null;
        return { ...found, tree, permission, unheard, content: { text, hash } };
      } catch (error) {
        // One file that cannot be read hides no other tree.
        if (!(error instanceof UserError)) throw error;
        return unusable(name, origin, file, error.evidence.join('; ') || error.message);
      }
    }),
  );
};

/** Nobody keeps more in one folder; reading a stranger's thousands would take minutes. */
const maxTrees = 100;

const unusable = (name: string, origin: FoundTree['origin'], file: string, message: string): FoundTree => ({
  name,
  origin,
  file,
  source: { file, tree: null, problems: [{ file, line: 1, message }], lineOf: () => 1 },
  tree: null,
  permission: 'unasked',
  unheard: null,
  content: null,
});

/**
 * The shipped trees, with their lines where their files are there (flows/trees, above this module):
 * the published package holds them only as data.
 */
export const shippedSources = async (): Promise<readonly ParsedTree[]> => {
  const here = dirname(fileURLToPath(import.meta.url));
  const above = [0, 1, 2, 3].map((levels) => join(here, ...Array(levels).fill('..'), 'flows/trees'));
  const folder = above.find((path) => existsSync(path));
  if (folder) return (await treesIn(folder, 'shipped', folder)).flatMap(({ source }) => source ?? []);
  const { shippedForest } = await import('../flow/shipped.js');
  return [...shippedForest.values()].map((tree) => ({
    file: `shipped ${tree.flow}`,
    tree,
    problems: [],
    lineOf: () => 1,
  }));
};

/** A tree is smaller. */
const maxBytes = 1024 * 1024;

/**
 * Reads and parses one file. The YAML parser is loaded only here: shipped trees come parsed.
 * @throws {UserError} when it cannot be read
 */
export const readTreeFile = async (file: string): Promise<ParsedTree> => parse(file, readText(file));

const parse = async (file: string, text: string): Promise<ParsedTree> => {
  const { parseTree } = await import('../flow/parse.js');
  return parseTree(file, text);
};

const readText = (file: string): string => {
  try {
    return readBounded(file, maxBytes);
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    throw new UserError(`the tree cannot be read: ${file}`, [message], ['musl-wizard flow list'], exitCode.usage, {
      cause: error,
    });
  }
};

/**
 * All trees by name. The first of a name wins, so that no project that was cloned from somewhere
 * can put its tree in the place of a shipped one.
 */
export const forestOf = (found: readonly FoundTree[]): Forest =>
  new Map(found.flatMap(({ tree }) => (tree ? [[tree.flow, tree] as const] : [])).reverse());

/** What is wrong with a tree among others. */
export const problemsOf = async (source: ParsedTree, forest: Forest): Promise<readonly Problem[]> => {
  const [{ lint }, { shippedVocabulary }] = await Promise.all([
    import('../flow/lint/lint.js'),
    import('../flow/lint/shipped-vocabulary.js'),
  ]);
  const among = source.tree ? new Map([...forest, [source.tree.flow, source.tree]]) : forest;
  return lint(source, { forest: among, vocabulary: shippedVocabulary() });
};
