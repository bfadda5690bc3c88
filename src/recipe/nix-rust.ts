import { pins } from '../facts/pins.js';
import type { ChosenProject } from '../project/project.js';
import { commentText, nixString } from './escape.js';
import { builderSystems, flakeOutputs } from './flake-outputs.js';
import { buildInputs, libraryArguments, nativeTools } from './nix-build.js';
import { leftOutNotes, type RecipeFile, type RecipeInput, titleOf } from './recipe.js';

/** Flakes that these build on; crane is pinned by its tag, the others by the lock file. */
const sources = {
  crane: `crane.url = "github:ipetkov/crane/${pins.crane.tag}";`,
  'rust-overlay': following('rust-overlay', 'oxalica/rust-overlay', 'nixpkgs'),
  fenix: following('fenix', 'nix-community/fenix', 'nixpkgs'),
  naersk: following('naersk', 'nix-community/naersk', 'nixpkgs', 'fenix'),
  'flake-parts': `flake-parts = {
      url = "github:hercules-ci/flake-parts";
      inputs.nixpkgs-lib.follows = "nixpkgs";
    };`,
  'rust-flake': following('rust-flake', 'juspay/rust-flake', 'nixpkgs'),
} as const;

/** An input that takes inputs of ours in place of its own. */
function following(name: string, repository: string, ...inputs: readonly string[]): string {
  return `${name} = {
      url = "github:${repository}";
${inputs.map((input) => `      inputs.${input}.follows = "${input}";\n`).join('')}    };`;
}

type Source = keyof typeof sources;

const flake = (
  { project }: RecipeInput,
  flakes: readonly Source[],
  what: string,
  notes: readonly string[],
  outputs: string,
): RecipeFile[] => [
  {
    path: 'flake.nix',
    content: `# ${commentText(titleOf(project))} as a static program${what}.
${[...notes.map((note) => `# ${note}`), ...leftOutNotes(project)].map((line) => `${line}\n`).join('')}# Run \`nix flake lock\` once, and commit flake.lock: it pins ${flakes.filter((name) => name !== 'crane').join(', ')} too.
{
  description = ${nixString(`${titleOf(project)}, static${what}`)};

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/${pins.nixpkgs.rev}"; # ${pins.nixpkgs.branch}
    ${flakes.map((name) => sources[name]).join('\n    ')}
  };

${outputs}`,
  },
];

/** Attributes that all of them share: the target's compiler for the target, the machine's for build scripts. */
const environment = (project: ChosenProject): string => {
  const inputs = buildInputs(project, 'pkgsStatic').map((name) => `static.${name}`);
  const tools = nativeTools(project).map((name) => `pkgs.${name}`);
  return `            strictDeps = true;
            doCheck = false;
            CARGO_BUILD_TARGET = target;
            CARGO_BUILD_RUSTFLAGS = "-C target-feature=+crt-static";
            # Crates with C code compile it for the target with these ...
            TARGET_CC = cc;
            "CC_\${targetSnake}" = cc;
            "CARGO_TARGET_\${targetUpper}_LINKER" = cc;
            # ... and for build scripts and procedural macros, which run here, with this.
            HOST_CC = "\${pkgs.stdenv.cc}/bin/cc";
            depsBuildBuild = [ pkgs.stdenv.cc ];
            nativeBuildInputs = [ ${tools.join(' ')} ];
            buildInputs = [ ${inputs.join(' ')} ];${inputs.length > 0 ? '\n            PKG_CONFIG_ALL_STATIC = "1";\n            PKG_CONFIG_ALLOW_CROSS = "1"; # its libraries are those of the target: they come from the static set\n            OPENSSL_STATIC = "1";' : ''}`.replaceAll(
    '[  ]',
    '[ ]',
  );
};

/** build.rs and proto files are sources too: crane's cleanCargoSource alone would drop the latter. */
const source = 'src = nixpkgs.lib.cleanSource ./.;';

const overlaid = `          pkgs = import nixpkgs {
            inherit system;
            overlays = [ rust-overlay.overlays.default ];
          };`;

const target = `          target = "\${pkgs.stdenv.hostPlatform.parsed.cpu.name}-unknown-linux-musl";
          targetSnake = builtins.replaceStrings [ "-" ] [ "_" ] target;
          targetUpper = nixpkgs.lib.toUpper targetSnake;
          static = pkgs.pkgsStatic;
          cc = "\${static.stdenv.cc}/bin/\${static.stdenv.cc.targetPrefix}cc";`;

const bindings = (pkgs: string, toolchain: string): string => `${pkgs}
${target}
          # The toolchain runs on this machine, so it is the usual one with a second target, not one built for musl.
          toolchain = ${toolchain};`;

const craneLib = '          craneLib = (crane.mkLib pkgs).overrideToolchain toolchain;';

const ofOverlay = 'pkgs.rust-bin.stable.latest.default.override { targets = [ target ]; }';

const ofFenix = `with fenix.packages.\${system}; combine [
            stable.cargo
            stable.rustc
            targets.\${target}.stable.rust-std
          ]`;
const plainPkgs = `          pkgs = nixpkgs.legacyPackages.\${system};`;

const withCrane = (project: ChosenProject): string => `${craneLib}
          common = {
            ${source}
${environment(project)}
          };
        in
        {
          default = craneLib.buildPackage (common // { cargoArtifacts = craneLib.buildDepsOnly common; });
        }`;

/** flake.nix with crane: dependencies are built once, and only what changed after that. */
export const crane = (input: RecipeInput): RecipeFile[] =>
  flake(
    input,
    ['crane', 'rust-overlay'],
    ' with musl, by crane',
    [],
    flakeOutputs(['nixpkgs', 'crane', 'rust-overlay'], `${bindings(overlaid, ofOverlay)}\n${withCrane(input.project)}`),
  );

/** The same with the toolchain of fenix. */
export const fenix = (input: RecipeInput): RecipeFile[] =>
  flake(
    input,
    ['crane', 'fenix'],
    ' with musl, by crane and fenix',
    [],
    flakeOutputs(['nixpkgs', 'crane', 'fenix'], `${bindings(plainPkgs, ofFenix)}\n${withCrane(input.project)}`),
  );

/** flake.nix with naersk and the toolchain of fenix. Source: naersk, examples/static-musl. */
export const naersk = (input: RecipeInput): RecipeFile[] =>
  flake(
    input,
    ['fenix', 'naersk'],
    ' with musl, by naersk and fenix',
    [],
    flakeOutputs(
      ['nixpkgs', 'fenix', 'naersk'],
      `${bindings(plainPkgs, ofFenix)}
          builder = pkgs.callPackage naersk {
            cargo = toolchain;
            rustc = toolchain;
          };
        in
        {
          default = builder.buildPackage {
            ${source}
            # It would add this machine's OpenSSL, which is not built for musl.
            autoCrateSpecificOverrides = false;
${environment(input.project)}
          };
        }`,
    ),
  );

/** flake.nix with rust-flake, a module of flake-parts over crane and rust-overlay: all crates of a workspace. */
export const rustFlake = (input: RecipeInput): RecipeFile[] =>
  flake(
    input,
    ['flake-parts', 'rust-flake'],
    ' with musl, by rust-flake',
    ['Each Cargo.toml needs a description. `nix build` builds all crates, `nix build .#CRATE` one of them.'],
    `  outputs =
    inputs@{ nixpkgs, ... }:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        inputs.rust-flake.flakeModules.default
        inputs.rust-flake.flakeModules.nixpkgs
      ];
      systems = [
${builderSystems.map((system) => `        "${system}"\n`).join('')}      ];
      perSystem =
        { config, pkgs, ... }:
        let
${bindings('', ofOverlay).replace(/^\n/, '')}
        in
        {
          rust-project = {
            inherit toolchain;
            ${source}
            defaults.perCrate.crane.args = {
${environment(input.project)
  .replace(/^ {12}strictDeps.*\n/, '')
  .replace(/^(?=.)/gm, '  ')}
            };
          };
          packages.default = pkgs.symlinkJoin {
            name = "all-crates";
            paths = map (crate: crate.crane.outputs.drv.crate) (builtins.attrValues config.rust-project.crates);
          };
        };
    };
}
`,
  );

/** flake.nix with crane for Windows, by the cross set of mingw-w64; callPackage splices. Source: crane, examples/cross-windows. */
export const windows = (input: RecipeInput): RecipeFile[] => {
  const { project } = input;
  const tools = nativeTools(project);
  const libraries = libraryArguments(project);
  const args = [...new Set(['windows', ...tools, ...libraries])];
  return flake(
    input,
    ['crane', 'rust-overlay'],
    ' for Windows, by crane and mingw-w64',
    ['Windows has neither musl nor POSIX; Wine is enough for a first test of the .exe.'],
    flakeOutputs(
      ['nixpkgs', 'crane', 'rust-overlay'],
      `          pkgs = import nixpkgs {
            localSystem = system;
            crossSystem = {
              config = "x86_64-w64-mingw32";
              libc = "msvcrt";
            };
            overlays = [ rust-overlay.overlays.default ];
          };
          craneLib = (crane.mkLib pkgs).overrideToolchain (
            p: p.rust-bin.stable.latest.default.override { targets = [ "x86_64-pc-windows-gnu" ]; }
          );
          crate =
            { ${args.join(', ')} }:
            craneLib.buildPackage {
              ${source}
              strictDeps = true;
              doCheck = false;
              CARGO_BUILD_TARGET = "x86_64-pc-windows-gnu";
              CARGO_BUILD_RUSTFLAGS = "-C target-feature=+crt-static";
              # Run on the build machine ...
              nativeBuildInputs = [ ${tools.join(' ')} ];
              # ... and linked into the program.
              buildInputs = [ ${['windows.pthreads', ...buildInputs(project, 'pkgsStatic')].join(' ')} ];
            };
        in
        {
          default = pkgs.callPackage crate { };
        }`.replaceAll('[  ]', '[ ]'),
    ),
  );
};

/** flake.nix with crane that builds the standard library too, for a target without one ready-made, or a smaller program. */
export const buildStd = (input: RecipeInput): RecipeFile[] =>
  flake(
    input,
    ['crane', 'rust-overlay'],
    " with its own build of Rust's standard library (nightly)",
    ['Only for a target that Rust ships no library for, or for the last kilobytes.'],
    flakeOutputs(
      ['nixpkgs', 'crane', 'rust-overlay'],
      `${bindings(overlaid, 'pkgs.rust-bin.selectLatestNightlyWith (\n            nightly: nightly.default.override { extensions = [ "rust-src" ]; targets = [ target ]; }\n          )')}
${craneLib}
        in
        {
          default = craneLib.buildPackage {
            ${source}
            # The standard library has dependencies and a lock file of its own; without them cargo would need the network.
            cargoVendorDir = craneLib.vendorMultipleCargoDeps {
              inherit (craneLib.findCargoFiles (nixpkgs.lib.cleanSource ./.)) cargoConfigs;
              cargoLockList = [
                ./Cargo.lock
                "\${toolchain.passthru.availableComponents.rust-src}/lib/rustlib/src/rust/library/Cargo.lock"
              ];
            };
            cargoExtraArgs = "-Z build-std=std,panic_abort";
            # Its dependencies cannot be built separately: they include the standard library.
            cargoArtifacts = null;
${environment(input.project)}
          };
        }`,
    ),
  );
