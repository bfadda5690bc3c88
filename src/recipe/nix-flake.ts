import { pins } from '../facts/pins.js';
import { commentText, nixString } from './escape.js';
import { flakeOutputs } from './flake-outputs.js';
import { nixBuild, nixSet } from './nix-build.js';
import { type RecipeFile, type RecipeInput, titleOf } from './recipe.js';

const input = `inputs.nixpkgs.url = "github:NixOS/nixpkgs/${pins.nixpkgs.rev}"; # ${pins.nixpkgs.branch}`;

/** flake.nix, pinned, around static.nix. */
export const nixFlake = (recipe: RecipeInput): RecipeFile[] => {
  const { project, options } = recipe;
  const content = `# ${commentText(titleOf(project))} as a static program.
#   nix build                 the program is in result/bin
#   nix build .#packages.aarch64-linux.default   on such a machine, a remote builder or by emulation
{
  description = ${nixString(`${titleOf(project)}, static, with musl`)};

  ${input}

${flakeOutputs(
  ['nixpkgs'],
  `          pkgs = nixpkgs.legacyPackages.\${system};
        in
        {
          default = import ./static.nix {
            inherit nixpkgs pkgs;
            set = pkgs.${nixSet(options)};
          };
        }`,
)}`;
  return [{ path: 'flake.nix', content }, ...nixBuild(recipe)];
};

/** The systems of the matrix: a name, and the cross set of nixpkgs for it. */
const matrixTargets: readonly (readonly [string, string])[] = [
  ['x86_64-linux-musl', 'pkgs.pkgsCross.musl64'],
  ['aarch64-linux-musl', 'pkgs.pkgsCross.aarch64-multiplatform-musl'],
  ['i686-linux-musl', 'pkgs.pkgsCross.musl32'],
  ['armv6l-linux-musl', 'pkgs.pkgsCross.muslpi'],
  ['armv7l-linux-musl', 'pkgs.pkgsCross.armv7l-hf-multiplatform'],
  ['ppc64le-linux-musl', 'pkgs.pkgsCross.musl-power'],
  ['riscv64-linux-musl', 'pkgs.pkgsCross.riscv64-musl'],
  ['s390x-linux-musl', 'pkgs.pkgsCross.s390x'],
  ['x86_64-windows', 'pkgs.pkgsCross.mingwW64'],
];

/** flake.nix that cross-compiles static.nix for a matrix of systems from one machine. */
export const nixMatrix = (recipe: RecipeInput): RecipeFile[] => {
  const { project } = recipe;
  const rows = matrixTargets.map(([name, set]) => `            ${nixString(name)} = ${set}.pkgsStatic;`).join('\n');
  const content = `# ${commentText(titleOf(project))} as a static program for many systems, cross-compiled from this one.
#   nix build .#aarch64-linux-musl
# Try a program of another architecture by emulation (binfmt) or on such a machine, before it is shipped.
# Windows has neither musl nor POSIX: mingw32 links statically with its own C library, if the sources can do without.
{
  description = ${nixString(`${titleOf(project)}, static, for many systems`)};

  ${input}

${flakeOutputs(
  ['nixpkgs'],
  `          pkgs = nixpkgs.legacyPackages.\${system};
          sets = {
${rows}
          };
        in
        builtins.mapAttrs (
          _: set: import ./static.nix { inherit nixpkgs pkgs set; }
        ) sets`,
)}`;
  return [
    { path: 'flake.nix', content },
    ...nixBuild({ ...recipe, options: { ...recipe.options, nixSet: 'pkgsStatic' } }),
  ];
};
