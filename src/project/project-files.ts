/** A folder as detection sees it: a bounded listing, and the texts of the files that matter. Pure data. */
export interface ProjectFiles {
  /** Name of the folder. */
  readonly name: string;
  /** Paths relative to the folder, with `/`, sorted. */
  readonly paths: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly truncated: boolean;
}

// Names whose text says how a project is built. Sources are read for their includes and their main.
const telling =
  /(?:^|\/)(?:GNUmakefile|[Mm]akefile(?:[._-][A-Za-z]{2,8})?|[\w-]+\.mk|CMakeLists\.txt|meson\.build|configure|configure\.(?:ac|in)|Cargo\.toml|Cargo\.lock|go\.mod|build\.rs|dune|[\w-]+\.nimble|shard\.yml)$|^(?:m4\/[^/]+|acinclude)\.m4$|\.go$|^(?:src\/)?[^/]+\.(?:c|cc|cpp|cxx)$/;

/** Whether detection needs to read a file. */
export const isTelling = (path: string): boolean => telling.test(path);

/** Folders that hold no source of the project itself. */
export const skippedFolders: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.direnv',
  '.cache',
  'node_modules',
  'target',
  'vendor',
  'third_party',
  'build-static',
  'dist-static',
  'result',
]);
