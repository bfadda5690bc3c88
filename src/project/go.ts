import { isConditionForLinux, isFileForLinux } from './go-constraints.js';
import { isHelperFolder, nameMains } from './go-list.js';
import { evidenceIn, evidenceOf, isSafeName } from './lines.js';
import { rootMakefile } from './make.js';
import type { ProjectFiles } from './project-files.js';
import type { ProjectReading } from './reading.js';
import { linkFlags, pkgConfigModules, type Request } from './request.js';

// Modules that do nothing useful without cgo.
const cgoModules =
  /^[ \t]*(?:require[ \t]+)?((?:github\.com\/mattn\/go-sqlite3|github\.com\/libgit2\/git2go\S*|github\.com\/confluentinc\/confluent-kafka-go\S*|github\.com\/google\/gopacket|github\.com\/containers\/storage|github\.com\/proglottis\/gpgme|github\.com\/tecbot\/gorocksdb|github\.com\/DataDog\/zstd|github\.com\/valyala\/gozstd|github\.com\/seccomp\/libseccomp-golang|github\.com\/veandco\/go-sdl2))[ \t]+v/m;

/** What go.mod and the Go files tell. Source: cgo's documentation, the Go Modules Reference. */
export const readGo = (files: ProjectFiles): ProjectReading | null => {
  const mod = files.texts.get('go.mod');
  if (mod === undefined) return null;
  const textOf = (path: string): string => files.texts.get(path) ?? '';
  const nested = new Set(files.paths.flatMap((path) => /^(.+\/)go\.mod$/.exec(path)?.[1] ?? []));
  const sources = files.paths.filter(
    (path) =>
      path.endsWith('.go') &&
      !path.endsWith('_test.go') &&
      // Source: `go help packages`; a folder with a go.mod is a module of its own.
      !/(?:^|\/)(?:[_.]|testdata\/)/.test(path) &&
      !foldersOf(path).some((folder) => nested.has(folder)) &&
      !/^\/\/(?:go:build|[ \t]*\+build)[ \t]+ignore\b/m.test(textOf(path)),
  );
  const importing = sources.filter(
    (path) => /^[ \t]*(?:import[ \t]+)?"C"[ \t\r]*$/m.test(textOf(path)) && isFileForLinux(path, textOf(path)),
  );
  const dependency = cgoModules.exec(mod);
  const module = /^[ \t]*module[ \t]+"?([^\s"]{1,256})"?/m.exec(mod)?.[1] ?? files.name;
  const mains = [
    ...new Set(sources.filter((path) => /^package[ \t]+main\b/m.test(textOf(path))).map((path) => folderOf(path))),
  ].filter((folder) => !isHelperFolder(folder));
  return {
    build: { system: 'go', module, cgo: importing.length > 0 || dependency !== null, mains, makefile: callsGo(files) },
    evidence: [
      evidenceOf('go.mod'),
      ...importing.slice(0, 3).map((path) => evidenceIn(path, textOf(path))(textOf(path).search(/"C"/))),
      ...(dependency ? [evidenceIn('go.mod', mod)(mod.indexOf(dependency[1] as string))] : []),
    ],
    requests: importing.flatMap((path) => cgoRequests(path, textOf(path))),
    targets: nameMains(mains, module).flatMap(({ name }) =>
      isSafeName(name) ? [{ name, evidence: evidenceOf('go.mod') }] : [],
    ),
  };
};

const callsGo = (files: ProjectFiles): boolean => {
  const makefile = rootMakefile(files);
  return makefile !== null && /(?:\bgo|\$[({]GO[)}])\s+(?:build|install)\b/.test(files.texts.get(makefile) ?? '');
};

/** All folders that a path is in: `a/`, `a/b/`. */
const foldersOf = (path: string): string[] => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));

const folderOf = (path: string): string => (path.includes('/') ? `./${path.slice(0, path.lastIndexOf('/'))}` : '.');

const cgoRequests = (path: string, source: string): Request[] => {
  const at = evidenceIn(path, source);
  return [...source.matchAll(/^[ \t/*]*#cgo\s([^\n:]*?)\b(LDFLAGS|pkg-config):([^\n]*)$/gm)].flatMap((match) => {
    const [, condition = '', kind, words = ''] = match;
    if (!isConditionForLinux(condition)) return [];
    const names = kind === 'LDFLAGS' ? linkFlags(words).map(({ name }) => name) : pkgConfigModules(words);
    const how = kind === 'LDFLAGS' ? ('flag' as const) : ('cgo' as const);
    return names.map((name) => ({ how, name, optional: false, evidence: at(match.index) }));
  });
};
