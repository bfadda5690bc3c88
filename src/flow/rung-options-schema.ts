import { Type } from 'typebox';
import { engineChoices } from '../rungs/options.js';

/** No value may look like an option of the program that it is handed to. */
const word = (description: string) => Type.String({ pattern: '^[A-Za-z0-9./][^\\s]{0,255}$', description });

/** Nix options that are needed on restricted machines. Others, such as hooks, are for nix.conf alone. */
const nixSettings = [
  'sandbox',
  'filter-syscalls',
  'auto-allocate-uids',
  'build-users-group',
  'cores',
  'max-jobs',
  'substitute',
].map((name) => [name, Type.Optional(Type.String({ pattern: '^[a-z0-9-]{0,32}$' }))] as const);

/** Options of a rung as a tree may give them; what they mean stands in src/rungs/options.ts. */
export const rungOptionsSchema = Type.Object(
  {
    nixSet: Type.Optional(Type.Enum(['pkgsMusl', 'pkgsStatic', 'pkgsCross.musl64'])),
    nixpkgs: Type.Optional(word('a path, an archive URL, or flake:...')),
    nixSettings: Type.Optional(Type.Object(Object.fromEntries(nixSettings), { additionalProperties: false })),
    engine: Type.Optional(Type.Enum([...engineChoices])),
    builder: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9][\\w.-]{0,127}$', description: 'builder of docker buildx' }),
    ),
    image: Type.Optional(word('base image, with registry and tag or digest')),
    imageArchive: Type.Optional(word('archive to load the image from')),
    toolchain: Type.Optional(word('folder with musl cross compilers')),
    apkMirror: Type.Optional(Type.String({ pattern: '^https?://[^\\s]{1,255}$', description: 'mirror for apk' })),
    network: Type.Optional(Type.Enum(['default', 'none', 'host'])),
    arch: Type.Optional(Type.String({ pattern: '^[a-z0-9_]{1,16}$', description: 'as printed by uname -m' })),
    jobs: Type.Optional(Type.Integer({ minimum: 1, maximum: 1024 })),
    fcommon: Type.Optional(Type.Boolean({ description: 'compile C with -fcommon' })),
    lenient: Type.Optional(Type.Boolean({ description: 'accept old C and C++ as older compilers do' })),
    small: Type.Optional(Type.Boolean({ description: 'build for a small size' })),
  },
  { additionalProperties: false, description: 'options of the rung' },
);
