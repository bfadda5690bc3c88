import { createHash } from 'node:crypto';
import { join } from 'node:path';

// A file a project, so that two wizards in two projects never write the same one. The name keeps
// no path, which may hold any byte; the path itself stands in the document.
const fileName = (project: string | null): string =>
  project === null ? 'machine' : `project-${createHash('sha256').update(project).digest('hex').slice(0, 16)}`;

/** Where the setup of a project (null: of the machine) is kept. */
export const setupPath = (folder: string, project: string | null): string => join(folder, `${fileName(project)}.json`);

/** A setup is far smaller. */
export const maxSetupBytes = 1 << 20;
