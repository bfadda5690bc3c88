/** A program that a build system says it makes. */
export interface ReportedProgram {
  /** What the build tool is asked to build. */
  readonly target: string;
  /** Relative to the build folder. */
  readonly path: string;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Folders of what nobody asks for when the program is wanted. */
const excludedDirs = /(?:^|[/_-])(?:tests?|testsuite|examples?|bench\w*|fuzz\w*|docs?)(?:\/|$)/i;

/** Programs that are installed; where none is, all but those of tests and examples. */
export const productsAmong = <T extends { readonly installed: boolean; readonly folder: string }>(
  all: readonly T[],
): T[] => {
  const installed = all.filter((program) => program.installed);
  const own = all.filter(({ folder }) => !excludedDirs.test(folder));
  return installed.length > 0 ? installed : own.length > 0 ? own : [...all];
};

/**
 * The programs of a CMake project by the answer of its file API. Pure. Source: cmake-file-api(7), codemodel version 2.
 * @param reply texts of the answer by name
 * @param source absolute path of the sources
 * @returns null where there is no answer, as before CMake 3.14
 */
export const readCodemodel = (reply: ReadonlyMap<string, string>, source: string): ReportedProgram[] | null => {
  const model = parsed([...reply].find(([name]) => name.startsWith('codemodel-'))?.[1] ?? '');
  const [configuration] = isObject(model) && Array.isArray(model.configurations) ? model.configurations : [];
  if (!isObject(configuration) || !Array.isArray(configuration.targets)) return null;
  const programs = configuration.targets.flatMap((entry: unknown) => {
    const target = parsed((isObject(entry) && reply.get(String(entry.jsonFile))) || '');
    if (!isObject(target) || target.type !== 'EXECUTABLE' || typeof target.name !== 'string') return [];
    const [artifact] = Array.isArray(target.artifacts) ? target.artifacts : [];
    const path: unknown = isObject(artifact) ? artifact.path : null;
    if (typeof path !== 'string' || target.isGeneratorProvided === true) return [];
    const folder = isObject(target.paths) && typeof target.paths.source === 'string' ? target.paths.source : '';
    const below = folder.startsWith(`${source}/`) ? folder.slice(source.length + 1) : folder;
    return [{ target: target.name, path, folder: below, installed: isObject(target.install) }];
  });
  return productsAmong(programs).map(({ target, path }) => ({ target, path }));
};
