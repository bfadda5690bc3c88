import { relative } from 'node:path';
import { describeTree } from '../flow/describe-tree.js';
import { treesOfProject } from './find-trees.js';
import { readTeamFile, type SteeringFile } from './read-team-file.js';

/** All files of a project that steer, in the order of their paths. */
export const steeringFiles = async (config: string, folder: string): Promise<readonly SteeringFile[]> => {
  const team = readTeamFile(config, folder);
  const trees = await treesOfProject({ cwd: folder, config });
  return [
    ...(team ? [team] : []),
    ...trees.flatMap(({ file, content, permission, unheard, source }): SteeringFile[] =>
      file === null
        ? []
        : [
            {
              path: relative(folder, file),
              permission,
              unheard,
              sets: source?.tree ? describeTree(source.tree) : [],
              problem: source?.tree ? null : (source?.problems[0]?.message ?? 'it is not a tree'),
              content,
            },
          ],
    ),
  ];
};
