import { pins } from '../facts/pins.js';
import type { ChosenProject } from '../project/project.js';
import { commentText, nixString } from './escape.js';
import { flakeOutputs } from './flake-outputs.js';
import { buildInputs, nativeTools } from './nix-build.js';
import { type RecipeFile, type RecipeInput, titleOf } from './recipe.js';

const header = (project: ChosenProject, what: string): string =>
  `  description = ${nixString(`${titleOf(project)}, ${what}`)};

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/${pins.nixpkgs.rev}"; # ${pins.nixpkgs.branch}
    crane.url = "github:ipetkov/crane/${pins.crane.tag}";
    rust-overlay = {
      url = "github:oxalica/rust-overlay";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };
`;

/** Attributes that both crane flakes share: the target's compiler for the target, the machine's for build scripts. */
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

const bindings = (toolchain: string): string => `          pkgs = import nixpkgs {
            inherit system;
            overlays = [ rust-overlay.overlays.default ];
          };
          target = "\${pkgs.stdenv.hostPlatform.parsed.cpu.name}-unknown-linux-musl";
          targetSnake = builtins.replaceStrings [ "-" ] [ "_" ] target;
          targetUpper = nixpkgs.lib.toUpper targetSnake;
          static = pkgs.pkgsStatic;
          cc = "\${static.stdenv.cc}/bin/\${static.stdenv.cc.targetPrefix}cc";
          # The toolchain runs on this machine, so it is the usual one with a second target, not one built for musl.
          toolchain = ${toolchain};
          craneLib = (crane.mkLib pkgs).overrideToolchain toolchain;`;

const outputs = (body: string): string => flakeOutputs(['nixpkgs', 'crane', 'rust-overlay'], body);

/** flake.nix with crane: dependencies are built once, and only what changed after that. */
export const crane = ({ project }: RecipeInput): RecipeFile[] => [
  {
    path: 'flake.nix',
    content: `# ${commentText(titleOf(project))} as a static program, by crane. Run \`nix flake lock\` once, and commit flake.lock: it pins rust-overlay too.
{
${header(project, 'static, with musl')}
${outputs(`${bindings('pkgs.rust-bin.stable.latest.default.override { targets = [ target ]; }')}
          common = {
            # build.rs and proto files are sources too: cleanCargoSource alone would drop the latter.
            src = nixpkgs.lib.cleanSource ./.;
${environment(project)}
          };
        in
        {
          default = craneLib.buildPackage (common // { cargoArtifacts = craneLib.buildDepsOnly common; });
        }`)}`,
  },
];

/** flake.nix with crane that builds the standard library too, for a target without one ready-made, or a smaller program. */
export const buildStd = ({ project }: RecipeInput): RecipeFile[] => [
  {
    path: 'flake.nix',
    content: `# ${commentText(titleOf(project))} as a static program with its own build of Rust's standard library (nightly).
# Only for a target that Rust ships no library for, or for the last kilobytes. Run \`nix flake lock\` once, and commit flake.lock.
{
${header(project, 'static, with its own standard library')}
${outputs(`${bindings('pkgs.rust-bin.selectLatestNightlyWith (\n            nightly: nightly.default.override { extensions = [ "rust-src" ]; targets = [ target ]; }\n          )')}
        in
        {
          default = craneLib.buildPackage {
            src = nixpkgs.lib.cleanSource ./.;
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
${environment(project)}
          };
        }`)}`,
  },
];
