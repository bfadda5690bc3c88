import type { ChosenProject } from '../project/project.js';
import { renderTeamFile, teamFileName } from '../project/team-file.js';
import type { RungId } from '../rungs/rung-id.js';
import { ci } from './ci.js';
import { dockerfile, dockerfileBuildKit } from './dockerfile.js';
import { justfile, makefile } from './local.js';
import { nixBuild } from './nix-build.js';
import { nixFlake, nixMatrix } from './nix-flake.js';
import { buildStd, crane } from './nix-rust.js';
import { nixShell } from './nix-shell.js';
import type { Pattern } from './recipe.js';

const local: readonly RungId[] = ['zig', 'musl-gcc', 'glibc-static'];
const every: readonly RungId[] = ['pkgs-musl', 'alpine', ...local];

/** All ways to write a rung down; the first that fits a rung and a project is its usual one. */
export const patterns: readonly Pattern[] = [
  {
    name: 'nix-build',
    rungs: ['pkgs-musl'],
    systems: null,
    title:
      'static.nix: one derivation by the musl package set, nixpkgs pinned; Rust by rustPlatform, Go by buildGoModule',
    write: nixBuild,
  },
  {
    name: 'nix-shell',
    rungs: ['pkgs-musl'],
    systems: null,
    title: 'shell-musl.nix: a shell with the compiler and the libraries of the musl package set',
    write: nixShell,
  },
  {
    name: 'nix-flake',
    rungs: ['pkgs-musl'],
    systems: null,
    title: 'flake.nix, pinned, around static.nix',
    write: nixFlake,
  },
  {
    name: 'nix-matrix',
    rungs: ['pkgs-musl'],
    systems: null,
    title: 'flake.nix that cross-compiles for aarch64, armv6l, i686, riscv64, x86_64 and Windows (mingw32)',
    write: nixMatrix,
  },
  {
    name: 'nix-crane',
    rungs: ['pkgs-musl'],
    systems: ['cargo'],
    title: 'flake.nix with crane: CARGO_BUILD_TARGET and TARGET_CC for the target, build scripts kept on the host',
    write: crane,
  },
  {
    name: 'nix-build-std',
    rungs: ['pkgs-musl'],
    systems: ['cargo'],
    title: 'flake.nix with crane and nightly that builds the standard library too',
    write: buildStd,
  },
  {
    name: 'dockerfile',
    rungs: ['alpine'],
    systems: null,
    title: 'Dockerfile.static: Alpine by digest, FROM scratch export; for every builder, also the classic one',
    write: dockerfile,
  },
  {
    name: 'dockerfile-buildkit',
    rungs: ['alpine'],
    systems: null,
    title: 'Dockerfile.static with cache mounts, for BuildKit',
    write: dockerfileBuildKit,
  },
  {
    name: 'makefile',
    rungs: local,
    systems: null,
    title: 'Makefile.musl (Makefile.static for glibc): the same build with make -f, beside the own makefile',
    write: makefile,
  },
  {
    name: 'justfile',
    rungs: every,
    systems: null,
    title: 'static.just, to be imported by a justfile',
    write: justfile,
  },
  {
    name: 'team',
    rungs: every,
    systems: null,
    title: 'musl-wizard.json: the setup without facts of this machine, for a team to commit',
    write: ({ rung, options, upx = false, buildSystem }) => [
      { path: teamFileName, content: renderTeamFile({ rung, upx, options, ...(buildSystem ? { buildSystem } : {}) }) },
    ],
  },
  {
    name: 'ci',
    rungs: every,
    systems: null,
    title: 'a job of GitHub Actions, with the recipe that it calls',
    write: ci,
  },
];

/** The patterns that fit a rung and a project. */
export const patternsFor = (rung: RungId, project: ChosenProject): Pattern[] =>
  patterns.filter(
    ({ rungs, systems }) => rungs.includes(rung) && (systems === null || systems.includes(project.build.system)),
  );
