import { asOperand } from '../project/plain-path.js';
import type { Build, LanguageSystem } from '../project/project.js';
import type { Toolchain } from '../rungs/toolchain.js';
import { shellQuote } from '../text/shell-quote.js';
import type { StepInput, Steps } from './steps.js';
import { wrapped, wrappersFor } from './wrappers.js';

type LanguageBuild = Extract<Build, { system: LanguageSystem }>;

const dub = ['dub', 'build', '--compiler=ldc2'];

/**
 * Words before dub: Debian's Phobos takes zlib from the system, and names it to no linker of static programs. With DFLAGS in
 * the environment these flags take the place of those of a build type.
 */
const withZlib = (cc: readonly string[]): readonly string[] => [
  'sh',
  '-c',
  `case $(${shellQuote(cc)} -print-file-name=libz.a) in /*) DFLAGS="$DFLAGS -defaultlib=phobos2-ldc,druntime-ldc,z";; esac; exec "$@"`,
  'sh',
];

/** Dune takes a relative folder for an error, unless it is one word. */
const duneIn = (folder: string): readonly string[] =>
  folder.startsWith('/')
    ? ['dune', 'build', `--build-dir=${folder}`]
    : ['sh', '-c', 'exec dune build --build-dir="$PWD/$0" "$@"', folder];

interface LanguageInput extends Pick<StepInput, 'folders' | 'args'> {
  /** null: the usual build of this machine. */
  readonly tools: Toolchain | null;
}

/**
 * A project in one of the other languages, by the tool of that language and the rung's C compiler as its linker. Pure.
 * Sources: Cabal's user guide, `--enable-executable-static`; ocamlopt(1), OCAMLPARAM; Nim's compiler guide, cross-compilation;
 * Crystal, `crystal build --help`; the manuals of dub (DFLAGS) and Free Pascal (-Xt); `zig build --help`.
 */
export const languageSteps = ({ folders, args, tools }: LanguageInput, build: LanguageBuild): Steps => {
  const bin = `${folders.build}/bin`;
  const out = { folder: `${folders.build}/programs`, deep: false };
  const programs = out.folder;
  const step = (name: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) => ({
    name,
    argv,
    env,
  });
  const fetching = build.fetches === null ? [] : [step(`${build.fetches} install`, [build.fetches, 'install'])];
  const made = (steps: Steps['steps'], output: Steps['output'] = out): Steps => ({
    files: tools === null || build.system !== 'nim' ? [] : wrappersFor(tools),
    steps: [...fetching, ...steps],
    output,
  });
  const folder = step('make a folder for the programs', ['mkdir', '-p', programs]);
  const cc = tools === null ? {} : { CC: tools.cc.join(' ') };
  switch (build.system) {
    case 'cabal': {
      const where = `${folders.build}/cabal`;
      const linking = tools === null ? [] : ['--enable-executable-static'];
      return made([step('cabal build', ['cabal', 'build', 'all', ...linking, `--builddir=${where}`, ...args])], {
        folder: where,
        deep: true,
      });
    }
    case 'dune': {
      const where = `${folders.build}/dune`;
      const targets = build.mains.map(({ path }) => path.replace(/\.ml$/, '.exe'));
      const linking = tools === null ? {} : { OCAMLPARAM: '_,ccopt=-static' };
      return made([
        folder,
        step('dune build', [...duneIn(where), '--profile=release', ...args, ...targets], linking),
        ...build.mains.map(({ name }, i) =>
          step(`take ${name}`, ['cp', `${where}/default/${targets[i]}`, `${programs}/${name}`]),
        ),
      ]);
    }
    case 'nim': {
      const compiler = tools && wrapped(tools, folders.build).cc.join(' ');
      // What zig brings is clang, which does not know all that Nim tells gcc.
      const kind = tools?.zig === undefined ? 'gcc' : 'clang';
      const linking =
        compiler === null
          ? []
          : [`--cc:${kind}`, `--${kind}.exe:${compiler}`, `--${kind}.linkerexe:${compiler}`, '--passL:-static'];
      return made([
        folder,
        ...build.mains.map(({ name, path }) =>
          step(`nim c ${name}`, [
            ...['nim', 'c', '-d:release', `--nimcache:${folders.build}/nimcache/${name}`, `-o:${programs}/${name}`],
            ...[...linking, ...args, asOperand(path)],
          ]),
        ),
      ]);
    }
    case 'crystal':
      return made([
        folder,
        ...build.mains.map(({ name, path }) =>
          step(
            `crystal build ${name}`,
            [
              ...['crystal', 'build', '--release', ...(tools === null ? [] : ['--static'])],
              ...[...args, '-o', `${programs}/${name}`, asOperand(path)],
            ],
            cc,
          ),
        ),
      ]);
    case 'dub':
      return made(
        [
          tools === null
            ? step('dub build', [...dub, '--build=release', ...args])
            : step('dub build', [...withZlib(tools.cc), ...dub, ...args], { DFLAGS: '-O -release -static' }),
        ],
        { folder: folders.source, deep: true },
      );
    case 'fpc':
      return made([
        folder,
        step('make a folder for units', ['mkdir', '-p', bin]),
        ...build.mains.map(({ name, path }) =>
          step(`fpc ${name}`, [
            ...['fpc', '-O2', ...(tools === null ? [] : ['-Xt']), `-FU${bin}`, `-o${programs}/${name}`],
            ...[...args, asOperand(path)],
          ]),
        ),
      ]);
    case 'zig': {
      const prefix = `${folders.build}/installed`;
      const target = tools === null ? [] : [`-Dtarget=${tools.arch}-linux-musl`];
      const zig = tools?.zig ?? ['zig'];
      return made(
        [
          step('zig build', [
            ...[...zig, 'build', '--release=safe', ...target],
            ...['--prefix', prefix, '--cache-dir', `${folders.build}/zig-cache`, ...args],
          ]),
        ],
        { folder: `${prefix}/bin`, deep: false },
      );
    }
  }
};
