import { parse } from 'smol-toml';
import { evidenceIn, evidenceOf, isSafeName } from './lines.js';
import type { Target } from './project.js';
import type { ProjectFiles } from './project-files.js';
import type { ProjectReading } from './reading.js';

type Table = Readonly<Record<string, unknown>>;
interface Manifest {
  readonly path: string;
  readonly table: Table;
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const table = (value: unknown): Table => (isTable(value) ? value : {});
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** TOML that cannot be read counts as empty: cargo itself will say what is wrong with it. */
const toml = (source: string | undefined): Table => {
  try {
    return parse(source ?? '');
  } catch {
    return {};
  }
};

/** Compilers of protobuf files; each starts `protoc` from a build script. */
const protobufCrates = ['tonic-build', 'tonic-prost-build', 'prost-build', 'protobuf-codegen', 'grpcio-compiler'];

/** What Cargo.toml and Cargo.lock tell. Source: The Cargo Book, the manifest format. */
export const readCargo = (files: ProjectFiles): ProjectReading | null => {
  if (!files.texts.has('Cargo.toml')) return null;
  const manifests = files.paths
    .filter((path) => /(?:^|\/)Cargo\.toml$/.test(path))
    .map((path): Manifest => ({ path, table: toml(files.texts.get(path)) }));
  const sources = sourcesIn(files.paths);
  const lock = files.texts.get('Cargo.lock');
  const locked = lock === undefined ? [] : list(toml(lock).package).flatMap((entry) => text(table(entry).name) ?? []);
  // Without a lock file only the direct dependencies are known.
  const crates = lock === undefined ? manifests.flatMap(dependenciesOf) : locked;
  const sysCrates = [...new Set(crates.filter((name) => /-sys$/.test(name) && isSafeName(name)))].sort();
  const dependencies = new Set([...crates, ...manifests.flatMap(dependenciesOf)]);
  const lockFile = lock === undefined ? 'Cargo.toml' : 'Cargo.lock';
  const lockText = lock ?? files.texts.get('Cargo.toml') ?? '';
  const at = evidenceIn(lockFile, lockText);
  return {
    build: {
      system: 'cargo',
      workspace: manifests.some(({ path, table: root }) => path === 'Cargo.toml' && 'workspace' in root),
      leftOut: leftOutOf(sources, manifests),
      lockFile: lock !== undefined,
      buildScripts: manifests.filter((manifest) => hasBuildScript(sources, manifest)).flatMap(packageName),
      procMacros: manifests.filter(({ table: m }) => table(m.lib)['proc-macro'] === true).flatMap(packageName),
      sysCrates,
      protobuf: protobufCrates.find((name) => dependencies.has(name)) ?? null,
    },
    evidence: [evidenceOf('Cargo.toml')],
    requests: sysCrates.map((name) => ({
      how: 'crate',
      name,
      optional: false,
      evidence: at(Math.max(0, lockText.indexOf(name))),
    })),
    targets: manifests.flatMap((manifest) => binariesOf(sources, manifest)),
  };
};

const packageName = ({ table: manifest }: Manifest): string[] => {
  const name = text(table(manifest.package).name);
  return name !== null && isSafeName(name) ? [name] : [];
};

/** Packages of members with a program that are not among the default members. Source: The Cargo Book, "Workspaces". */
const leftOutOf = (sources: Sources, manifests: readonly Manifest[]): string[] => {
  const root = manifests.find(({ path }) => path === 'Cargo.toml');
  const workspace = table(root?.table.workspace);
  const isAny = (key: string) => {
    const globs = list(workspace[key]).flatMap((glob) => text(glob)?.replace(/^\.\/|\/$/g, '') ?? []);
    const plain = new Set(globs);
    const patterns = globs.filter((glob) => glob.includes('*')).slice(0, maxPatterns);
    return ({ path }: Manifest): boolean => {
      const folder = folderOf(path).slice(0, -1);
      return plain.has(folder) || patterns.some((glob) => matches(glob, folder));
    };
  };
  const isExcluded = isAny('exclude');
  const all = manifests.filter(isAny('members')).filter((each) => !isExcluded(each));
  const standard = 'default-members' in workspace ? isAny('default-members') : () => root?.table.package === undefined;
  return all
    .filter((each) => each !== root && !standard(each) && binariesOf(sources, each).length > 0)
    .flatMap(packageName)
    .sort();
};

/** Of a workspace; one made to keep us busy has thousands. */
const maxPatterns = 64;

/** Whether a folder is what a glob of a workspace means. */
const matches = (glob: string, folder: string): boolean => {
  const parts = glob.split('/');
  const names = folder.split('/');
  const isName = (part: string, name: string): boolean => {
    const [start = '', ...rest] = part.split('*');
    const end = rest.at(-1) ?? '';
    return rest.length === 0 ? part === name : name.startsWith(start) && name.slice(start.length).endsWith(end);
  };
  return parts.length === names.length && parts.every((part, at) => isName(part, names[at] ?? ''));
};

const folderOf = (path: string): string => path.slice(0, path.length - 'Cargo.toml'.length);

/** What lies where cargo finds it by itself. */
interface Sources {
  readonly paths: ReadonlySet<string>;
  /** Names of the programs in src/bin, by the folder of their manifest. */
  readonly programs: ReadonlyMap<string, readonly string[]>;
}

const sourcesIn = (all: readonly string[]): Sources => {
  const programs = new Map<string, string[]>();
  for (const path of all) {
    const [, folder = '', name] = /^(.*\/)?src\/bin\/([^/]+)(?:\.rs|\/main\.rs)$/.exec(path) ?? [];
    if (name === undefined) continue;
    const names = programs.get(folder) ?? [];
    names.push(name);
    programs.set(folder, names);
  }
  return { paths: new Set(all), programs };
};

const hasBuildScript = ({ paths }: Sources, { path, table: manifest }: Manifest): boolean => {
  const { build } = table(manifest.package);
  if (build === false) return false;
  return typeof build === 'string' || paths.has(`${folderOf(path)}build.rs`);
};

const dependenciesOf = ({ table: manifest }: Manifest): string[] =>
  ['dependencies', 'build-dependencies'].flatMap((key) => [
    ...Object.keys(table(manifest[key])),
    ...Object.keys(table(table(manifest.workspace)[key])),
  ]);

// src/main.rs, src/bin/*.rs and [[bin]]; Cargo Book, "Target auto-discovery".
const binariesOf = ({ paths, programs }: Sources, manifest: Manifest): Target[] => {
  const folder = folderOf(manifest.path);
  const declared = list(manifest.table.bin).flatMap((bin) => text(table(bin).name) ?? []);
  const found = [
    ...(paths.has(`${folder}src/main.rs`) && declared.length === 0 ? packageName(manifest) : []),
    ...(programs.get(folder) ?? []),
  ];
  return [...new Set([...declared, ...found])]
    .filter(isSafeName)
    .map((name) => ({ name, evidence: evidenceOf(manifest.path) }));
};
