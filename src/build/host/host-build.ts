import { goArch } from '../../rungs/architectures.js';
import { withoutForeign } from '../../rungs/foreign-variables.js';
import type { BuildsHere } from '../../rungs/rung.js';
import type { Toolchain } from '../../rungs/toolchain.js';
import { shellQuote } from '../../text/shell-quote.js';
import type { Plan, PlanInput, Unplannable } from '../plan.js';

/** The course that all rungs without container or Nix share: the program's build.sh with the rung's own tools. */
export const hostPlan = (input: PlanInput, builds: BuildsHere): Plan | Unplannable => {
  const { facts, options, program, place, env } = input;
  const host = facts.os.arch ?? 'x86_64';
  const arch = options.arch ?? host;
  const programs = builds.find(facts, arch);
  if ('blocked' in programs) return programs;
  const tools = builds.toolchain(programs, arch, host);
  if (program.language === 'c++' && tools.cxx === null) {
    return { blocked: 'This way has no C++ compiler.', findings: [] };
  }
  const words = { cc: tools.cc, 'c++': tools.cxx ?? [], ar: tools.ar };
  const scripts = tools.cc.length > 1;
  const one = (name: keyof typeof words) => (scripts ? `${place.scratch}/bin/${name}` : (words[name][0] ?? ''));
  const script = (name: keyof typeof words) => `#!/bin/sh\nexec ${shellQuote(words[name])} "$@"\n`;
  return {
    files: scripts ? { 'bin/cc': script('cc'), 'bin/c++': script('c++'), 'bin/ar': script('ar') } : {},
    env: {
      ...withoutForeign,
      ...(tools.cacheVariable === undefined ? {} : { [tools.cacheVariable]: `${place.scratch}/tool-cache` }),
      OUT: place.output,
      CC: one('cc'),
      AR: one('ar'),
      ...(tools.cxx === null ? {} : { CXX: one('c++') }),
      ...(program.language === 'rust' ? rustEnv(tools, one('cc'), one('ar')) : {}),
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

const rustEnv = ({ rustTarget, rustFlags }: Toolchain, cc: string, ar: string): Record<string, string> => {
  const name = (rustTarget ?? '').replaceAll('-', '_');
  return {
    RUST_TARGET: rustTarget ?? '',
    [`CC_${name}`]: cc,
    [`AR_${name}`]: ar,
    [`CARGO_TARGET_${name.toUpperCase()}_LINKER`]: cc,
    [`CARGO_TARGET_${name.toUpperCase()}_RUSTFLAGS`]: rustFlags,
  };
};

/** The standard library, compiled for this linkage, stays in Go's own cache: half a minute saved the next time. */
const goEnv = ({ libc, native, arch }: Toolchain, cache: string | undefined): Record<string, string> => ({
  CGO_ENABLED: '1',
  // glibc's resolver loads shared libraries at run time.
  GOTAGS: libc === 'glibc' ? 'netgo,osusergo' : 'osusergo',
  GOFLAGS: '-mod=mod',
  GOPROXY: 'off',
  ...(cache === undefined ? {} : { GOCACHE: cache }),
  ...(native ? {} : { GOARCH: goArch(arch) }),
});
