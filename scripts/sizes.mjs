import { gzipSync } from 'node:zlib';
import { minifySync } from 'rolldown/utils';

/**
 * What each module of a bundle weighs: its share of its file, by its own length where it is minified alone. (By its length as
 * it was written, what stands beside it would decide: comments and names weigh nothing in the file.)
 * @param output what `bundle` gives
 * @returns each module `{id, minified, packed}`, in bytes; packed as npm's tarball has them. A table of flows/, which is a
 *   file of its own, has the path in flows as id; what no module brings has none.
 */
export const sizesOf = (output) =>
  output.flatMap(({ fileName, source, code, modules = {} }) => {
    const text = source ?? code;
    const packed = gzipSync(text, { level: 9 }).length;
    if (source) {
      const table = /([\w-]+)\.json/.exec(fileName)?.[1];
      const id = table ? `flows/${table}` : `data/${/\/([a-z]+(?:-[a-z]+)*)-/.exec(fileName)?.[1]}`;
      return [{ id, minified: source.length, packed }];
    }
    const lengths = Object.entries(modules).map(([id, { code, renderedLength }]) => [
      id,
      code ? minifySync('module.js', code).code.length : renderedLength,
    ]);
    const whole = lengths.reduce((sum, [, length]) => sum + length, 0);
    if (whole === 0) return [{ id: '', minified: text.length, packed }];
    return lengths.map(([id, length]) => {
      const share = length / whole;
      return { id, minified: share * text.length, packed: share * packed };
    });
  });

/** Sum of a figure of sizes, in bytes. */
export const total = (sizes, figure) => sizes.reduce((sum, size) => sum + size[figure], 0);

/**
 * Those that a row of docs/dependencies.md on what a capability weighs names: `paths` are folders and files of src and flows,
 * packages below node_modules, and other files of dist/data by name.
 */
export const sizesBelow = (sizes, root, paths) =>
  sizes.filter(({ id }) => {
    const own = id.startsWith(`${root}/`) ? id.slice(root.length + 1) : id;
    return paths.some((path) => own === path || own === path.replace(/\.yaml$/, '') || own.startsWith(`${path}/`));
  });

/**
 * The rows on capabilities of docs/dependencies.md: name, paths, and `packed` as the page has it, in bytes. Where a row says
 * "beyond 3.0 / 1.0 kB", so much (minified, packed) of its sources was there before, and is no part of the capability.
 */
export const capabilitiesIn = (page) =>
  [
    ...page.matchAll(
      /^\| ([^|]+) \| ((?:`(?:src|flows|data|node_modules)\/[^`]+`,? ?)+)(?:beyond ([\d.]+) \/ ([\d.]+) kB )?\|.*\| ([\d.]+) kB \|$/gm,
    ),
  ].map(([, name, paths, minified = 0, packed = 0, figure]) => ({
    name,
    paths: [...paths.matchAll(/`([^`]+)`/g)].map(([, path]) => path),
    before: { minified: 1000 * minified, packed: 1000 * packed },
    packed: 1000 * figure,
  }));
