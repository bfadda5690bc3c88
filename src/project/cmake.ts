import { blankComments, evidenceIn, evidenceOf, isSafeName, withValues } from './lines.js';
import type { Language, Target } from './project.js';
import type { ProjectFiles } from './project-files.js';
import type { ProjectReading } from './reading.js';
import { pkgConfigModules, type Request } from './request.js';

interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly index: number;
}

/** What CMakeLists.txt files tell. Source: cmake-language(7), cmake-commands(7). */
export const readCMake = (files: ProjectFiles): ProjectReading | null => {
  const root = files.texts.get('CMakeLists.txt');
  if (root === undefined) return null;
  const lists = files.paths.filter((path) => /(?:^|\/)CMakeLists\.txt$/.test(path));
  const requests: Request[] = [];
  const targets: Target[] = [];
  for (const path of lists) {
    const text = files.texts.get(path) ?? '';
    const all = calls(text);
    const at = evidenceIn(path, text);
    const variables = variablesIn(all);
    let depth = 0;
    for (const call of all) {
      if (call.name === 'if') depth += 1;
      if (call.name === 'endif') depth -= 1;
      const evidence = at(call.index);
      requests.push(...requestsOf(call).map((request) => ({ ...request, evidence })));
      const [first, kind] = call.args;
      const name = first === undefined ? undefined : expand(first, variables);
      // Under a condition it may not exist at all.
      const program = depth <= 0 && call.name === 'add_executable' && name && !/^(?:IMPORTED|ALIAS)$/i.test(kind ?? '');
      // Tests and examples are programs too, but nobody asks for them.
      if (program && isSafeName(name) && !/(?:^|[/_])(?:tests?|examples?|bench\w*|fuzz\w*)\//i.test(path)) {
        targets.push({ name, evidence });
      }
    }
  }
  return {
    build: { system: 'cmake' },
    evidence: [evidenceOf('CMakeLists.txt')],
    requests,
    targets,
    languages: languagesOf(calls(root)),
  };
};

/** The command invocations of a CMake file, in order; words are unquoted, variables are left as they stand. */
const calls = (source: string): Call[] =>
  [...blankComments(source, '#').matchAll(/(?:^|\n)[ \t]*([A-Za-z_]\w*)[ \t]*\(([^()]{0,4096})\)/g)].map((match) => ({
    name: (match[1] as string).toLowerCase(),
    args: ((match[2] as string).match(/"[^"]*"|[^\s"]+/g) ?? []).map((word) => word.replace(/^"|"$/g, '')),
    index: match.index + (match[0].startsWith('\n') ? 1 : 0),
  }));

// set(NAME VALUE) with one plain value: how projects name their program.
const variablesIn = (all: readonly Call[]): ReadonlyMap<string, string> =>
  new Map(
    all.flatMap(({ name, args: [variable, value, ...more] }) =>
      name === 'set' && variable && value && more.length === 0 ? [[variable, value] as const] : [],
    ),
  );

/** More than a safe name can have. */
const longestName = 100;

const expand = (word: string, variables: ReadonlyMap<string, string>): string =>
  withValues(word, /\$\{(\w+)\}/g, (name) => variables.get(name), longestName);

type Asking = Omit<Request, 'evidence'>;

const requestsOf = ({ name, args }: Call): Asking[] => {
  const optional = !args.includes('REQUIRED');
  switch (name) {
    case 'find_package':
      return args[0] ? [{ how: 'find-package', name: args[0], optional }] : [];
    case 'pkg_check_modules':
    case 'pkg_search_module': {
      const keywords =
        /^(?:REQUIRED|QUIET|NO_CMAKE_PATH|NO_CMAKE_ENVIRONMENT_PATH|IMPORTED_TARGET|GLOBAL|STATIC_TARGET)$/;
      const modules = args.slice(1).filter((word) => !keywords.test(word));
      return pkgConfigModules(modules.join(' ')).map((module) => ({ how: 'pkg-config', name: module, optional }));
    }
    case 'find_library': {
      const at = args.indexOf('NAMES');
      const library = at === -1 ? args[1] : args[at + 1];
      return library && isSafeName(library) ? [{ how: 'flag', name: library.replace(/^lib/, ''), optional }] : [];
    }
    case 'target_link_libraries':
    case 'link_libraries':
      return args
        .slice(name === 'link_libraries' ? 0 : 1)
        .flatMap((word) => /^-l([A-Za-z0-9][\w.+-]*)$/.exec(word)?.[1] ?? [])
        .map((library) => ({ how: 'flag', name: library, optional: false }));
    default:
      return [];
  }
};

// project(NAME [VERSION ...] [LANGUAGES] C CXX); without any, CMake takes C and C++.
const languagesOf = (all: Call[]): Language[] => {
  const args = all.find(({ name }) => name === 'project')?.args ?? [];
  const enabled = all.filter(({ name }) => name === 'enable_language').flatMap((call) => call.args);
  const named = [...args.slice(1), ...enabled];
  const languages: Language[] = [];
  if (named.includes('C')) languages.push('c');
  if (named.includes('CXX')) languages.push('cxx');
  return languages.length > 0 ? languages : ['c', 'cxx'];
};
