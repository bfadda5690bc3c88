import { librariesFor } from '../build/libs/cache.js';
import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import { basisPaths } from '../settings/basis.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Programs that a build starts, also by the name of a target: CC, HOSTCC, CC_FOR_BUILD, CC_x86_64_unknown_linux_musl. */
const programs =
  '(?:BUILD_?|HOST_?|TARGET_?)?(?:CC|CXX|CPP|AR|AS|LD|NM|RANLIB|STRIP|OBJCOPY|MAKE|LEX|YACC|PERL|PYTHON)(?:_\\w+)?';
/** Options, and places of headers, libraries and the settings of a build. */
const options =
  '[A-Z_]*FLAGS(?:_\\w+)?|LIBS|MAKEFILES|CPATH|[A-Z_]*INCLUDE_PATH|(?:LIBRARY|COMPILER|ACLOCAL|PYTHON)_?PATH|' +
  'GCC_EXEC_PREFIX|CONFIG_SITE|SOURCE_DATE_EPOCH';
/** All variables of one tool. */
const families =
  '(?:PKG_CONFIG|CMAKE|CARGO|RUST|CGO|MESON|NINJA|ZIG|NIX|DOCKER|BUILDKIT|BUILDAH|CONTAINER)\\w*|GO(?!OGLE)[A-Z0-9]+';
const steering = new RegExp(`^(?:${programs}|${options}|${families})$`);

/** The variables of an environment that steer a build, sorted by name. Pure. */
const steeringVariables = (env: Env): readonly (readonly [string, string | undefined])[] =>
  Object.entries(env)
    .filter(([name]) => steering.test(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));

/**
 * What a build by a rung takes from this machine and this shell, as parts of a key: tools, what the setup depends on,
 * variables, and the libraries that `libs` built (the name of each folder changes with version, compiler and recipe).
 */
export const buildBasis = (facts: Facts, rung: RungId, options: RungOptions, env: Env): readonly unknown[] => [
  facts.toolchain,
  basisPaths(rung, options).map((path) => factAt(facts, path)),
  steeringVariables(env),
  librariesFor(env, rung, options.arch ?? facts.os.arch ?? '').map(({ folder }) => folder),
];
