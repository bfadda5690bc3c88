// Which modules share a file of the bundle. Split by who imports what, the program falls into a hundred files, and it
// is files that an installation pays for, and a start, too (bench/RESULTS.md). So files are merged: for each pair it is
// weighed what loading both at once saves where both are loaded anyway, and what it adds where only one is.

/** What it takes to find and open one more file (0.3 ms), in the bytes of code, not minified, that load in the same time. */
const perFile = 20_000;
/** What takes time when it is loaded, likewise: data files to unpack, Intl.Segmenter, and what Node itself has to load. */
const slow = [
  [/^\0table:/, 400_000],
  [/\/string-width\/index\.js$/, 1_000_000],
  // No start without a screen, settings or a schema of somebody else's is to load these (test/tools/loaded-packages.test.ts).
  [/\/node_modules\/(typebox|conf|ajv|js-yaml)\/|\/ink\.mjs$/, 1_000_000],
  [/^node:(child_process|crypto|dns\/promises|https?|net|stream|tls|worker_threads|zlib)$/, 200_000],
];
/** Files are merged, even at a loss, until there are no more than these; with fewer, every start has to load more. */
const enough = 29;
const parser = ['/src/program.ts', '/commander/esm.mjs'];
/** What a command that somebody waits for, or that is measured, loads one after another, and how many others it counts for. */
const frequent = [
  { weight: 32, loads: ['/commands/wizard.ts', '/ui/run-wizard.tsx'] },
  { weight: 32, loads: ['/commands/doctor.ts', '/engine/judge-machine.ts', '/machine/read/request.ts'] },
  { weight: 32, loads: [...parser, '/commands/inspect.ts'] },
  { weight: 32, loads: ['/inspect-worker.ts'] },
  { weight: 16, loads: [...parser, '/commands/explain.ts', '/commands/explain/beside.ts', '/redact/redact.ts'] },
  { weight: 8, loads: [...parser, '/commands/completion.ts'] },
  { weight: 8, loads: parser },
];

/**
 * @param output what rolldown gives when it splits by itself, not minified; the program is its first entry point, and
 *   what is imported later is imported on top of that
 * @param often files by the ends of their paths, that a frequent command loads after the program, and its weight
 * @returns for the id of a module the name of its group; null for what stays where it is
 */
export const chunkGroups = (output, often = frequent) => {
  const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const isEntry = ({ isEntry, isDynamicEntry }) => isEntry && !isDynamicEntry;
  const [program] = [...chunks.values()].filter(isEntry);
  const loadable = [...chunks.values()].filter((chunk) => chunk.isEntry || chunk.isDynamicEntry);
  const chunkOf = (path) => {
    const found = loadable.find(({ facadeModuleId }) => facadeModuleId?.endsWith(path));
    if (found === undefined) throw new Error(`no file of the bundle begins with ${path}`);
    return found;
  };
  const starts = [
    ...loadable.map((chunk) => ({ weight: 1, chunks: isEntry(chunk) ? [chunk] : [program, chunk] })),
    ...often.map(({ weight, loads }) => ({ weight, chunks: [program, ...loads.map(chunkOf)] })),
  ];

  /** Where a chunk is now: files that are merged share one group. */
  const home = new Map([...chunks].map(([file, chunk]) => [file, groupOf(chunk, chunks)]));
  const groups = () => new Set(home.values());

  const reach = (group, seen = new Set()) => {
    if (seen.has(group)) return seen;
    seen.add(group);
    for (const file of group.imports) reach(home.get(file), seen);
    return seen;
  };
  const countLoads = () => {
    const all = [...groups()].map((group) => [group, reach(group)]);
    for (const [group] of all) {
      group.loads = new Map();
      group.lacks = new Map();
    }
    for (const start of starts) {
      const loaded = new Set();
      for (const { fileName } of start.chunks) reach(home.get(fileName), loaded);
      for (const group of loaded) group.loads.set(start, start.weight);
      // With a file comes all that it imports.
      for (const [group, below] of all) {
        let bytes = 0;
        for (const each of below) if (!loaded.has(each)) bytes += each.size;
        group.lacks.set(start, bytes);
      }
    }
  };
  /** Whether a third file lies between two, which would then import each other. */
  const encloses = (a, b) =>
    [...a.imports].some((file) => ![a, b].includes(home.get(file)) && reach(home.get(file)).has(b));

  for (;;) {
    countLoads();
    const movable = [...groups()].filter(({ fixed }) => !fixed);
    const pairs = movable.flatMap((a, n) => movable.slice(n + 1).map((b) => ({ a, b, cost: costOf(a, b) })));
    const best = pairs
      .filter(({ cost }) => cost < 0 || movable.length > enough)
      .sort((one, other) => one.cost - other.cost)
      .find(({ a, b }) => !encloses(a, b) && !encloses(b, a));
    if (!best) break;
    const merged = merge(best.a, best.b);
    for (const [file, group] of home) if (group === best.a || group === best.b) home.set(file, merged);
  }

  const nameOf = new Map();
  const taken = new Map();
  for (const { name, modules, fixed } of groups()) {
    if (fixed) continue;
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    for (const id of modules) nameOf.set(id, times === 1 ? name : `${name}-${times}`);
  }
  return (id) => nameOf.get(id) ?? null;
};

const groupOf = (chunk, chunks) => {
  const modules = Object.keys(chunk.modules);
  const delays = [...modules, ...chunk.imports].map((id) => slow.find(([what]) => what.test(id))?.[1] ?? 0);
  return {
    name: chunk.name,
    modules,
    size: delays.reduce((sum, delay) => sum + delay, chunk.code.length),
    imports: new Set(chunk.imports.filter((file) => chunks.has(file))),
    fixed: chunk.isEntry && !chunk.isDynamicEntry,
  };
};

const merge = (a, b) => ({
  name: a.size < b.size ? b.name : a.name,
  modules: [...a.modules, ...b.modules],
  size: a.size + b.size,
  imports: new Set([...a.imports, ...b.imports]),
  fixed: false,
});

/** Bytes that more is loaded, over all starts, when both are one file; less than nothing where that is a gain. */
const costOf = (a, b) => {
  let cost = 0;
  for (const [start, weight] of a.loads) cost += weight * (b.loads.has(start) ? -perFile : b.lacks.get(start));
  for (const [start, weight] of b.loads) if (!a.loads.has(start)) cost += weight * a.lacks.get(start);
  return cost;
};
