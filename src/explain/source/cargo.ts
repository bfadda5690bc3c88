import { has, lineOf, noteOn, type SourceRule } from './rule.js';

const muslGccLinker: SourceRule = (lines) =>
  noteOn(
    lines,
    /^\s*linker\s*=\s*["'][^"']*musl-gcc["']/,
    'static-pie-linked-with-interpreter',
    'musl-gcc always names a loader, which a static PIE must not have; drop this line, since rustc brings its own linker setup for musl, or add -C relocation-model=static.',
    0.75,
  );

const crtStaticWithoutTarget: SourceRule = (lines) =>
  has(lines, /^\s*target\s*=/)
    ? []
    : noteOn(
        lines,
        /\+crt-static/,
        'proc-macro-on-crt-static-target',
        'Without an explicit target these flags also apply to proc-macros and build scripts; add [build] target = "x86_64-unknown-linux-musl".',
        0.75,
      );

const hostFolders: SourceRule = (lines) =>
  has(lines, /musl/)
    ? noteOn(
        lines,
        /-L\s*(?:native=)?\/usr\/lib\/[\w-]+-linux-gnu/,
        'host-glibc-leaks-into-musl-link',
        "A musl link gets libraries built for the host's glibc.",
        0.85,
      )
    : [];

export const cargoConfigRules: readonly SourceRule[] = [muslGccLinker, crtStaticWithoutTarget, hostFolders];

const systemOpenssl: SourceRule = (lines) => {
  const pattern = /^\s*(?:openssl(?:-sys)?|native-tls)\s*=/;
  const line = lineOf(lines, pattern);
  if (line === null || has(lines, /vendored|rustls/)) return [];
  return noteOn(
    lines,
    pattern,
    'openssl-for-target-missing',
    'This crate looks for OpenSSL built for the target; for musl add features = ["vendored"], or use rustls.',
    0.7,
  );
};

const sharedCrateType: SourceRule = (lines) =>
  noteOn(
    lines,
    /^\s*crate-type\s*=\s*\[[^\]]*["'](?:dylib|cdylib)["']/,
    'proc-macro-on-crt-static-target',
    'A dylib or cdylib cannot be built for a target with a static C runtime; set -crt-static for it, or add "rlib" or "staticlib".',
    0.62,
  );

export const cargoManifestRules: readonly SourceRule[] = [systemOpenssl, sharedCrateType];
