import { withoutForeign } from '../../rungs/foreign-variables.js';
import type { RungId } from '../../rungs/rung-id.js';
import { rustFlags } from '../../rungs/rust-flags.js';
import type { Plan, PlanInput, Unplannable } from '../plan.js';

/** The tools with which a rung builds on this machine itself. */
export interface HostTools {
  readonly rung: RungId;
  readonly cc: string;
  /** null: the rung has no C++ compiler. */
  readonly cxx: string | null;
  readonly ar: string;
  readonly rustTarget: string;
  readonly goTags: string;
  readonly goArch: string | undefined;
  readonly libc: 'musl' | 'glibc';
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** The course that all rungs without container or Nix share: the program's build.sh with the rung's own tools. */
export const hostPlan = ({ facts, options, program, place, env }: PlanInput, tools: HostTools): Plan | Unplannable => {
  if (program.language === 'c++' && tools.cxx === null) {
    return { blocked: 'This way has no C++ compiler.', findings: [] };
  }
  return {
    files: tools.files ?? {},
    env: {
      ...withoutForeign,
      ...tools.env,
      OUT: place.output,
      CC: tools.cc,
      AR: tools.ar,
      ...(tools.cxx === null ? {} : { CXX: tools.cxx }),
      ...(program.language === 'rust' ? rustEnv(tools) : {}),
      ...(program.language === 'go'
        ? goEnv(tools, env.HOME || env.GOCACHE ? undefined : `${place.scratch}/go-cache`)
        : {}),
      ...(options.jobs === undefined
        ? {}
        : { CARGO_BUILD_JOBS: String(options.jobs), GOMAXPROCS: String(options.jobs) }),
    },
    steps: [{ name: 'build', argv: ['/bin/sh', './build.sh'], cwd: place.source }],
    expects: { libc: [tools.libc], machine: options.arch ?? facts.os.arch },
  };
};

const rustEnv = ({ rung, rustTarget, cc, ar }: HostTools): Record<string, string> => {
  const name = rustTarget.replaceAll('-', '_');
  return {
    RUST_TARGET: rustTarget,
    [`CC_${name}`]: cc,
    [`AR_${name}`]: ar,
    [`CARGO_TARGET_${name.toUpperCase()}_LINKER`]: cc,
    [`CARGO_TARGET_${name.toUpperCase()}_RUSTFLAGS`]: rustFlags(rung),
  };
};

/** The standard library, compiled for this linkage, stays in Go's own cache: half a minute saved the next time. */
const goEnv = ({ goTags, goArch }: HostTools, cache: string | undefined): Record<string, string> => ({
  CGO_ENABLED: '1',
  GOTAGS: goTags,
  GOFLAGS: '-mod=mod',
  GOPROXY: 'off',
  ...(cache === undefined ? {} : { GOCACHE: cache }),
  ...(goArch === undefined ? {} : { GOARCH: goArch }),
});
