import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import document from '../../flows/packages.yaml';
import { isBuiltIn, type Request } from './request.js';

const names = Type.Array(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._+/-]*$' }));

/** How a package set that is not static all through gets a library's archive. */
const nixStatic = ['output', 'static', 'autotools', 'cmake', 'meson', 'none'] as const;

/** The shape of flows/packages.yaml. */
export const packagesSchema = Type.Array(
  Type.Object(
    {
      id: Type.String({ pattern: '^[a-z0-9][a-z0-9.+-]*$' }),
      pkgConfig: Type.Optional(names),
      flags: names,
      link: Type.Optional(names),
      cmake: Type.Optional(names),
      crates: Type.Optional(names),
      headers: Type.Optional(names),
      nix: Type.Object({
        attr: Type.String({ pattern: '^[A-Za-z_][\\w.-]*$' }),
        static: Type.Union(nixStatic.map((how) => Type.Literal(how))),
      }),
      alpine: Type.Object({ dev: names, static: Type.Union([names, Type.Null()]) }),
      debian: Type.Object({ dev: names, archives: names }),
      traps: Type.Optional(Type.Array(Type.String())),
    },
    { additionalProperties: false },
  ),
);

/** A library, its packages in nixpkgs, Alpine and Debian, and what static linking asks of it. */
export type Package = Static<typeof packagesSchema>[number];

/**
 * The table of flows/packages.yaml.
 * @throws {Error} when a document is not of that shape
 */
export const packagesIn = (yaml: unknown): readonly Package[] => {
  if (!Check(packagesSchema, yaml)) throw new Error('flows/packages.yaml is not a table of packages');
  return yaml;
};

export const packages: readonly Package[] = packagesIn(document);

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
      return indexes.headers.get(key) ?? null;
  }
};

/** Whether a request asks for something to install: not for a part of the C library, nor for a header nobody knows. */
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
