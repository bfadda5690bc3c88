import { safeName } from './lines.js';

/** The template for `go list` that `readMains` reads. */
export const mainTemplate = '{{if eq .Name "main"}}{{.ImportPath}}{{end}}';

/** The template for `go list -deps` that `needsCgo` reads: packages that are compiled by a C compiler. */
export const cgoTemplate = '{{if and (not .Standard) (or .CgoFiles .SwigFiles .SwigCXXFiles)}}{{.ImportPath}}{{end}}';

/** The programs of a Go module. */
export interface GoMains {
  /** Folders of those that are wanted, as `./cmd/x`. */
  readonly mains: readonly string[];
  /** Folders of those that are left out. */
  readonly others: readonly string[];
}

/** Folders of programs that nobody asks for when the program is wanted. */
export const isHelperFolder = (folder: string): boolean =>
  /(?:^|\/)(?:_?examples?|testdata|tests?|e2e|tools?|scripts?|hack|contrib|samples?|demos?|internal|docs?|bench\w*|fuzz\w*)(?:\/|$)/.test(
    folder,
  );

/**
 * The programs that `go list` names: all but those in folders of tests, tools and examples, where there are others. Pure.
 * @param answer what it printed by `mainTemplate`
 */
export const readMains = (answer: string, module: string): GoMains => {
  const folders = lines(answer).flatMap((path) => {
    if (path === module) return ['.'];
    const folder = path.startsWith(`${module}/`) ? `.${path.slice(module.length)}` : null;
    return folder !== null && isPath(folder) ? [folder] : [];
  });
  const wanted = folders.filter((folder) => !isHelperFolder(folder));
  return wanted.length > 0
    ? { mains: wanted, others: folders.filter((folder) => !wanted.includes(folder)) }
    : { mains: folders, others: [] };
};

/** The name that `go build` gives a program: the last part of its path, without a major version. Pure. */
export const programOf = (path: string): string =>
  safeName(
    path
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? '',
  );

/**
 * What the programs of a module are called: as `go build` calls them, but where several would get one name, all but the
 * first by their whole path. Pure.
 * @param mains their folders, as `./cmd/x`
 */
export const nameMains = (
  mains: readonly string[],
  module: string,
): { readonly main: string; readonly name: string }[] => {
  const taken = new Set(mains.includes('.') ? [programOf(module)] : []);
  return mains.map((main) => {
    if (main === '.') return { main, name: programOf(module) };
    const usual = programOf(main);
    const name = taken.has(usual) ? safeName(main.slice(2).replaceAll('/', '-')) : usual;
    taken.add(name);
    return { main, name };
  });
};

/** Whether `go list -deps` names a package that a C compiler compiles. Pure. @param answer what it printed by `cgoTemplate` */
export const needsCgo = (answer: string): boolean => lines(answer).length > 0;

const lines = (answer: string): string[] =>
  answer
    .split('\n')
    .map((line) => line.trim())
    // What go says of downloads stands among the answers.
    .filter((line) => line !== '' && !line.includes(' '));

const isPath = (folder: string): boolean => /^\.(?:\/[\w+~@][\w.+~@-]{0,127}){1,32}$/.test(folder);
