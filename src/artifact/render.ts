import { formatBytes } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import { type Artifact, isStatic, type RequirementResult } from './artifact.js';
import type { Component, Contents } from './contents/component.js';

/** How to paint; the identity where there is no colour. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

/** Columns of the longest bar, and of a name, where there is room; a bar and a name at the least. */
const [barColumns, nameColumns, leastColumns] = [24, 32, 8];

/**
 * Files as people read them: one glance each, then a bar each when several programs are compared.
 * @param columns of the terminal; the bars keep within them
 * @param contents what is inside each, in the same order; empty where that was not looked for
 */
export const renderArtifacts = (
  artifacts: readonly Artifact[],
  results: readonly RequirementResult[],
  paint: Palette,
  verbose: boolean,
  columns = 80,
  contents: readonly Contents[] = [],
): string => {
  const failed = new Map<string, RequirementResult[]>();
  for (const result of results) failed.set(result.path, [...(failed.get(result.path) ?? []), result]);
  const blocks = artifacts.map((artifact, nth) =>
    renderArtifact(artifact, failed.get(artifact.path) ?? [], paint, verbose, contents[nth]),
  );
  const bars = renderBars(artifacts, paint, columns);
  return `${[...blocks, ...(bars ? [bars] : [])].join('\n')}\n`;
};

const renderArtifact = (
  artifact: Artifact,
  results: readonly RequirementResult[],
  paint: Palette,
  verbose: boolean,
  contents: Contents | undefined,
): string => {
  const { path, format, kind, error } = artifact;
  const name = paint.bold(sanitizeLine(path, 1024));
  const checks = results.map(({ name: what, holds, checked, found }) =>
    holds
      ? `  ${paint.good('yes')} ${sanitizeLine(what)}`
      : checked
        ? `  ${paint.bad('no')}  ${sanitizeLine(what)}: ${sanitizeLine(found)}`
        : `  ${paint.bad('no')}  ${sanitizeLine(what)}: not checked; ${sanitizeLine(found)}`,
  );
  if (format === 'unreadable')
    return [`${name}: ${paint.bad(sanitizeLine(error ?? 'cannot be read'))}`, ...checks].join('\n');
  if (format === 'other') return [`${name}: ${sanitizeLine(kind ?? 'not ELF')}`, ...checks].join('\n');
  const lines = [`${name}: ${summary(artifact, paint)}`];
  const add = (label: string, text: string) => lines.push(`  ${paint.dim(label.padEnd(10))}${sanitizeLine(text, 400)}`);
  for (const warning of warnings(artifact)) lines.push(`  ${paint.warn('warning')}  ${sanitizeLine(warning)}`);
  if (artifact.needed.length > 0) add('libraries', artifact.needed.join(', '));
  for (const { what, why } of artifact.runtimeNeeds) add('needs', `${what}${verbose ? `: ${why}` : ''}`);
  for (const [label, text] of contentLines(contents, verbose)) add(label, text);
  if (verbose) {
    for (const { what, why } of artifact.glibcDifferences ?? []) add('differs', `${what}: ${why}`);
    if (isStatic(artifact) && artifact.glibcDifferences === null)
      add('differs', 'unknown from glibc: it has no symbols, or its C library is unknown');
    for (const text of artifact.libcEvidence) add('libc by', text);
    if (artifact.buildId) add('build id', artifact.buildId);
  }
  return [...lines, ...checks].join('\n');
};

/** So many libraries are named in a line; the rest are counted. */
const namedInLine = 12;

/** "contains: zlib 1.2.13, zstd (version unknown), 30 crates", "allocator: mallocng (musl)"; one a line with what shows it where it is verbose. */
const contentLines = (contents: Contents | undefined, verbose: boolean): (readonly [label: string, text: string])[] => {
  if (contents === undefined) return [];
  const { components, gaps } = contents;
  const named = ({ title, version }: Component) => `${title} ${version ?? '(version unknown)'}`;
  if (verbose)
    return [
      ...components.map((each): [string, string] => {
        const shown = [...new Set(each.evidence.map(({ what }) => what))].slice(0, 3).join('; ');
        return each.kind === 'allocator' && each.version === null
          ? ['allocator', `${each.title}: ${shown}`]
          : ['contains', `${named(each)}: ${shown}`];
      }),
      ...gaps.map((gap): [string, string] => ['contains', gap]),
    ];
  const of = (kind: Component['kind']) => components.filter((each) => each.kind === kind);
  // Which C library it is is said before; the version is news.
  const libraries = of('library').filter(({ name, version }) => version !== null || !/^(?:musl|glibc)$/.test(name));
  const [modules, crates, allocators] = [of('go-module'), of('crate'), of('allocator')];
  const count = (all: readonly Component[], what: string) =>
    all.length <= 3 ? all.map(named) : [`${all.length} ${what}`];
  const parts = [
    ...libraries.slice(0, namedInLine).map(named),
    ...(libraries.length > namedInLine ? [`${libraries.length - namedInLine} more libraries`] : []),
    ...count(modules, 'Go modules'),
    ...count(crates, 'crates'),
  ];
  return [
    ...(parts.length === 0 ? [] : [['contains', parts.join(', ')] as const]),
    ...(allocators.length === 0
      ? []
      : [
          [
            'allocator',
            allocators.map(({ title, version }) => (version ? `${title} ${version}` : title)).join(', '),
          ] as const,
        ]),
  ];
};

/** "static, musl, x86_64, 42 KiB, stripped" */
const summary = (artifact: Artifact, paint: Palette): string => {
  const { linkage, libc, machine, sizeBytes, stripped, debugInfo, glibcMinimum, type } = artifact;
  const libcText = libc === 'none' ? 'no libc' : libc === 'unknown' ? 'libc unknown' : libc;
  return [
    linkage === null ? (type === 'core' ? 'core dump' : 'ELF') : isStatic(artifact) ? paint.good(linkage) : linkage,
    libcText && `${libcText}${glibcMinimum ? ` >= ${glibcMinimum}` : ''}`,
    machineText(artifact) ?? machine,
    sizeBytes === null ? null : formatBytes(sizeBytes),
    artifact.packer === 'upx' ? 'packed by UPX' : null,
    debugInfo ? 'debug info' : stripped === false ? 'symbols' : stripped ? 'stripped' : null,
  ]
    .filter((part) => part !== null && part !== '')
    .join(', ');
};

const machineText = ({ machine, class: bits, endian }: Artifact): string | null => {
  if (machine === null) return null;
  if (machine === 'x86_64' && bits === 32) return 'x32 (x86_64, 32-bit)';
  if (machine === 'mips' || machine === 'mips64')
    return `${machine} (${endian}-endian${bits === 32 && machine === 'mips64' ? ', n32' : ''})`;
  return sanitizeLine(machine);
};

const warnings = (artifact: Artifact): string[] => {
  const { linkage, interpreter, needed, error } = artifact;
  const found: string[] = [];
  if (error) found.push(error);
  if (linkage === 'dynamic' && interpreter === null && needed.length > 0)
    found.push('it needs libraries but names no loader: it will crash at the first call into them');
  // klibc's programs are so by design: their loader is the library itself.
  const klibc = /\/klibc-[^/]*\.so$/.test(interpreter ?? '');
  if (linkage === 'dynamic' && interpreter !== null && needed.length === 0 && !klibc)
    found.push(
      'it needs no library but names a loader: from Go by -buildmode=pie (it starts only where that loader is), from C linked "static" with a loader by mistake (mold, musl-gcc; it may crash at start)',
    );
  if (interpreter?.startsWith('/nix/store/'))
    found.push('its loader is in the Nix store: it runs only where that path exists');
  return found;
};

/** A line each with a bar of its size, when at least two files have one. */
const renderBars = (artifacts: readonly Artifact[], paint: Palette, columns: number): string | null => {
  const sized = artifacts.filter(({ format, sizeBytes }) => format === 'elf' && sizeBytes !== null);
  if (sized.length < 2 || sized.length > 40) return null;
  const largest = Math.max(1, ...sized.map(({ sizeBytes }) => sizeBytes ?? 0));
  const sizes = sized.map(({ sizeBytes }) => formatBytes(sizeBytes ?? 0));
  // Two blanks before the name, one on each side of the bar.
  const room = columns - 4 - Math.max(...sizes.map((size) => size.length));
  const nameRoom = Math.min(nameColumns, Math.max(leastColumns, room - leastColumns));
  const names = sized.map(({ path }) => sanitizeLine(path.slice(path.lastIndexOf('/') + 1), nameRoom));
  const width = Math.max(...names.map((name) => name.length));
  const barWidth = Math.min(barColumns, Math.max(leastColumns, room - width));
  const lines = sized.map(({ sizeBytes }, i) => {
    const bar = '█'.repeat(Math.max(1, Math.round(((sizeBytes ?? 0) / largest) * barWidth)));
    return `  ${(names[i] ?? '').padEnd(width)} ${paint.dim(bar.padEnd(barWidth))} ${sizes[i]}`;
  });
  return ['', ...lines].join('\n');
};
