import { blankComments, evidenceIn, evidenceOf, isSafeName } from './lines.js';
import { onlyCalls } from './make-calls.js';
import { callsCompiler, compilersIn } from './make-compilers.js';
import { linesOfDefaultGoal } from './make-rules.js';
import type { Target } from './project.js';
import type { ProjectFiles } from './project-files.js';
import type { ProjectReading } from './reading.js';
import { linkFlags, pkgConfigModules, type Request } from './request.js';

// The order in which GNU make looks for its file.
const rootNames = ['GNUmakefile', 'makefile', 'Makefile'];

/** The file that `make` would read, or null. */
export const rootMakefile = (files: ProjectFiles): string | null =>
  rootNames.find((name) => files.paths.includes(name)) ?? null;

// What nobody asks for when the program is wanted: what these link is no library of it.
const excludedDirs = /(?:^|\/)(?:tests?|testsuite|examples?|samples?|demos?|contrib|scripts?|fuzz\w*|docs?)\//i;

/** The makefile of the only folder that says how to build, as src/Makefile; or null. */
const onlyMakefile = ({ paths }: ProjectFiles): string | null => {
  const found = paths.filter((path) => buildFile.test(path));
  const path = rootNames.flatMap((name) => found.filter((each) => /^[^/]+\//.exec(each)?.[0] + name === each))[0];
  const folder = path?.slice(0, path.indexOf('/') + 1) ?? '';
  const isOfFolder = (each: string): boolean =>
    each.startsWith(folder) && rootNames.includes(each.split('/').at(-1) ?? '');
  // With sources of its own, this folder is another project.
  const hasSources = paths.some((each) => /^[^/]+\.(?:c|cc|cpp|cxx)$/.test(each));
  return path !== undefined && !hasSources && found.every(isOfFolder) ? path : null;
};
/** Makefile.linux or its like, here or in a folder, where nothing else says how to build; or null. */
const makefileForLinux = ({ paths }: ProjectFiles): string | null => {
  if (paths.some((path) => buildFile.test(path))) return null;
  const names = ['linux', 'gnu', 'gcc', 'posix', 'unix', 'generic'].map(
    (system) => new RegExp(`^(?:[^/]+/)?(?:GNU)?makefile[._-]${system}$`, 'i'),
  );
  return names.flatMap((name) => paths.filter((path) => name.test(path)))[0] ?? null;
};

/** Whether all that a makefile does is to call go, of before it had modules: go refuses that, whoever calls it. */
const callsGoWithoutModule = ({ paths, texts }: ProjectFiles, file: string): boolean =>
  !paths.some((path) => path === 'go.mod' || /\.(?:c|cc|cpp|cxx)$/.test(path)) &&
  paths.some((path) => path.endsWith('.go')) &&
  onlyCalls(texts.get(file) ?? '', ['go']);
const buildFile =
  /(?:^|\/)(?:GNUmakefile|[Mm]akefile(?:\.(?:am|in))?|CMakeLists\.txt|meson\.build|configure(?:\.\w+)?|Cargo\.toml|go\.mod)$/;

const isMakefile = (path: string): boolean =>
  /^(?:[^/]+\/){0,2}(?:GNUmakefile|[Mm]akefile)$/.test(path) && !excludedDirs.test(path);

/** Whether a makefile is configured as the kernel's is: from Kconfig or Config.in, by goals such as defconfig. */
export const isKconfig = (files: ProjectFiles): boolean =>
  files.paths.some((path) => path === 'Kconfig' || path === 'Config.in') &&
  /^(?:[^\s#:][^#:\n]{0,200}[ \t])?(?:def|%)config\b[^:=\n]{0,200}:(?!=)/m.test(
    files.texts.get(rootMakefile(files) ?? '') ?? '',
  );

// `include config.mk`: where many keep all that can be set.
const includedBy = (files: ProjectFiles, file: string): string[] =>
  [...(files.texts.get(file) ?? '').matchAll(/^[ \t]*[-s]?include[ \t]+([^\n#]{1,256})/gm)]
    .flatMap((match) => (match[1] as string).trim().split(/\s+/))
    .map((path) => path.replace(/^\.\//, ''))
    .filter((path) => files.texts.has(path));

/** What the makefiles of a folder and of its subfolders tell. */
export const readMake = (files: ProjectFiles): ProjectReading | null => {
  const file = rootMakefile(files) ?? onlyMakefile(files) ?? makefileForLinux(files);
  if (file === null || callsGoWithoutModule(files, file)) return null;
  const makefiles = [...new Set([file, ...includedBy(files, file), ...files.paths.filter(isMakefile)])];
  const read = makefiles.map((path) => [path, files.texts.get(path) ?? ''] as const);
  const sources = read.map(([, text]) => text);
  return {
    build: {
      system: 'make',
      file,
      arFlags: arFlagsIn(sources),
      compilers: compilersIn(sources),
      // As D. J. Bernstein's packages have it, the first lines of these files say how to compile and to link.
      callsByName: callsCompiler(sources) || ['conf-cc', 'conf-ld'].some((path) => files.paths.includes(path)),
      strict: sources.some((source) => /(?<!\S)-Werror\b/.test(source)),
      ...(isKconfig(files) && !files.paths.includes('.config') ? { kconfig: true as const } : {}),
    },
    evidence: [evidenceOf(file)],
    requests: read.flatMap(([path, text]) => requestsIn(path, text)),
    own: [...new Set(sources.flatMap(librariesBuiltBy))],
    targets: read.flatMap(([path, text]) => targetsIn(path, text).map(scopedTo(path))),
  };
};

// A rule for libNAME.a, libNAME.la or libNAME.so.1.
const librariesBuiltBy = (source: string): string[] =>
  [...source.matchAll(/^(?:[\w./$(){}-]{0,128}\/)?lib([\w+-]{1,64})\.(?:a|la|so)[\w.$(){}]{0,64}[ \t]*:(?!=)/gm)].map(
    ([, name = '']) => name,
  );

// A makefile below describes its own folder only.
const scopedTo =
  (path: string) =>
  (target: Target): Target => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    return folder === '' ? target : { ...target, scope: folder };
  };

const arFlagsIn = (sources: readonly string[]): string | null =>
  sources.flatMap(
    (source) => /^[ \t]*AR[ \t]*[:?]?=[ \t]*ar[ \t]+(-?[a-zA-Z]{1,8})[ \t]*$/m.exec(source)?.[1] ?? [],
  )[0] ?? null;

/**
 * Libraries that a makefile or a Makefile.am links. What stands under a condition, or in a rule that plain `make` may
 * not run, is optional; what is only for tests is left out.
 */
export const requestsIn = (path: string, source: string): Request[] => {
  let depth = 0;
  const text = blankComments(source, '#');
  const isOfDefaultGoal = linesOfDefaultGoal(text);
  const isOfTests = automakeTests(text);
  return text.split('\n').flatMap((line, i): Request[] => {
    if (/^\s*ifn?(?:eq|def)\b/.test(line)) depth += 1;
    if (/^\s*endif\b/.test(line)) depth = Math.max(0, depth - 1);
    const ofRule = line.startsWith('\t') || /^[ ]*[\w.-]+(?:[ ]+[\w.-]+)*:\s/.test(line);
    const optional = depth > 0 || (ofRule && !isOfDefaultGoal(i));
    const evidence = { file: path, line: i + 1, text: line.trim().slice(0, 160) };
    // HOSTLDLIBS, HOST_LIBS_gconf: of programs that the build itself runs.
    if (/^[ \t]*HOST\w*[ \t]*[:?+]?=/.test(line) || isOfTests(line)) return [];
    return [
      ...linkFlags(line).map(({ name }) => ({ how: 'flag' as const, name, optional, evidence })),
      ...modulesIn(line).map((name) => ({ how: 'pkg-config' as const, name, optional, evidence })),
    ];
  });
};

/** Whether a line of a Makefile.am says how to link what only `make check` builds. */
const automakeTests = (text: string): ((line: string) => boolean) => {
  const lists = text.replace(/\\\n/g, '  ').matchAll(/^[ \t]*check_(?:PROGRAMS|(?:LT)?LIBRARIES)[ \t]*\+?=([^\n]*)/gm);
  const names = new Set(
    [...lists].flatMap(([, list = '']) => list.trim().split(/\s+/)).map((name) => name.replace(/\W/g, '_')),
  );
  return (line) => names.has(/^[ \t]*(\w+)_(?:LDADD|LIBADD|LDFLAGS)[ \t]*\+?=/.exec(line)?.[1] ?? '');
};

// `pkg-config --cflags --libs a b`, also as $(PKG_CONFIG).
const modulesIn = (line: string): string[] =>
  [...line.matchAll(/(?:pkg-?config|\$[({]PKG_?CONFIG[)}])((?:\s+[^\s`)|;&]+)+)/gi)].flatMap((call) =>
    pkgConfigModules((call[1] as string).replace(/(?<!\S)--?[\w-]+(?:=\S+)?/g, ' ')),
  );

// Programs are named by variables whose meaning is custom: BIN = x, PROG = x, TARGET = x.
const targetsIn = (path: string, source: string): Target[] => {
  const at = evidenceIn(path, source);
  return [
    ...blankComments(source, '#').matchAll(
      /^(?:\w+_)?(?:BINS?|BINARY|BINARIES|PROGS?|PROGRAMS?|TARGETS?|EXE|EXECUTABLE|DEST)[ \t]*[:?]?=[ \t]*([^\n#$]+)$/gim,
    ),
  ].flatMap((match) =>
    (match[1] as string)
      .trim()
      .split(/\s+/)
      .map((word) => word.split('/').at(-1) ?? '')
      .filter((name) => isSafeName(name) && !/\.(?:a|so|o|exe)$/.test(name))
      .map((name) => ({ name, evidence: at(match.index) })),
  );
};
