import type { OtherLanguage } from '../rungs/other-languages.js';
import { evidenceOf, isSafeName } from './lines.js';
import { otherBuilder } from './other-builders.js';
import type { LanguageSystem } from './project.js';
import type { ProjectFiles } from './project-files.js';
import type { ProjectReading } from './reading.js';

interface Main {
  readonly name: string;
  readonly path: string;
}

/** What is special to the files of one of these build systems. */
interface Reader {
  readonly language: OtherLanguage;
  /** The programs by its files; null where the tool itself finds them. */
  mains(files: ProjectFiles, file: string): Main[] | null;
  /** What fetches the packages that it requires. */
  fetches?(text: string): string | null;
}

const textOf = ({ texts }: ProjectFiles, path: string): string => texts.get(path) ?? '';
const stem = (path: string): string => path.replace(/^.*\//, '').replace(/\.\w+$/, '');

/** Names in quotes or as bare words. */
const words = (text: string): string[] => [...text.matchAll(/[\w./+-]{1,128}/g)].map(([word]) => word);

const readers: Readonly<Record<LanguageSystem, Reader>> = {
  cabal: { language: 'haskell', mains: () => null },
  dub: { language: 'd', mains: () => null },
  zig: { language: 'zig', mains: () => null },
  // Source: Dune's manual, `executable`: (name x), (names x y).
  dune: {
    language: 'ocaml',
    mains: (files) =>
      files.paths
        .filter((path) => /(?:^|\/)dune$/.test(path))
        .flatMap((path) => {
          const folder = path.slice(0, -'dune'.length);
          const stanzas = textOf(files, path).split(/\(\s{0,8}(?=(?:executables?|library|rule|tests?)\b)/);
          return stanzas
            .filter((stanza) => /^executables?\b/.test(stanza))
            .flatMap((stanza) => words(/\(\s{0,8}names?\s([^()]{1,1000})\)/.exec(stanza)?.[1] ?? ''))
            .map((name) => ({ name, path: `${folder}${name}.ml` }));
        }),
  },
  // Source: the manual of Nimble: bin = @["x"], srcDir = "src", namedBin for others.
  nim: {
    language: 'nim',
    mains: (files, file) => {
      const text = textOf(files, file);
      const folder = /^\s{0,8}srcDir\s{0,8}=\s{0,8}"([^"\n]{1,200})"/m.exec(text)?.[1];
      const list = /^\s{0,8}bin\s{0,8}=\s{0,8}@\[([^\]]{1,2000})\]/m.exec(text)?.[1] ?? '';
      return words(list).map((path) => ({
        name: stem(`${path}.nim`),
        path: `${folder === undefined || folder === '.' ? '' : `${folder}/`}${path}.nim`,
      }));
    },
    fetches: (text) =>
      [...text.matchAll(/^\s{0,8}requires\b([^\n]{0,1000})/gm)]
        .flatMap(([, list = '']) => [...list.matchAll(/"([\w./:-]+)/g)].map(([, name]) => name))
        .some((name) => name !== 'nim')
        ? 'nimble'
        : null,
  },
  // Source: SPEC.md of Shards: targets, each with its main; dependencies.
  crystal: {
    language: 'crystal',
    mains: (files, file) => {
      const block = /^targets:[^\n]*\n((?:[ \t]+[^\n]*\n?|\s*\n)*)/m.exec(`${textOf(files, file)}\n`)?.[1] ?? '';
      return [...block.matchAll(/^[ \t]+([\w.-]{1,64}):[ \t]*\n[ \t]+main:[ \t]*["']?([^\s"']{1,200})/gm)].map(
        ([, name = '', path = '']) => ({ name, path }),
      );
    },
    fetches: (text) => (/^dependencies:/m.test(text) ? 'shards' : null),
  },
  fpc: {
    language: 'pascal',
    mains: ({ paths }) => paths.filter((path) => /^[^/]+\.lpr$/.test(path)).map((path) => ({ name: stem(path), path })),
  },
};

/**
 * What the files of a project in one of the other languages tell (flows/languages.yaml has them, with `system`); null
 * where it is none, or names no program. Pure.
 */
export const readOtherLanguage = (files: ProjectFiles): ProjectReading | null => {
  const found = otherBuilder(files.paths, false);
  if (found?.system === undefined) return null;
  const { system, file } = found;
  const { language, mains, fetches } = readers[system];
  const programs = mains(files, file);
  const usable = (programs ?? []).filter(({ name, path }) => isSafeName(name) && files.paths.includes(path));
  if (programs !== null && usable.length === 0) return null;
  return {
    build: { system, mains: usable, fetches: fetches?.(textOf(files, file)) ?? null },
    languages: [language],
    evidence: [evidenceOf(file)],
    requests: [],
    targets: usable.map(({ name, path }) => ({ name, evidence: evidenceOf(path) })),
  };
};
