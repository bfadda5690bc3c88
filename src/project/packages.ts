import document from '../../flows/packages.yaml';
import type { Package } from './packages-schema.js';
import { isBuiltIn, type Request } from './request.js';

export type { Package };

/** The table of flows/packages.yaml. Its shape is checked by the suite, not at every start. */
export const packages = document as readonly Package[];

const byId = new Map(packages.map((entry) => [entry.id, entry]));
const index = (key: 'pkgConfig' | 'flags' | 'cmake' | 'crates' | 'headers'): ReadonlyMap<string, Package> =>
  // The first of several that share a name wins, so that the table's order decides.
  new Map([...packages].reverse().flatMap((entry) => (entry[key] ?? []).map((name) => [name.toLowerCase(), entry])));

const indexes = {
  pkgConfig: index('pkgConfig'),
  flags: index('flags'),
  cmake: index('cmake'),
  crates: index('crates'),
  headers: index('headers'),
};

const folderOf = (header: string): string => /^([^/]+)\//.exec(header)?.[1] ?? '';

/** Folders of headers into which many packages put theirs. */
const shared = new Set(['', 'sys', 'x11', 'google', 'security']);

/** The package whose headers are in a folder of their own, by its name; two that share one leave it open. */
const folders: ReadonlyMap<string, Package | null> = packages
  .flatMap((entry) => (entry.headers ?? []).map((header) => [folderOf(header.toLowerCase()), entry] as const))
  .filter(([folder]) => !shared.has(folder))
  .reduce(
    (known, [folder, entry]) => known.set(folder, (known.get(folder) ?? entry) === entry ? entry : null),
    new Map<string, Package | null>(),
  );

/** The package with an id of the table, or null. */
export const packageById = (id: string): Package | null => byId.get(id) ?? null;

/** The package that is asked for, or null where the table does not know it. */
export const packageFor = ({ how, name }: Pick<Request, 'how' | 'name'>): Package | null => {
  const key = name.toLowerCase();
  switch (how) {
    case 'pkg-config':
    case 'cgo':
      return indexes.pkgConfig.get(key) ?? null;
    case 'flag':
    case 'autoconf':
      return indexes.flags.get(key) ?? null;
    case 'find-package':
      return indexes.cmake.get(key) ?? null;
    // Meson asks pkg-config first and then CMake, and has names of its own for a few.
    case 'meson':
      return indexes.pkgConfig.get(key) ?? indexes.cmake.get(key) ?? indexes.flags.get(key) ?? null;
    case 'crate':
      return indexes.crates.get(key) ?? null;
    case 'header':
      return indexes.headers.get(key) ?? folders.get(folderOf(key)) ?? null;
  }
};

/** Whether a request asks for something to install: not for a part of the C library, nor for an unknown header. */
export const isLibrary = (request: Request): boolean => {
  if (request.how === 'header') return packageFor(request) !== null;
  if (request.how === 'crate') return packageFor(request) !== null || !bindingOnly.test(request.name);
  return !isBuiltIn(request.name) && !tools.test(request.name);
};

// Crates named -sys that bind the C library, the kernel or another system, and link nothing to be installed.
const bindingOnly =
  /^(?:linux-raw|windows|winapi|core-foundation|security-framework|js|web|wasi|fsevent|kqueue|mach|hermit|errno-dragonfly|inotify|ndk|jni|io-kit|system-configuration|coreaudio|objc|cocoa|dirs|libfuzzer)-sys$/;

// Packages of CMake that find programs or settings.
const tools =
  /^(?:PkgConfig|Git|Python\d?|PythonInterp|PythonLibs|Perl|Doxygen|BISON|FLEX|Patch|Java|Ruby|OpenMP|Sanitizers|Backtrace)$/i;
