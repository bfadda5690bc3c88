import type { RootEngine } from '../../rungs/root-engine.js';
import type { BuildsInContainer, Unplannable } from '../../rungs/rung.js';
import type { Plan, PlanInput } from '../plan.js';
import { jobsOf, libcsOf } from '../planned-jobs.js';
import { canaryVariable } from '../scratch/leftovers.js';
import { whyNoMirror } from './engine-words.js';
import { enterRoot, runInRoot } from './enter-root.js';
import { inContainer, scriptName } from './script.js';

/**
 * A compile in a root file system that is unpacked from an archive below the scratch folder: no daemon, no image, and
 * with proot neither root nor namespaces. The script is that of a container.
 */
export const planRoot = (input: PlanInput, builds: BuildsInContainer, engine: RootEngine): Plan | Unplannable => {
  const { facts, options, project, place, args } = input;
  const archive = options.imageArchive;
  const blocked = (reason: string): Unplannable => ({ blocked: reason, findings: [] });
  if (archive === undefined)
    return blocked(`The engine ${engine.name} needs a root file system: --image-archive FILE (an Alpine minirootfs).`);
  if (options.builder !== undefined || options.image !== undefined)
    return blocked(`The engine ${engine.name} takes neither an image nor a builder, only --image-archive FILE.`);
  if (options.network === 'none' && engine.unshare === null)
    return blocked(`The engine ${engine.name} cannot cut a build off from the network here. Omit --network none.`);
  const badMirror = whyNoMirror(options);
  if (badMirror !== null) return blocked(badMirror);
  const tools = builds.toolchain(options.arch ?? facts.os.arch ?? 'x86_64');
  const jobs = jobsOf(input);
  const output = `${place.build}/out`;
  const root = `${place.build}/root`;
  const outer = `${place.build}/enter-root.sh`;
  const inner = `${place.build}/run-in-root.sh`;
  return {
    files: [
      { path: `${place.source}/${scriptName}`, content: inContainer({ project, tools, options, args, jobs }) },
      { path: outer, content: enterRoot(canaryVariable) },
      { path: inner, content: runInRoot },
    ],
    folders: [output, root],
    byEngine: true,
    env: {},
    steps: [
      {
        name: 'identify archive',
        argv: ['sha256sum', archive],
        optional: true,
        read: (printed) => {
          const sum = /^\\?([0-9a-f]{64})\b/m.exec(printed)?.[1];
          return {
            record: {
              image: { name: archive, digest: sum === undefined ? null : `sha256:${sum}` },
              options: { ...options, engine: engine.name },
            },
          };
        },
      },
      // As its own user, and with the modes that are in it.
      { name: 'unpack root', argv: ['tar', '-x', '-o', '-p', '-f', archive, '-C', root] },
      {
        name: 'build',
        argv: [
          ...namespacesOf(engine, options.network === 'none'),
          ...['/bin/sh', outer, engine.tool.name, engine.tool.path, root, place.source, inner, output],
          engine.unshare ?? '',
        ],
      },
    ],
    output: { folder: output, deep: true },
    jobs,
    expects: { libc: libcsOf(tools.libc), machine: options.arch ?? facts.os.arch },
  };
};

/** What a command is put behind so that what it mounts ends with it. */
const namespacesOf = ({ name, unshare }: RootEngine, alone: boolean): readonly string[] =>
  unshare === null
    ? []
    : // BusyBox has the short options alone.
      [unshare, ...(name === 'userns' ? ['-U', '-r'] : []), '-m', ...(alone ? ['-n'] : [])];
