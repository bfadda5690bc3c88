const names = [
  'CFLAGS',
  'CXXFLAGS',
  'CPPFLAGS',
  'LDFLAGS',
  'CPATH',
  'C_INCLUDE_PATH',
  'LIBRARY_PATH',
  'RUSTFLAGS',
  'CARGO_ENCODED_RUSTFLAGS',
  'MAKEFLAGS',
  'MAKELEVEL',
  'MFLAGS',
  'GOFLAGS',
  'CARGO_TARGET_DIR',
];

/** Takes away the user's variables that would bend a build, or a canary, from the tools of its rung. */
export const withoutForeign: Readonly<Record<string, undefined>> = Object.fromEntries(
  names.map((name) => [name, undefined]),
);
