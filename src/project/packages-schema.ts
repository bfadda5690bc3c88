import { type Static, Type } from 'typebox';

const names = Type.Array(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._+/-]*$' }));

/** How a package set that is not static all through gets a library's archive. */
const nixStatic = ['output', 'static', 'autotools', 'cmake', 'meson', 'none'] as const;

/** The shape of flows/packages.yaml. */
export const packagesSchema = Type.Array(
  Type.Object(
    {
      id: Type.String({ pattern: '^[a-z0-9][a-z0-9.+-]*$' }),
      pkgConfig: Type.Optional(names),
      flags: names,
      link: Type.Optional(names),
      cmake: Type.Optional(names),
      crates: Type.Optional(names),
      headers: Type.Optional(names),
      nix: Type.Object({
        attr: Type.String({ pattern: '^[A-Za-z_][\\w.-]*$' }),
        static: Type.Union(nixStatic.map((how) => Type.Literal(how))),
      }),
      alpine: Type.Object({ dev: names, static: Type.Union([names, Type.Null()]) }),
      debian: Type.Object({ dev: names, archives: names, uses: Type.Optional(names) }),
      traps: Type.Optional(Type.Array(Type.String())),
    },
    { additionalProperties: false },
  ),
);

/** A library, its packages in nixpkgs, Alpine and Debian, and what static linking asks of it. */
export type Package = Static<typeof packagesSchema>[number];
