import type { ChosenProject } from '../project/project.js';
import { renderTeamFile, teamFileName } from '../project/team-file.js';
import { languageLack } from '../rungs/other-languages.js';
import { type RungId, rungs, rungsThat } from '../rungs/registry.js';
import type { PatternName } from '../rungs/rung.js';
import { ci } from './ci.js';
import { dockerfile, dockerfileBuildKit } from './dockerfile.js';
import { justfile, makefile } from './local.js';
import { nixBuild } from './nix-build.js';
import { nixFlake, nixMatrix } from './nix-flake.js';
import { buildStd, crane, fenix, naersk, rustFlake, windows } from './nix-rust.js';
import { nixShell } from './nix-shell.js';
import type { Pattern } from './recipe.js';

/** All ways to write a rung down; which of them are a rung's own says the rung. */
const table: Readonly<Record<PatternName, Omit<Pattern, 'name' | 'rungs'>>> = {
  'nix-build': {
    systems: null,
    title:
      'static.nix: one derivation from the musl package set, with nixpkgs pinned; Rust with rustPlatform, Go with buildGoModule',
    write: nixBuild,
  },
  'nix-shell': {
    systems: null,
    title: 'shell-musl.nix: a shell with the compiler and the libraries of the musl package set',
    write: nixShell,
  },
  'nix-flake': {
    systems: null,
    title: 'flake.nix, pinned, around static.nix',
    write: nixFlake,
  },
  'nix-matrix': {
    systems: null,
    title:
      'flake.nix that cross-compiles for aarch64, armv6l, armv7l, i686, ppc64le, riscv64, s390x, x86_64 and Windows (mingw32)',
    write: nixMatrix,
  },
  'nix-crane': {
    systems: ['cargo'],
    title: 'flake.nix with crane: CARGO_BUILD_TARGET and TARGET_CC for the target, build scripts kept on the host',
    write: crane,
  },
  'nix-fenix': {
    systems: ['cargo'],
    title: 'the same with the toolchain of fenix',
    write: fenix,
  },
  'nix-naersk': {
    systems: ['cargo'],
    title: 'flake.nix with naersk and the toolchain of fenix',
    write: naersk,
  },
  'nix-rust-flake': {
    systems: ['cargo'],
    title: 'flake.nix with rust-flake (flake-parts, crane, rust-overlay), for all crates of a workspace',
    write: rustFlake,
  },
  'nix-windows': {
    systems: ['cargo'],
    title: 'flake.nix with crane that cross-compiles for Windows by mingw-w64',
    write: windows,
  },
  'nix-build-std': {
    systems: ['cargo'],
    title: 'flake.nix with crane and nightly that builds the standard library too',
    write: buildStd,
  },
  dockerfile: {
    systems: null,
    title:
      'Dockerfile.static: Alpine pinned by digest, FROM scratch export; works with every builder, including the classic one',
    write: dockerfile,
  },
  'dockerfile-buildkit': {
    systems: null,
    title: 'Dockerfile.static with cache mounts, for BuildKit',
    write: dockerfileBuildKit,
  },
  makefile: {
    systems: null,
    title:
      'Makefile.musl (Makefile.static for glibc): the same build with make -f, next to the makefile of the project',
    several: true,
    write: makefile,
  },
  justfile: {
    systems: null,
    title: 'static.just, to be imported by a justfile',
    several: true,
    write: justfile,
  },
  team: {
    systems: null,
    title: 'musl-wizard.json: the setup without facts of this machine, for a team to commit',
    write: ({ rung, options, upx = false, buildSystem }) => [
      { path: teamFileName, content: renderTeamFile({ rung, upx, options, ...(buildSystem ? { buildSystem } : {}) }) },
    ],
  },
  ci: {
    systems: null,
    title: 'a GitHub Actions job, with the recipe it calls',
    several: true,
    write: ci,
  },
};

const patternNames = Object.keys(table) as readonly PatternName[];

/** The patterns, each with the rungs that it is for. */
export const patterns: readonly Pattern[] = patternNames.map((name) => ({
  name,
  rungs: rungsThat(({ recipes }) => recipes.includes(name)),
  ...table[name],
}));

/** The patterns that fit a rung and a project, its usual one first. */
export const patternsFor = (rung: RungId, project: ChosenProject): Pattern[] =>
  (languageLack(rungs[rung], project) === null ? rungs[rung].recipes : [])
    .flatMap((name) => patterns.find((pattern) => pattern.name === name) ?? [])
    .filter(({ systems }) => systems === null || systems.includes(project.build.system));
