import { readFileSync } from 'node:fs';
import { applyPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { explainSource } from '../../../src/explain/source/explain-source.js';

const explain = (text: string, beside = {}) =>
  explainSource('nix', text, { name: 'flake.nix', isLocked: null, parsed: null, ...beside });

/** Causes with their places, as `line:column cause`. */
const faults = async (text: string): Promise<string[]> =>
  (await explain(text)).diagnoses.map(({ line, column, cause }) => `${line}:${column} ${cause}`).sort();

/** The text with all fixes made, until there is nothing left to fix. */
const fixed = async (text: string): Promise<string> => {
  const { patch } = await explain(text);
  if (patch === undefined) return text;
  const changed = applyPatch(text, patch);
  if (changed === false) throw new Error(`does not apply:\n${patch}`);
  return changed;
};

const rust = (args: string, callee = 'pkgs.rustPlatform.buildRustPackage') =>
  `{ pkgs ? import <nixpkgs> { } }:\n${callee} {\n  pname = "a";\n${args}\n}\n`;
const target = '  CARGO_BUILD_TARGET = "x86_64-unknown-linux-musl";';

describe('the flake of a Rust daemon that does not link', () => {
  const flake = readFileSync('fixtures/nix/quilt.nix', 'utf8');

  it('names each fault with its place', async () => {
    expect(await faults(flake)).toMatchInlineSnapshot(`
      [
        "17:9 nix-toolchain-unused",
        "21:20 not-linked-static",
        "36:13 host-glibc-leaks-into-musl-link",
        "41:23 flake-syntax-error",
        "51:20 rust-target-is-gnu-not-musl",
        "56:13 nix-argument-ignored",
        "57:13 nix-argument-ignored",
        "59:13 nix-include-paths-by-hand",
        "60:13 proc-macro-on-crt-static-target",
        "61:83 musl-gcc-missing",
        "63:51 nix-compiler-in-inputs",
        "64:60 nix-libc-in-inputs",
        "65:13 nix-argument-ignored",
        "71:65 flake-syntax-error",
      ]
    `);
  });

  it('has nothing left to say once all fixes are made', async () => {
    const once = await fixed(flake);
    expect(await faults(once)).toEqual([]);
    expect(once).toContain(
      '(pkgsMusl.makeRustPlatform { cargo = rustVersion; rustc = rustVersion; }).buildRustPackage',
    );
    expect(once).not.toMatch(/stdenv = |''''/);
  });
});

describe('each kind of fault in several spellings', () => {
  it.each<[string, string, string, string]>([
    [
      'inherited rustPlatform',
      `{ pkgs }:\nlet inherit (pkgs) rustPlatform; in\nrustPlatform.buildRustPackage {\n${target}\n}`,
      'rust-target-is-gnu-not-musl',
      '2:20',
    ],
    [
      'rustPlatform by with',
      `with import <nixpkgs> { };\nrustPlatform.buildRustPackage {\n${target}\n}`,
      'rust-target-is-gnu-not-musl',
      '2:1',
    ],
    [
      'a set of the flake',
      `{ outputs = { nixpkgs, ... }: { x = nixpkgs.legacyPackages.x86_64-linux.rustPlatform.buildRustPackage {\n${target}\n}; }; }`,
      'rust-target-is-gnu-not-musl',
      '1:37',
    ],
    [
      'arguments that are joined',
      `{ pkgs }:\nlet common = {\n${target}\n}; in pkgs.rustPlatform.buildRustPackage (common // { pname = "a"; })`,
      'rust-target-is-gnu-not-musl',
      '4:7',
    ],
    [
      'arguments of a function',
      `{ pkgs }: pkgs.rustPlatform.buildRustPackage (finalAttrs: {\n${target}\n})`,
      'rust-target-is-gnu-not-musl',
      '1:11',
    ],
    [
      'a recursive set',
      `{ pkgs }: pkgs.rustPlatform.buildRustPackage rec {\n  t = "x86_64-unknown-linux-musl";\n  CARGO_BUILD_TARGET = t;\n}`,
      'rust-target-is-gnu-not-musl',
      '1:11',
    ],
    [
      'an environment set',
      `{ pkgs }: pkgs.rustPlatform.buildRustPackage {\n  env.CARGO_BUILD_TARGET = "x86_64-unknown-linux-musl";\n}`,
      'rust-target-is-gnu-not-musl',
      '1:11',
    ],
    ['the stdenv of a musl set', rust('  stdenv = pkgs.pkgsMusl.stdenv;'), 'nix-argument-ignored', '4:3'],
    [
      'flags in an environment set',
      rust(`${target}\n  env = { RUSTFLAGS = "-C target-feature=+crt-static"; };`),
      'proc-macro-on-crt-static-target',
      '5:11',
    ],
    [
      'flags of a shell',
      `{ pkgs }: pkgs.mkShell {\n  packages = [ pkgs.pkgsStatic.stdenv.cc ];\n  RUSTFLAGS = "-C target-feature=+crt-static";\n}`,
      'proc-macro-on-crt-static-target',
      '3:3',
    ],
    [
      'a library of glibc, by with',
      `{ pkgs }: pkgs.pkgsStatic.stdenv.mkDerivation {\n  name = "a";\n  buildInputs = with pkgs; [ zlib ];\n}`,
      'host-glibc-leaks-into-musl-link',
      '3:30',
    ],
    [
      'a library of glibc, in a variable',
      `{ pkgs }: pkgs.mkShell {\n${target}\n  OPENSSL_DIR = "\${pkgs.openssl.dev}";\n}`,
      'host-glibc-leaks-into-musl-link',
      '3:20',
    ],
    [
      'a library of glibc, from a list of its own',
      `{ pkgs }: let libs = [ pkgs.sqlite ]; in pkgs.pkgsStatic.stdenv.mkDerivation {\n  buildInputs = libs ++ [ ];\n}`,
      'host-glibc-leaks-into-musl-link',
      '1:24',
    ],
    [
      'glibc itself',
      `{ pkgs }: pkgs.pkgsStatic.stdenv.mkDerivation {\n  buildInputs = [ pkgs.glibc.static ];\n}`,
      'host-glibc-leaks-into-musl-link',
      '2:19',
    ],
    [
      'libc among the inputs',
      `{ pkgsStatic }: pkgsStatic.stdenv.mkDerivation {\n  buildInputs = [ pkgsStatic.stdenv.cc.libc ];\n}`,
      'nix-libc-in-inputs',
      '2:19',
    ],
    [
      'a dynamic set where archives are wanted',
      `{ pkgs }: pkgs.pkgsMusl.stdenv.mkDerivation {\n  buildInputs = [ pkgs.pkgsMusl.libsodium ];\n  NIX_LDFLAGS = "-static";\n}`,
      'not-linked-static',
      '2:19',
    ],
    [
      'a cross set by name',
      `{ pkgs }: let cross = pkgs.pkgsCross.musl64; in cross.rustPlatform.buildRustPackage {\n  buildInputs = [ cross.openssl ];\n  RUSTFLAGS = "-C target-feature=+crt-static";\n}`,
      'not-linked-static',
      '1:23',
    ],
    [
      'a set by an example of lib',
      `{ nixpkgs, lib }: let p = import nixpkgs { crossSystem = lib.systems.examples.musl64; }; in { a = p.hello; }`,
      'not-linked-static',
      '1:99',
    ],
    [
      'musl-gcc of a cross compiler',
      `{ pkgs }: { CC = "\${pkgs.pkgsCross.musl64.stdenv.cc}/bin/musl-gcc"; }`,
      'musl-gcc-missing',
      '1:53',
    ],
    [
      'musl-gcc in a hook of a shell',
      `{ pkgs }: pkgs.mkShell { shellHook = ''\n  export CC=\${pkgs.pkgsStatic.stdenv.cc}/bin/musl-gcc\n''; }`,
      'musl-gcc-missing',
      '2:41',
    ],
    [
      'include folders',
      `{ pkgs }: pkgs.pkgsStatic.stdenv.mkDerivation {\n  buildInputs = [ pkgs.pkgsStatic.zlib ];\n  env.NIX_CFLAGS_COMPILE = "-I\${pkgs.pkgsStatic.zlib.dev}/include";\n}`,
      'nix-include-paths-by-hand',
      '3:3',
    ],
    [
      'protoc among libraries',
      rust('  buildInputs = [ pkgs.protobuf ];', 'pkgs.pkgsStatic.rustPlatform.buildRustPackage'),
      'protoc-missing',
      '4:19',
    ],
    [
      'pkg-config among libraries',
      `{ pkgs }: with pkgs.pkgsStatic; stdenv.mkDerivation {\n  buildInputs = [ pkg-config ];\n}`,
      'nix-tool-among-libraries',
      '2:19',
    ],
    [
      'a compiler among tools',
      rust('  nativeBuildInputs = [ pkgs.pkgsStatic.stdenv.cc ];', 'pkgs.pkgsStatic.rustPlatform.buildRustPackage'),
      'nix-compiler-in-inputs',
      '4:25',
    ],
    [
      'no strictDeps',
      `{ pkgs }: pkgs.stdenv.mkDerivation {\n  buildInputs = [ pkgs.pkgsStatic.zlib ];\n}`,
      'nix-strict-deps-missing',
      '1:11',
    ],
    [
      'a static set of a musl set',
      `{ pkgs }: { a = pkgs.pkgsMusl.pkgsStatic.hello; }`,
      'nix-static-set-nested',
      '1:17',
    ],
    [
      'crane without a toolchain',
      `{ pkgs, crane }: let craneLib = crane.mkLib pkgs; in craneLib.buildPackage {\n${target}\n}`,
      'rust-std-target-missing',
      '1:54',
    ],
    [
      'naersk without a toolchain',
      `{ pkgs, naersk }: (pkgs.callPackage naersk { }).buildPackage {\n${target}\n}`,
      'rust-std-target-missing',
      '1:19',
    ],
    [
      'a branch as an input',
      `{ pkgs ? import (fetchTarball "https://github.com/NixOS/nixpkgs/archive/nixos-unstable.tar.gz") { } }: pkgs.pkgsStatic.stdenv.mkDerivation { name = "a"; }`,
      'nix-input-unpinned',
      '1:31',
    ],
    ['a missing semicolon', '{\n  a = 1\n}', 'flake-syntax-error', '2:8'],
    ['a missing operator', `{ a = "x"\n"y"; }`, 'flake-syntax-error', '1:7'],
  ])('%s', async (_, text, cause, place) => {
    expect(await faults(text)).toContain(`${place} ${cause}`);
  });
});

describe('nothing to say', () => {
  it.each<[string, string]>([
    [
      'the static set',
      `{ pkgs }: pkgs.pkgsStatic.rustPlatform.buildRustPackage {\n  nativeBuildInputs = [ pkgs.pkg-config pkgs.protobuf ];\n  buildInputs = [ pkgs.pkgsStatic.openssl ];\n}`,
    ],
    [
      'crane with a toolchain',
      `{ nixpkgs, crane, rust-overlay }: let\n  pkgs = import nixpkgs { overlays = [ (import rust-overlay) ]; };\n  craneLib = (crane.mkLib pkgs).overrideToolchain (p: p.rust-bin.stable.latest.default.override { targets = [ "x86_64-unknown-linux-musl" ]; });\nin craneLib.buildPackage {\n  strictDeps = true;\n${target}\n  CARGO_BUILD_RUSTFLAGS = "-C target-feature=+crt-static";\n}`,
    ],
    [
      'naersk with a toolchain',
      `{ nixpkgs, naersk, fenix }: let\n  pkgs = nixpkgs.legacyPackages.x86_64-linux;\n  toolchain = with fenix.packages.x86_64-linux; combine [ minimal.rustc minimal.cargo targets.x86_64-unknown-linux-musl.latest.rust-std ];\n  naersk' = naersk.lib.x86_64-linux.override { cargo = toolchain; rustc = toolchain; };\nin naersk'.buildPackage {\n  nativeBuildInputs = with pkgs; [ pkgsStatic.stdenv.cc ];\n${target}\n}`,
    ],
    [
      'a compiler of a dynamic set, as a linker',
      `{ pkgs, naersk, toolchain }: (naersk.override { cargo = toolchain; rustc = toolchain; }).buildPackage {\n${target}\n  CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_LINKER = let inherit (pkgs.pkgsCross.musl64.stdenv) cc; in "\${cc}/bin/\${cc.targetPrefix}cc";\n}`,
    ],
    [
      'a C program without libraries',
      `{ pkgs }: pkgs.pkgsMusl.stdenv.mkDerivation {\n  name = "a";\n  buildPhase = "gcc -static a.c -o a";\n}`,
    ],
    [
      'a build for glibc',
      `{ pkgs }: pkgs.rustPlatform.buildRustPackage {\n  nativeBuildInputs = [ pkgs.pkg-config ];\n  buildInputs = [ pkgs.openssl ];\n}`,
    ],
    [
      'musl-gcc where it is',
      `{ pkgs }: pkgs.mkShell { packages = [ pkgs.musl ]; CC = "\${pkgs.musl.dev}/bin/musl-gcc"; }`,
    ],
    ['a comment about it', `{ pkgs }:\n# pkgsMusl.hello is dynamic\n{ x = pkgs.hello; }`],
    [
      'a comma behind the last argument, and an operator of today',
      `{ pkgs, lib, }:\nlib.pipe pkgs.pkgsStatic.hello [ ] |> lib.id`,
    ],
    [
      'a phase of its own',
      `{ pkgs }: pkgs.rustPlatform.buildRustPackage {\n  nativeBuildInputs = [ pkgs.pkgsStatic.stdenv.cc ];\n  CARGO_BUILD_RUSTFLAGS = "-C target-feature=+crt-static";\n  buildPhase = "cargo build --target x86_64-unknown-linux-musl";\n}`,
    ],
    [
      'Windows',
      `{ pkgs }: pkgs.pkgsCross.mingwW64.rustPlatform.buildRustPackage { buildInputs = [ pkgs.pkgsCross.mingwW64.openssl ]; }`,
    ],
    [
      'a dynamic build on purpose',
      `{ pkgs }: pkgs.pkgsCross.musl64.mkShell {\n  CARGO_BUILD_TARGET = "x86_64-unknown-linux-musl";\n  RUSTFLAGS = "-Ctarget-feature=-crt-static";\n}`,
    ],
  ])('%s', async (_, text) => {
    expect(await faults(text)).toEqual([]);
  });
});

it.each([
  [
    'inherited',
    `{ pkgs }:\nlet inherit (pkgs) rustPlatform; in\nrustPlatform.buildRustPackage {\n${target}\n}\n`,
    'pkgs.pkgsStatic.rustPlatform.buildRustPackage {',
  ],
  [
    'a tool that moves',
    `{ pkgs }: pkgs.pkgsStatic.stdenv.mkDerivation {\n  nativeBuildInputs = [ pkgs.cmake ];\n  buildInputs = [ pkgs.pkg-config ];\n}\n`,
    'nativeBuildInputs = [ pkgs.cmake pkgs.pkg-config ];\n  buildInputs = [ ];',
  ],
  [
    'a library by with',
    `{ pkgs }: pkgs.pkgsStatic.stdenv.mkDerivation {\n  buildInputs = with pkgs; [ zlib ];\n}\n`,
    'with pkgs; [ pkgs.pkgsStatic.zlib ]',
  ],
  [
    'a dynamic set',
    `{ nixpkgs }: let p = import nixpkgs { crossSystem = { config = "x86_64-unknown-linux-musl"; }; }; in { a = p.hello; }\n`,
    '{ config = "x86_64-unknown-linux-musl"; isStatic = true; }',
  ],
  ['a nested set', `{ pkgs }: { a = pkgs.pkgsMusl.pkgsStatic.hello; }\n`, 'pkgs.pkgsStatic.hello'],
  [
    'flags for one target',
    `{ pkgs }: pkgs.mkShell {\n  packages = [ pkgs.pkgsStatic.stdenv.cc ];\n  RUSTFLAGS = "-C target-feature=+crt-static";\n}\n`,
    'CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS = "-C target-feature=+crt-static"',
  ],
  [
    'flags for the target that is built',
    `{ pkgs }: pkgs.mkShell {\n  packages = [ pkgs.pkgsStatic.stdenv.cc ];\n  cargoBuildFlags = "--target aarch64-unknown-linux-musl";\n  RUSTFLAGS = "-C target-feature=+crt-static";\n}\n`,
    'CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_RUSTFLAGS = "-C target-feature=+crt-static"',
  ],
])('the patch of %s', async (_, text, expected) => {
  const changed = await fixed(text);
  expect(changed).toContain(expected);
  expect(await faults(changed)).toEqual([]);
});

describe('what is beside the file', () => {
  const flake =
    '{\n  inputs.nixpkgs.url = "github:NixOS/nixpkgs";\n  outputs = { nixpkgs, ... }: { a = nixpkgs.legacyPackages.x86_64-linux.pkgsStatic.hello; };\n}\n';

  it('an absent lock file is said, an unknown one is not', async () => {
    expect((await explain(flake, { isLocked: false })).diagnoses.map(({ cause }) => cause)).toEqual([
      'nix-input-unpinned',
    ]);
    expect((await explain(flake, { isLocked: true })).diagnoses).toEqual([]);
    expect((await explain(flake)).diagnoses).toEqual([]);
  });

  it('a name with line ends makes no patch of another file', async () => {
    const text = '{ pkgs }: { a = pkgs.pkgsMusl.pkgsStatic.hello; }\n';
    expect((await explain(text, { name: 'a b/default.nix' })).patch).toContain('--- a/a b/default.nix');
    const named = await explain(text, { name: 'x\n--- a/.bashrc\n+++ b/default.nix' });
    expect([named.patch, ...named.diagnoses.map(({ patch }) => patch)]).toEqual([undefined, undefined]);
  });

  it('Nix has the last word on syntax', async () => {
    const newer = '{ a = b ~> c; }';
    expect((await explain(newer)).diagnoses).not.toEqual([]);
    expect((await explain(newer, { parsed: { ok: true } })).diagnoses).toEqual([]);
    const parsed = { ok: false, line: 1, column: 7, what: "undefined variable 'b'" };
    expect((await explain('{ a = b; }', { parsed })).diagnoses).toMatchObject([
      { cause: 'flake-syntax-error', line: 1, column: 7 },
    ]);
  });
});

// Of the largest size that is parsed.
it.each([
  'a ',
  '{',
  '(',
  "''",
  '"${',
  '[ a ',
  'a = ;',
  'x: ',
  'let a = a; in ',
  'with a; ',
  '({ a, b, }: a) ',
  'a.b or ',
  'rec { a = a.a; } // ',
])('a file of "%s" over and over ends', async (part) => {
  const { bytes } = await explain(part.repeat(Math.floor((256 * 1024) / part.length)));
  expect(bytes).toBeGreaterThan(200_000);
});

it('says that it did not read a file that is too large', async () => {
  expect(await explain(`# ${'a'.repeat(300_000)}\n{ }`)).toMatchObject({ diagnoses: [], skimmedBytes: 300_006 });
});
