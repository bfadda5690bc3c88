import type { RungId } from '../../src/rungs/registry.js';

/** What must result from building a project with a rung. */
type Expected =
  | { readonly programs: readonly string[]; readonly leftOut: readonly string[] }
  | { readonly cause: string; readonly fixes: readonly string[] };

export interface Cell {
  readonly project: string;
  /** Arguments for configure, as a failure named them. */
  readonly words: readonly string[];
  readonly rung: RungId;
  readonly expected: Expected;
  /** Whether every run of the suite takes it; the others are for `npm run projects`. */
  readonly always: boolean;
}

interface Row {
  /** Source package of Debian bookworm, without Debian's patches. */
  readonly project: string;
  readonly words?: readonly string[];
  readonly programs: readonly string[];
  /** All, where nothing is said. */
  readonly rungs?: readonly RungId[];
  /** Libraries that the project can do without, and does where this rung has none. */
  readonly leftOut?: Partial<Record<RungId, readonly string[]>>;
  /** Rungs by which it cannot be built: the root cause, and texts that the explanation must have. */
  readonly cannot?: Partial<Record<RungId, readonly [cause: string, ...fixes: string[]]>>;
  readonly always?: readonly RungId[];
}

const rungs: readonly RungId[] = ['pkgs-musl', 'alpine', 'zig', 'musl-gcc', 'glibc-static'];

const socat = ['filan', 'procan', 'socat'];
const dropbear = ['dbclient', 'dropbear', 'dropbearconvert', 'dropbearkey'];
const elsewhere = 'musl-wizard choose --rung alpine --yes';
const noZlib = ['missing-static-lib', 'zlib is missing', elsewhere, 'musl-wizard build -- --disable-zlib'] as const;
const noOnig = [
  'missing-static-lib',
  'oniguruma is missing',
  elsewhere,
  'musl-wizard build -- --without-oniguruma',
] as const;

const rows: readonly Row[] = [
  { project: 'tree', programs: ['tree'], always: ['zig', 'glibc-static'] },
  { project: 'lua5.4', programs: ['lua', 'luac'] },
  { project: 'bc', programs: ['bc', 'dc'], always: ['musl-gcc'] },
  {
    project: 'sl',
    programs: ['sl'],
    // `choose --yes` builds the ncurses that zig and musl-gcc lack.
    cannot: {
      'glibc-static': ['static-dependency-not-linked', '-lncurses -ltinfo'],
    },
    always: ['pkgs-musl', 'alpine', 'musl-gcc', 'glibc-static'],
  },
  {
    project: 'dropbear',
    programs: dropbear,
    cannot: { zig: noZlib, 'musl-gcc': noZlib },
    always: ['musl-gcc'],
  },
  {
    project: 'dropbear',
    words: ['--disable-zlib'],
    programs: dropbear,
    rungs: ['zig', 'musl-gcc'],
    // Debian builds its musl without crypt(3).
    cannot: { 'musl-gcc': ['missing-static-lib', 'crypt is missing', elsewhere] },
  },
  { project: 'jq', programs: ['jq'], cannot: { zig: noOnig, 'musl-gcc': noOnig, 'glibc-static': noOnig } },
  {
    project: 'jq',
    words: ['--without-oniguruma'],
    programs: ['jq'],
    rungs: ['zig', 'musl-gcc', 'glibc-static'],
  },
  {
    project: 'socat',
    programs: socat,
    leftOut: { zig: ['openssl', 'readline'], 'musl-gcc': ['openssl', 'readline'], 'glibc-static': ['readline'] },
  },
];

/** Every project by every rung. */
export const matrix: readonly Cell[] = rows.flatMap((row) =>
  (row.rungs ?? rungs).map((rung): Cell => {
    const [cause, ...fixes] = row.cannot?.[rung] ?? [];
    return {
      project: row.project,
      words: row.words ?? [],
      rung,
      expected: cause ? { cause, fixes } : { programs: row.programs, leftOut: row.leftOut?.[rung] ?? [] },
      always: row.always?.includes(rung) ?? false,
    };
  }),
);
