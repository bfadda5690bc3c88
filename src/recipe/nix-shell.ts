import { pins } from '../facts/pins.js';
import type { ChosenProject } from '../project/project.js';
import { usesPkgConfig } from './c-steps.js';
import { commentText } from './escape.js';
import { buildInputs, libraryArguments, nixSet } from './nix-build.js';
import { type RecipeFile, type RecipeInput, titleOf } from './recipe.js';
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
    tuning: options,
  });
  const content = `# A shell in which ${commentText(titleOf(project))} is built statically with musl: the compiler and the libraries come from one set.
#   nix-shell shell-musl.nix
${plan.steps.map((step) => `#     ${commentText(shellLine(step))}`).join('\n')}
# Inside, cc is the compiler of the set. The shell stops at entry if its C library is not musl. gcc can
# be this machine's own. pkg-config finds only the libraries of the set.
{
  # ${pins.nixpkgs.branch}
  nixpkgs ? fetchTarball {
    url = "https://github.com/NixOS/nixpkgs/archive/${pins.nixpkgs.rev}.tar.gz";
    sha256 = "${pins.nixpkgs.narHash}";
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
    shellHook = ''
${shellHook.replace(/^(?=.)/gm, '      ')}    '';
  }
) { }
`;
  return [{ path: 'shell-musl.nix', content: content.replaceAll('[  ]', '[ ]') }];
};

/**
 * What happens at entry, as POSIX shell without anything that Nix would read in it: the usual names lead to the set's
 * compiler, which by its own name has a triple in front, and one that is not musl's is refused. glibc's headers define __GLIBC__.
 */
export const shellHook = `names=$(mktemp -d) && trap "rm -rf $names" EXIT
ln -s "$(command -v $CC)" "$names/cc"
for pair in "$CXX c++" "$AR ar" "$RANLIB ranlib"; do
  set -- $pair
  if [ $# -eq 2 ] && command -v "$1" > /dev/null; then ln -s "$(command -v "$1")" "$names/$2"; fi
done
set --
export PATH="$names:$PATH"
if ! printf '%s\\n' '#include <features.h>' '#ifdef __GLIBC__' '#error' '#endif' | cc -E - > /dev/null 2>&1; then
  echo "The compiler of this shell, $CC, is not one for musl, so what it builds would not be either." >&2
  exit 1
fi
`;

const shellTools = (project: ChosenProject): string[] => {
  const { build } = project;
  const own: Partial<Record<typeof build.system, readonly string[]>> = {
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
  return [...(usesPkgConfig(project) ? ['pkg-config'] : []), ...(own[build.system] ?? []), ...project.tools];
};
