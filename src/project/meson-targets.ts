import { productsAmong, type ReportedProgram } from './cmake-codemodel.js';

/**
 * The programs of a Meson project by intro-targets.json. Pure. Source: Meson's manual, "IDE integration".
 * @param source absolute path of the sources
 * @param build absolute path of the build folder
 * @returns null where that cannot be read
 */
export const readMesonTargets = (text: string, source: string, build: string): ReportedProgram[] | null => {
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(all)) return null;
  const programs = all.flatMap((entry: unknown) => {
    const {
      name,
      type,
      defined_in: definedIn,
      filename,
      installed,
      subproject,
    } = (entry ?? {}) as Record<string, unknown>;
    const [made] = Array.isArray(filename) ? filename : [];
    if (type !== 'executable' || typeof name !== 'string' || typeof made !== 'string') return [];
    if (typeof subproject === 'string' || !made.startsWith(`${build}/`)) return [];
    const file =
      typeof definedIn === 'string' && definedIn.startsWith(`${source}/`) ? definedIn.slice(source.length + 1) : '';
    const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
    const target = `${folder === '' ? '' : `${folder}/`}${name}:executable`;
    return [{ target, path: made.slice(build.length + 1), folder, installed: installed === true }];
  });
  return productsAmong(programs).map(({ target, path }) => ({ target, path }));
};
