import type { Build } from '../project/project.js';
import type { Toolchain } from '../rungs/toolchain.js';
import { pkgConfigEnvironment } from './c-steps.js';
import type { StepInput, Steps } from './steps.js';
import { smallCargo } from './tuning.js';
import { wrapped, wrappersFor } from './wrappers.js';

/**
 * cargo with an explicit target, so that flags and tools for the target never reach build scripts
 * and procedural macros, which run on the build machine. Sources: The Cargo Book, "Configuration";
 * the README files of the crates cc, pkg-config and openssl-sys.
 */
export const cargoSteps = (input: StepInput, build: Extract<Build, { system: 'cargo' }>): Steps => {
  const { tools, folders, args } = input;
  const { rustTarget } = tools;
  const folder = `${folders.build}/target`;
  const target = rustTarget === null ? [] : ['--target', rustTarget];
  const locked = build.lockFile ? ['--locked'] : [];
  return {
    files: wrappersFor(tools),
    steps: [
      {
        name: 'cargo build',
        argv: ['cargo', 'build', '--release', ...locked, ...target, '--target-dir', folder, ...args],
        env: {
          ...cargoEnvironment(tools, folders.build),
          ...(input.tuning?.small ? smallCargo : {}),
          ...(build.sysCrates.length > 0 ? sysEnvironment(tools) : {}),
        },
      },
    ],
    output: rustTarget === null ? { folder, deep: true } : { folder: `${folder}/${rustTarget}/release`, deep: false },
  };
};

const cargoEnvironment = (tools: Toolchain, folder: string): Record<string, string> => {
  // The recipe has the target in CARGO_BUILD_TARGET; Alpine's rustc links dynamically by default.
  if (tools.rustTarget === null) return { RUSTFLAGS: tools.rustFlags };
  const snake = tools.rustTarget.replaceAll('-', '_');
  const name = snake.toUpperCase();
  const one = wrapped(tools, folder);
  // Build scripts run in folders of their own, where a relative path leads nowhere; the crate cc takes words too.
  const own = folder.startsWith('/') ? one : tools;
  return {
    [`CARGO_TARGET_${name}_RUSTFLAGS`]: tools.rustFlags,
    ...(tools.rustNative
      ? {}
      : {
          [`CARGO_TARGET_${name}_LINKER`]: one.cc.join(' '),
          [`CC_${snake}`]: own.cc.join(' '),
          [`AR_${snake}`]: own.ar.join(' '),
          ...(own.cxx === null ? {} : { [`CXX_${snake}`]: own.cxx.join(' ') }),
        }),
  };
};

// Crates that bind C libraries look for shared ones by default.
const sysEnvironment = (tools: Toolchain): Record<string, string> => ({
  PKG_CONFIG_ALL_STATIC: '1',
  OPENSSL_STATIC: '1',
  LIBZ_SYS_STATIC: '1',
  ...pkgConfigEnvironment(tools),
});
