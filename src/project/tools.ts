import type { BuildTool } from './project.js';
import type { ProjectFiles } from './project-files.js';

const makefile = /(?:^|\/)(?:GNUmakefile|[Mm]akefile(?:\.am|\.in)?)$/;
const excludedDirs = /(?:^|\/)(?:tests?|testsuite|docs?|examples?)\//;
/** A makefile of what is built, not of its tests and its manual. */
const isMakefile = (path: string): boolean => makefile.test(path) && !excludedDirs.test(path);
const maxScripts = 64;

/** Scripts of the project that rules of its makefiles start, as `$(srcdir)/fix-header` or `./gen.pl`: what they run, the build runs. */
export const scriptsCalled = ({ paths, texts }: Pick<ProjectFiles, 'paths' | 'texts'>): string[] => {
  const there = new Set(paths);
  const called = [...texts].flatMap(([path, text]) => {
    if (!isMakefile(path)) return [];
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    return [...text.matchAll(/^\t.*?(?:\$[({]srcdir[)}]|\.)\/([\w./-]{1,128})/gm)].map((match) => folder + match[1]);
  });
  return [...new Set(called)].filter((path) => there.has(path)).slice(0, maxScripts);
};

/**
 * Programs that the build runs in addition to make and the compiler: for grammars (a makefile starts them
 * as soon as a checkout gives the grammar a newer date than what was made of it), and in scripts.
 */
export const buildToolsOf = (files: ProjectFiles): BuildTool[] => {
  const texts = scriptsCalled(files).flatMap((path) => files.texts.get(path) ?? []);
  const rules = [...files.texts].flatMap(([path, text]) => (isMakefile(path) ? text : []));
  const named = (suffix: RegExp): boolean => files.paths.some((path) => suffix.test(path));
  const interpreted = (name: string): boolean =>
    texts.some((text) => new RegExp(`^#!.{0,80}\\b${name}`).test(text)) ||
    rules.some((text) => new RegExp(`^\\t[@-]?${name} `, 'm').test(text));
  const wanted: Readonly<Record<BuildTool, boolean>> = {
    bison: named(/\.(?:y|yy|ypp)$/),
    // Busybox has one of its own that does less.
    ed: texts.some((text) => /^\s{0,16}ed\s.{0,200}<</m.test(text)),
    flex: named(/\.(?:l|ll|lex)$/),
    perl: interpreted('perl'),
    python3: interpreted('python3'),
  };
  return (Object.keys(wanted) as BuildTool[]).filter((tool) => wanted[tool]);
};
