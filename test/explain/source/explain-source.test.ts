import { describe, expect, it } from 'vitest';
import { explainSource, type SourceKind, sourceKind } from '../../../src/explain/source/explain-source.js';

const first = async (kind: SourceKind, text: string) => {
  const [found] = (await explainSource(kind, text)).diagnoses;
  return found ? [found.cause, found.line] : null;
};

const flake = `{
  outputs = { nixpkgs, ... }: {
    packages.default = pkgs.rustPlatform.buildRustPackage {
      stdenv = pkgsMusl.stdenv;
      target = "x86_64-unknown-linux-musl";
    };
  };
}
`;
const goScratch =
  'FROM golang:1.22 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n';

describe('what is wrong in a build file', () => {
  it.each<[string, SourceKind, string, string, number]>([
    ['the host rustPlatform with a musl stdenv', 'nix', flake, 'rust-target-is-gnu-not-musl', 3],
    ['dynamic pkgsMusl taken for static', 'nix', '{\n  x = pkgsMusl.hello;\n}\n', 'not-linked-static', 2],
    [
      'the name musl-gcc in a stdenv',
      'nix',
      `{ L = "$${'{'}pkgsStatic.stdenv.cc}/bin/musl-gcc"; }`,
      'musl-gcc-missing',
      1,
    ],
    [
      'musl-gcc with host libraries',
      'makefile',
      'CC = musl-gcc\nLDFLAGS = -static -L/usr/lib/x86_64-linux-gnu\n',
      'host-glibc-leaks-into-musl-link',
      2,
    ],
    [
      'a static shared library',
      'makefile',
      'a.so: a.o\n\tcc -static -shared -o a.so a.o\n',
      'static-flag-on-shared-library',
      2,
    ],
    ['strip after upx', 'makefile', 'all:\n\tupx app\n\tstrip app\n', 'upx-packed-file-altered', 3],
    [
      'crt-static without a target',
      'cargo-config',
      '[build]\nrustflags = ["-C", "target-feature=+crt-static"]\n',
      'proc-macro-on-crt-static-target',
      2,
    ],
    [
      'musl-gcc as linker',
      'cargo-config',
      '[target.x86_64-unknown-linux-musl]\nlinker = "musl-gcc"\n',
      'static-pie-linked-with-interpreter',
      2,
    ],
    ['the system OpenSSL', 'cargo-manifest', '[dependencies]\nopenssl = "0.10"\n', 'openssl-for-target-missing', 2],
    ['a dynamic program in an empty image', 'dockerfile', goScratch, 'elf-interpreter-missing', 4],
    ['the shell form in an empty image', 'dockerfile', 'FROM scratch\nCMD /app\n', 'scratch-image-has-no-shell', 2],
    [
      'Alpine without static libraries',
      'dockerfile',
      'FROM alpine:3.20\nRUN apk add build-base openssl-dev\nRUN cc -static a.c -lssl\n',
      'missing-static-lib',
      2,
    ],
    ['a compiler without libc', 'dockerfile', 'FROM alpine\nRUN apk add --no-cache gcc make\n', 'libc-dev-missing', 2],
    [
      'glibc on Alpine',
      'dockerfile',
      'FROM rust:1.80 AS b\nRUN cargo build --release\nFROM alpine\nCOPY --from=b /a /a\n',
      'glibc-binary-on-musl',
      4,
    ],
    [
      'a target that is not installed',
      'dockerfile',
      'FROM rust:1.80\nRUN cargo build --target x86_64-unknown-linux-musl\n',
      'rust-std-target-missing',
      2,
    ],
  ])('%s', async (_, kind, text, cause, line) => {
    expect(await first(kind, text)).toEqual([cause, line]);
  });

  it.each<[string, SourceKind, string]>([
    ['pkgsStatic', 'nix', '{ x = pkgs.pkgsStatic.rustPlatform.buildRustPackage { }; }\n'],
    ['a comment about it', 'nix', '# pkgsMusl.hello is dynamic\n{ x = pkgs.hello; }\n'],
    ['a static program in an empty image', 'dockerfile', goScratch.replace('RUN go', 'RUN CGO_ENABLED=0 go')],
    ['host libraries of a host compiler', 'makefile', 'CC = gcc\nLDFLAGS = -L/usr/lib/x86_64-linux-gnu\n'],
    ['pack as the last step', 'makefile', 'all:\n\tstrip app\n\tupx app\n'],
    ['vendored OpenSSL', 'cargo-manifest', '[dependencies]\nopenssl = { version = "0.10", features = ["vendored"] }\n'],
    [
      'a target is given',
      'cargo-config',
      '[build]\ntarget = "x86_64-unknown-linux-musl"\nrustflags = ["-C", "target-feature=+crt-static"]\n',
    ],
  ])('nothing: %s', async (_, kind, text) => {
    expect(await first(kind, text)).toBeNull();
  });
});

it.each([
  ['flake.nix', 'nix'],
  ['Dockerfile.alpine', 'dockerfile'],
  ['Makefile.musl', 'makefile'],
  ['Makefile.log', null],
  ['Cargo.toml', 'cargo-manifest'],
  ['config.toml', 'cargo-config'],
  ['config.log', null],
  ['build.log', null],
] as const)('%s is read as %s', (name, kind) => {
  expect(sourceKind(name)).toBe(kind);
});

// Of the size up to which a build file is read as one; a pattern that tries every pair of a line takes minutes for it.
it.each<[SourceKind, string]>([
  ['makefile', 'gcc -static \t'],
  ['makefile', 'upx '],
  ['dockerfile', 'RUN upx '],
  ['nix', 'a'],
])('a %s of "%s" over and over is read at once', async (kind, part) => {
  expect((await explainSource(kind, part.repeat(Math.ceil(1024 ** 2 / part.length)))).diagnoses).toEqual([]);
});
