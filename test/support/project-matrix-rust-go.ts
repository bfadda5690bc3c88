import type { RungId } from '../../src/rungs/registry.js';

/** What must result from building a project with a rung: a program, by how it is linked, or a cause with its message. */
type Expected = { readonly linked: string } | { readonly cause: string; readonly fixes: readonly string[] };

interface Row {
  /** A crate, or a Go module, as its registry has it. */
  readonly project: string;
  /** What was fixed first, as a failure reported it. */
  readonly words?: readonly string[];
  readonly version: string;
  readonly kind: 'rust' | 'go';
  readonly program: string;
  /** Rungs that are not named are not tried; by Nix a project has Nix's own Rust. */
  readonly by: Partial<Record<RungId, Expected>>;
}

/** Behind a project: with a Rust that knows musl, which test/lab/rust-musl.sh makes. */
const withMusl = ['with', 'Rust', 'for', 'musl'];

const linked = (how: string): Expected => ({ linked: how });
const noMuslRust: Expected = {
  cause: 'rust-std-target-missing',
  fixes: ['rustup target add x86_64-unknown-linux-musl'],
};
// The lab's image has Go, but no Rust, and no network to fetch it by.
const noRustInImage: Expected = {
  cause: 'dns-resolution-failed',
  fixes: ['musl-wizard choose --rung alpine --network default --yes'],
};
const noMuslOpenssl: Expected = {
  cause: 'openssl-for-target-missing',
  fixes: ['musl-wizard choose --rung alpine --yes'],
};

const rows: readonly Row[] = [
  {
    // Its build script compiles C and assembler.
    ...{ project: 'b3sum', version: '1.5.0', kind: 'rust', program: 'b3sum' },
    by: {
      'pkgs-musl': linked('static, musl'),
      'glibc-static': linked('static-pie, glibc'),
      'musl-gcc': noMuslRust,
      zig: noMuslRust,
      alpine: noRustInImage,
    },
  },
  {
    ...{ project: 'b3sum', words: withMusl, version: '1.5.0', kind: 'rust', program: 'b3sum' },
    by: { 'musl-gcc': linked('static, musl'), zig: linked('static, musl'), alpine: linked('static-pie, musl') },
  },
  {
    // By reqwest and native-tls it links OpenSSL, with openssl-sys.
    ...{ project: 'speedtest-rs', version: '0.2.0', kind: 'rust', program: 'speedtest-rs' },
    by: {
      'pkgs-musl': linked('static, musl'),
      'glibc-static': linked('static-pie, glibc'),
      'musl-gcc': noMuslRust,
      zig: noMuslRust,
      alpine: noRustInImage,
    },
  },
  {
    ...{ project: 'speedtest-rs', words: withMusl, version: '0.2.0', kind: 'rust', program: 'speedtest-rs' },
    by: { 'musl-gcc': noMuslOpenssl, zig: noMuslOpenssl, alpine: linked('static-pie, musl') },
  },
  {
    ...{ project: 'github.com/rakyll/hey', version: 'v0.1.4', kind: 'go', program: 'hey' },
    by: {
      'pkgs-musl': linked('static, none'),
      alpine: linked('static, none'),
      zig: linked('static, none'),
      'musl-gcc': linked('static, none'),
      'glibc-static': linked('static, none'),
    },
  },
  {
    // SQLite by cgo.
    ...{ project: 'github.com/rubenv/sql-migrate', version: 'v1.7.1', kind: 'go', program: 'sql-migrate' },
    by: {
      'pkgs-musl': linked('static, musl'),
      alpine: linked('static, musl'),
      zig: linked('static, musl'),
      'musl-gcc': linked('static, musl'),
      'glibc-static': linked('static, glibc'),
    },
  },
];

/** Every project by every rung that can be tried. */
export const cells = rows.flatMap(({ by, words = [], ...row }) =>
  Object.entries(by).map(([rung, expected]) => ({ ...row, words, rung: rung as RungId, expected })),
);
