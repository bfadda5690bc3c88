import { rustFlags } from '../ladder/rust-flags.js';
import type { Build } from '../project/project.js';
import { shellQuote } from '../text/shell-quote.js';
import { pkgConfigEnvironment } from './c-steps.js';
import type { HelperFile, StepInput, Steps } from './steps.js';
import type { Toolchain } from './toolchain.js';

/**
 * cargo with an explicit target, so that flags and tools for the target never reach build scripts
 * and procedural macros, which run on the build machine. Sources: The Cargo Book, "Configuration";
 * the README files of the crates cc, pkg-config and openssl-sys.
 */
export const cargoSteps = (input: StepInput, build: Extract<Build, { system: 'cargo' }>): Steps => {
  const { tools, folders, args } = input;
  const target = ['--target', tools.rustTarget, '--target-dir', `${folders.build}/target`];
  const locked = build.lockFile ? ['--locked'] : [];
  const wrappers = wrappersFor(tools);
  return {
    inTree: false,
    files: wrappers,
    steps: [
      {
        name: 'cargo build',
        argv: ['cargo', 'build', '--release', ...locked, ...target, ...args],
        env: {
          ...cargoEnvironment(tools, wrappers.length > 0 ? folders.build : null),
          ...(build.sysCrates.length > 0 ? sysEnvironment(tools) : {}),
        },
      },
    ],
    output: { folder: `${folders.build}/target/${tools.rustTarget}/release`, deep: false },
  };
};

// cargo takes one word for the linker; a script stands for a compiler of several.
const wrappersFor = (tools: Toolchain): HelperFile[] =>
  tools.cc.length === 1
    ? []
    : (
        [
          ['cc', tools.cc],
          ['c++', tools.cxx ?? tools.cc],
          ['ar', tools.ar],
        ] as const
      ).map(([path, words]) => ({
        path: `bin/${path}`,
        content: `#!/bin/sh\nexec ${shellQuote(words)} "$@"\n`,
        executable: true,
      }));

const cargoEnvironment = (tools: Toolchain, wrapped: string | null): Record<string, string> => {
  const snake = tools.rustTarget.replaceAll('-', '_');
  const name = snake.toUpperCase();
  const word = (tool: string, words: readonly string[]): string =>
    wrapped === null ? words.join(' ') : `${wrapped}/bin/${tool}`;
  return {
    [`CARGO_TARGET_${name}_RUSTFLAGS`]: rustFlags(tools.rung),
    ...(tools.rustNative
      ? {}
      : {
          [`CARGO_TARGET_${name}_LINKER`]: word('cc', tools.cc),
          [`CC_${snake}`]: word('cc', tools.cc),
          [`AR_${snake}`]: word('ar', tools.ar),
          ...(tools.cxx === null ? {} : { [`CXX_${snake}`]: word('c++', tools.cxx) }),
        }),
  };
};

// Crates that bind C libraries look for shared ones unless they are told.
const sysEnvironment = (tools: Toolchain): Record<string, string> => ({
  PKG_CONFIG_ALL_STATIC: '1',
  OPENSSL_STATIC: '1',
  LIBZ_SYS_STATIC: '1',
  ...pkgConfigEnvironment(tools),
});
