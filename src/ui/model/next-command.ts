import type { Model } from './model.js';

/** The command that a person uses once the setup is saved. */
export const commandAfterSave = ({ program, plan }: Pick<Model, 'program' | 'plan'>): string =>
  hasProject({ plan }) ? `${program} build` : `${program} choose --yes && ${program} build`;

/** False where no project was recognised in this folder, so that there is nothing to build in it. */
export const hasProject = ({ plan }: Pick<Model, 'plan'>): boolean => !plan?.some((file) => file.withoutProject);
