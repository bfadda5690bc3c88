import type { ChosenProject } from '../project/project.js';
import { usesPkgConfig } from './c-steps.js';
import { commentText } from './escape.js';
import { buildInputs, libraryArguments, nixSet } from './nix-build.js';
import { pinnedNixpkgs } from './nixpkgs.js';
import type { RecipeFile, RecipeInput } from './recipe.js';
import { shellLine } from './shell.js';
import { stepsFor } from './steps.js';
import { toolchainOf } from './tools-of.js';

/** shell-musl.nix: a shell in which everything, compiler and libraries, is of the musl package set. */
export const nixShell = ({ project, rung, options, arch }: RecipeInput): RecipeFile[] => {
  const set = nixSet(options);
  const inputs = buildInputs(project, set);
  const tools = shellTools(project);
  // Inside the shell the set's compiler goes by its usual names, as it does in Alpine.
  const plan = stepsFor({
    project,
    tools: toolchainOf(rung, arch),
    folders: { source: '.', build: 'build-static' },
    args: [],
  });
  const content = `# A shell in which ${commentText(project.name)} is built static with musl: compiler and libraries are of one set.
#   nix-shell shell-musl.nix
${plan.steps.map((step) => `#     ${commentText(shellLine(step))}`).join('\n')}
# Inside, \`$CC -dumpmachine\` says musl, and pkg-config knows nothing but the set's own libraries.
{
  # ${pinnedNixpkgs.branch}
  nixpkgs ? fetchTarball {
    url = "https://github.com/NixOS/nixpkgs/archive/${pinnedNixpkgs.rev}.tar.gz";
    sha256 = "${pinnedNixpkgs.narHash}";
  },
  pkgs ? import nixpkgs { },
  set ? pkgs.${set},
}:
set.callPackage (
  { ${['mkShell', 'stdenv', ...tools, ...libraryArguments(project)].filter((word, i, all) => all.indexOf(word) === i).join(', ')} }:
  (mkShell.override { inherit stdenv; }) {
    nativeBuildInputs = [ ${tools.join(' ')} ];
    buildInputs = [ ${inputs.join(' ')} ];
    NIX_CFLAGS_LINK = "-static";
  }
) { }
`;
  return [{ path: 'shell-musl.nix', content: content.replaceAll('[  ]', '[ ]') }];
};

const shellTools = (project: ChosenProject): string[] => {
  const { build } = project;
  const own: Record<typeof build.system, readonly string[]> = {
    make: ['gnumake'],
    autotools:
      build.system === 'autotools' && build.configure === 'absent'
        ? ['autoconf', 'automake', 'libtool', 'gnumake']
        : ['gnumake'],
    cmake: ['cmake', 'gnumake'],
    meson: ['meson', 'ninja'],
    plain: [],
    cargo: ['cargo', 'rustc', ...(build.system === 'cargo' && build.protobuf !== null ? ['protobuf'] : [])],
    go: ['go'],
  };
  return [...(usesPkgConfig(project) ? ['pkg-config'] : []), ...own[build.system], ...project.tools];
};
