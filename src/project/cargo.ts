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
      leftOut: leftOutOf(files, manifests),
      lockFile: lock !== undefined,
      buildScripts: manifests.filter((manifest) => hasBuildScript(files, manifest)).flatMap(packageName),
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
    targets: manifests.flatMap((manifest) => binariesOf(files, manifest)),
  };
};

const packageName = ({ table: manifest }: Manifest): string[] => {
  const name = text(table(manifest.package).name);
  return name !== null && isSafeName(name) ? [name] : [];
};

/** Packages of members with a program that are not among the default members. Source: The Cargo Book, "Workspaces". */
const leftOutOf = (files: ProjectFiles, manifests: readonly Manifest[]): string[] => {
  const root = manifests.find(({ path }) => path === 'Cargo.toml');
  const workspace = table(root?.table.workspace);
  const isAny = (key: string) => {
    const globs = list(workspace[key]).flatMap((glob) => text(glob) ?? []);
    return ({ path }: Manifest): boolean => globs.some((glob) => matches(glob, folderOf(path).slice(0, -1)));
  };
  const all = manifests.filter(isAny('members')).filter((each) => !isAny('exclude')(each));
  const standard = 'default-members' in workspace ? isAny('default-members') : () => root?.table.package === undefined;
  return all
    .filter((each) => each !== root && !standard(each) && binariesOf(files, each).length > 0)
    .flatMap(packageName)
    .sort();
};

/** Whether a folder is what a glob of a workspace means. */
const matches = (glob: string, folder: string): boolean => {
  const parts = glob.replace(/^\.\/|\/$/g, '').split('/');
  const names = folder.split('/');
  const isName = (part: string, name: string): boolean => {
    const [start = '', ...rest] = part.split('*');
    const end = rest.at(-1) ?? '';
    return rest.length === 0 ? part === name : name.startsWith(start) && name.slice(start.length).endsWith(end);
  };
  return parts.length === names.length && parts.every((part, at) => isName(part, names[at] ?? ''));
};

const folderOf = (path: string): string => path.slice(0, path.length - 'Cargo.toml'.length);

const hasBuildScript = (files: ProjectFiles, { path, table: manifest }: Manifest): boolean => {
  const { build } = table(manifest.package);
  if (build === false) return false;
  return typeof build === 'string' || files.paths.includes(`${folderOf(path)}build.rs`);
};

const dependenciesOf = ({ table: manifest }: Manifest): string[] =>
  ['dependencies', 'build-dependencies'].flatMap((key) => [
    ...Object.keys(table(manifest[key])),
    ...Object.keys(table(table(manifest.workspace)[key])),
  ]);

// src/main.rs, src/bin/*.rs and [[bin]]; Cargo Book, "Target auto-discovery".
const binariesOf = (files: ProjectFiles, manifest: Manifest): Target[] => {
  const folder = folderOf(manifest.path);
  const own = files.paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
  const declared = list(manifest.table.bin).flatMap((bin) => text(table(bin).name) ?? []);
  const found = [
    ...(own.includes('src/main.rs') && declared.length === 0 ? packageName(manifest) : []),
    ...own.flatMap((path) => /^src\/bin\/([^/]+)(?:\.rs|\/main\.rs)$/.exec(path)?.[1] ?? []),
  ];
  return [...new Set([...declared, ...found])]
    .filter(isSafeName)
    .map((name) => ({ name, evidence: evidenceOf(manifest.path) }));
};
