import { has, noteOn, type SourceRule } from './rule.js';

const musl = /pkgsMusl|musl/;
const staticAsked = /-static\b|pkgsStatic|crt-static|enableStatic|isStatic|static\s*=\s*true/;

/** `stdenv` and `target` do not reach the hook of pkgs.rustPlatform, which passes the host's triple. */
const hostRustPlatform: SourceRule = (lines) =>
  has(lines, /\bstdenv\s*=\s*\S*[mM]usl|\btarget\s*=\s*"[\w-]*musl/)
    ? noteOn(
        lines,
        /\bpkgs\.rustPlatform\.buildRustPackage/,
        'rust-target-is-gnu-not-musl',
        'pkgs.rustPlatform builds for the host, regardless of stdenv and target; use pkgs.pkgsStatic.rustPlatform.buildRustPackage (or pkgsCross.musl64.pkgsStatic) and drop stdenv and target.',
        0.9,
      )
    : [];

const dynamicPkgsMusl: SourceRule = (lines) =>
  has(lines, staticAsked)
    ? []
    : noteOn(
        lines,
        /\bpkgsMusl\b|pkgsCross\.musl64\b/,
        'not-linked-static',
        'This package set links to musl dynamically; use pkgsStatic, or pass -static at the final link with static outputs of the libraries.',
        0.75,
      );

const muslGccName: SourceRule = (lines) =>
  noteOn(
    lines,
    /stdenv\.cc\}\/bin\/musl-gcc/,
    'musl-gcc-missing',
    'In nixpkgs the compiler is called by its triple: x86_64-unknown-linux-musl-gcc (its prefix is stdenv.cc.targetPrefix).',
    0.85,
  );

const glibcInMusl: SourceRule = (lines) =>
  has(lines, musl)
    ? noteOn(
        lines,
        /-[IL]\$\{(?:pkgs\.)?(?:glibc|stdenv\.cc\.libc)|pkgs\.glibc\.(?:static|dev)/,
        'host-glibc-leaks-into-musl-link',
        'A musl build uses glibc folders; remove them.',
        0.85,
      )
    : [];

export const nixRules: readonly SourceRule[] = [hostRustPlatform, muslGccName, glibcInMusl, dynamicPkgsMusl];
