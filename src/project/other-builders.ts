import languages from '../../flows/languages.yaml';
import type { OtherBuilder } from './project.js';

interface Entry extends Pick<OtherBuilder, 'name' | 'static' | 'system'> {
  readonly file: string;
  readonly overC?: boolean;
}

const entries = (languages as readonly Entry[]).map((each) => ({ ...each, pattern: new RegExp(each.file) }));

/**
 * What builds a project that this program does not build; null where no file shows it. Pure.
 * @param overC only what makes C files beside it a part of it
 */
export const otherBuilder = (paths: readonly string[], overC: boolean): OtherBuilder | null => {
  for (const { name, pattern, static: possibility, system, ...entry } of entries) {
    const file = !overC || entry.overC ? paths.find((path) => pattern.test(path)) : undefined;
    if (file !== undefined)
      return { name, file, ...(possibility ? { static: possibility } : {}), ...(system ? { system } : {}) };
  }
  return null;
};
