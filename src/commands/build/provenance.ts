import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { relative } from 'node:path';
import type { BuildResult } from '../../build/project/build-result.js';
import type { Facts } from '../../facts/facts.js';
import type { ChosenProject } from '../../project/project.js';
import type { Setup } from '../../project/setup.js';
import { rungs } from '../../rungs/registry.js';
import { maskDeep, maskSecrets } from '../../text/mask-secrets.js';

const home = 'https://github.com/musl-wizard/musl-wizard';

/** One of the builds that a statement is about. */
interface ProvenBuild {
  readonly setup: Setup;
  readonly result: Pick<BuildResult, 'programs'>;
  readonly facts: Facts;
}

/**
 * How programs came to be, as an in-toto statement with the predicate of SLSA (specifications: in-toto attestation v1,
 * SLSA provenance v1). It is not signed, and has neither times nor names of the machine, so that the same build gives the same.
 * @param output folder of the programs, whose paths below it are the names
 * @param sources the key of the sources that were built; null where they could not be read whole
 */
export const provenanceOf = async (
  project: Pick<ChosenProject, 'build'>,
  builds: readonly ProvenBuild[],
  args: readonly string[],
  glibcFloor: string | null,
  output: string,
  sources: string | null,
): Promise<object> => {
  const paths = builds.flatMap(({ result }) => result.programs.flatMap(({ savedTo }) => savedTo ?? []));
  const subject: object[] = [];
  for (const path of paths.toSorted())
    subject.push({ name: relative(output, path), digest: { sha256: await sha256Of(path) } });
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `${home}/build/v1`,
        externalParameters: {
          buildSystem: project.build.system,
          args: args.map(maskSecrets),
          ...(glibcFloor !== null && { glibcFloor }),
          builds: builds.map(({ setup: { rung, upx, options } }) => ({ rung, upx, options: maskDeep(options) })),
        },
        internalParameters: { tools: Object.assign({}, ...builds.map(toolsOf)) },
        resolvedDependencies: sources === null ? [] : [{ name: 'sources', digest: { 'musl-wizard-sources': sources } }],
      },
      runDetails: { builder: { id: home, version: { 'musl-wizard': __VERSION__ } } },
    },
  };
};

/** Versions of the tools that a rung takes on this machine. */
const toolsOf = ({ setup, facts }: ProvenBuild): Record<string, string | null> => {
  const tools = facts.toolchain as unknown as Readonly<Record<string, { readonly version?: string | null } | null>>;
  return Object.fromEntries(
    rungs[setup.rung].tools.flatMap((path) => {
      const [, name] = /^toolchain\.(\w+)$/.exec(path) ?? [];
      const tool = name === undefined ? undefined : tools[name];
      return name === undefined || !tool ? [] : [[name, tool.version ?? null]];
    }),
  );
};

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest('hex');
};
