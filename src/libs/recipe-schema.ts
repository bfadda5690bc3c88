import { type Static, Type } from 'typebox';

const id = Type.String({ pattern: '^[a-z0-9][a-z0-9.+-]{0,40}$' });
const ids = Type.Array(id);
const argv = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });
/** A path below another one: no `..`, not absolute. */
const inside = Type.String({ pattern: '^(?!/)(?!.*(?:^|/)\\.\\.(?:/|$))[\\w.+/-]+$' });

/** How one library is built from its sources. */
const build = Type.Object(
  {
    /**
     * autotools: autoreconf where there is no configure, configure, make, make install. cmake: likewise.
     * commands: the steps alone. copy: the kernel's headers of this machine.
     */
    system: Type.Enum(['autotools', 'cmake', 'commands', 'copy']),
    /** Words for configure, or for CMake. */
    args: Type.Optional(argv),
    /** Folder of configure or CMakeLists.txt below the sources. */
    folder: Type.Optional(inside),
    /** Words for `make` and for `make install`, where they are not the usual ones. */
    make: Type.Optional(argv),
    install: Type.Optional(argv),
    /** Words of each command, after the system's own and before them; see docs/libraries.md for the names in braces. */
    steps: Type.Optional(Type.Array(argv)),
    before: Type.Optional(Type.Array(argv)),
    env: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z_]\\w*$' }), Type.String())),
    /** What `{target}` is on each architecture; others are not built for. */
    targets: Type.Optional(Type.Record(id, Type.String())),
  },
  { additionalProperties: false },
);

/** The shape of flows/libraries.yaml. */
export const librariesSchema = Type.Array(
  Type.Object(
    {
      id,
      /** Other names by which it is asked for. */
      aliases: Type.Optional(ids),
      /** Libraries that it is built with and linked with. */
      needs: Type.Optional(ids),
      /** Whether it includes headers of the kernel, which musl does not have. */
      kernelHeaders: Type.Optional(Type.Literal(true)),
      /** Source package of Debian. */
      debian: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9.+-]+$' })),
      /** Crate that carries the C sources: its requirement for cargo, and the folder or the archive in it. */
      crate: Type.Optional(
        Type.Object(
          {
            name: Type.String({ pattern: '^[a-z0-9-]+$' }),
            version: Type.String({ pattern: '^[0-9.]+$' }),
            path: inside,
          },
          { additionalProperties: false },
        ),
      ),
      /** What archives of it are called before their version, in addition to its id and Debian's name. */
      archives: Type.Optional(ids),
      /** Programs that building it takes, apart from a shell and make. */
      tools: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Za-z0-9._+-]+$' }))),
      build,
      /** Names to link it by, in order. */
      link: Type.Array(Type.String({ pattern: '^[A-Za-z0-9][\\w+.-]*$' })),
      /** Modules of pkg-config; written by this program where the sources bring no file for one. */
      pkgConfig: Type.Array(Type.String({ pattern: '^[\\w+.-]+$' })),
      /** The program that proves it: headers, and an expression of C that is 0 where the library works. */
      check: Type.Object(
        {
          /** A macro that comes before the headers, NAME=VALUE. */
          define: Type.Optional(Type.String({ pattern: '^[A-Za-z_]\\w*=\\w+$' })),
          /** Folder of its headers below include, where a project asks pkg-config for it. */
          include: Type.Optional(inside),
          headers: Type.Array(inside, { minItems: 1 }),
          fails: Type.String({ minLength: 1 }),
        },
        { additionalProperties: false },
      ),
      /** Measured on two cores, in seconds. */
      seconds: Type.Number({ minimum: 1 }),
    },
    { additionalProperties: false },
  ),
);

/** A library that can be built from source. */
export type LibraryRecipe = Static<typeof librariesSchema>[number];
