import { linkNames } from '../project/link-names.js';
import { asOperand } from '../project/plain-path.js';
import type { Build, ChosenProject } from '../project/project.js';
import type { Toolchain } from '../rungs/toolchain.js';
import type { RecipeStep, StepInput, Steps } from './steps.js';
import { linkWordsOf, optimisedForSize } from './tuning.js';
import { namedFirst, type ToolWishes, type ToolWords, toolWords, wrappersFor } from './wrappers.js';

const isDefault = (argv: readonly string[], name: string): boolean => argv.length === 1 && argv[0] === name;

/** Whether a build gets the C++ compiler. */
const usesCxx = ({ languages, build }: ChosenProject): boolean =>
  languages.includes('cxx') || (build.system === 'make' && build.compilers.some(({ language }) => language === 'cxx'));

const wishesOf = ({ project, folders, tuning }: StepInput): ToolWishes => ({
  build: folders.build,
  last: tuning?.small ? [optimisedForSize] : [],
  link: linkWordsOf(tuning),
  cxx: usesCxx(project),
  pkgConfig: usesPkgConfig(project),
});

/** Variables that name the tools, as make and configure know them. */
const toolVariables = ({ tools, project }: StepInput, words: ToolWords): [string, string][] => [
  ['CC', words.cc],
  ...(words.cxx !== null && project.languages.includes('cxx') ? [['CXX', words.cxx] as [string, string]] : []),
  ...(isDefault(tools.ar, 'ar') ? [] : [['AR', [words.ar, ...arFlags(project)].join(' ')] as [string, string]]),
  ...(isDefault(tools.ranlib, 'ranlib') ? [] : [['RANLIB', words.ranlib] as [string, string]]),
  ...(usesPkgConfig(project) ? [['PKG_CONFIG', words.pkgConfig] as [string, string]] : []),
];

/**
 * The variables for compilers that a project's makefiles want set, with what they keep in them.
 * @param linked how a program is linked by a language, as one text; null: there is no compiler for it
 */
export const makefileCompilers = (
  { build }: ChosenProject,
  linked: Readonly<Record<'c' | 'cxx', string | null>>,
): [string, string][] =>
  build.system === 'make'
    ? build.compilers.flatMap(({ variable, language, flags }) => {
        const compiler = linked[language];
        return compiler === null ? [] : [[variable, [compiler, ...flags].join(' ')] as [string, string]];
      })
    : [];

/** The flags that a makefile keeps in AR itself. */
export const arFlags = ({ build }: ChosenProject): string[] =>
  build.system === 'make' && build.arFlags !== null ? [build.arFlags] : [];

/** Whether anything of a project asks pkg-config. */
export const usesPkgConfig = ({ libraries, build }: ChosenProject): boolean =>
  build.system === 'meson' ||
  libraries.some(({ asked }) => asked.some(({ how }) => how === 'pkg-config' || how === 'cgo' || how === 'crate'));

/** Keeps pkg-config from giving libraries of another C library: those of the machine itself. */
export const pkgConfigEnvironment = ({ sysroots }: Toolchain): Record<string, string> =>
  sysroots === null
    ? {}
    : {
        PKG_CONFIG_LIBDIR: sysroots
          .map((root) => `${root}/${root.startsWith('/usr/lib/') ? '' : 'lib/'}pkgconfig`)
          .join(':'),
      };

/** make: variables on the command line win over those in the makefile. */
export const makeSteps = (input: StepInput): Steps => {
  const { project, tools, folders, args } = input;
  const file = makefileOf(project.build);
  const named = project.build.system === 'make' && project.build.callsByName && tools.native;
  const words = toolWords(tools, {
    ...wishesOf(input),
    lenient: project.build.system === 'make' && project.build.strict,
    named,
  });
  const front = namedFirst(words, folders.build);
  // What a makefile has in CC itself takes the place of the plain one.
  const set = new Map([...toolVariables(input, words), ...makefileCompilers(project, { c: words.cc, cxx: words.cxx })]);
  const variables = [...set].map(([name, value]) => `${name}=${value}`);
  return {
    files: words.files,
    steps: makeCalls(project.build, args).map(({ name, words: goals }) => ({
      name,
      argv: [...front, 'make', ...file, ...variables, ...goals],
      env: pkgConfigEnvironment(tools),
    })),
    output: { folder: folders.source, deep: true },
  };
};

/** The goal that writes a configuration of Kconfig from its own defaults, and others that do, which a user may name. */
export const defaultConfig = 'defconfig';
const kconfigGoal = /^[\w-]*config$/;

/** The calls of make for the words of a user; where Kconfig configures, that comes first. */
export const makeCalls = (build: Build, args: readonly string[]): { name: string; words: readonly string[] }[] => {
  if (build.system !== 'make' || !build.kconfig) return [{ name: 'make', words: args }];
  const configs = args.filter((word) => kconfigGoal.test(word));
  return [
    { name: 'configure', words: [configs[0] ?? defaultConfig] },
    { name: 'make', words: args.filter((word) => !configs.includes(word)) },
  ];
};

/** The words by which make is given a makefile that is not the usual one. */
export const makefileOf = (build: Build): string[] => {
  if (build.system !== 'make') return [];
  const [, folder, name = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(build.file) ?? [];
  return [...(folder === undefined ? [] : ['-C', folder]), ...(name === 'Makefile' ? [] : ['-f', name])];
};

/** configure and make. A configure that a person wrote gets no options that only Autoconf knows. */
export const autotoolsSteps = (input: StepInput, build: Extract<Build, { system: 'autotools' }>): Steps => {
  const { tools, folders, args } = input;
  const words = toolWords(tools, wishesOf(input));
  const variables = toolVariables(input, words);
  const env = {
    ...Object.fromEntries(variables),
    ...pkgConfigEnvironment(tools),
    ...leftAlone(build.configure),
  };
  const ownWords = variables.flatMap(([name, value]) => {
    const option = build.toolOptions?.[name];
    return option === undefined ? [] : [`${option}${value}`];
  });
  const host = tools.native ? [] : [`--host=${tools.arch}-linux-musl`];
  const options = build.configure === 'handwritten' ? [] : [...archiveWords(build), ...host];
  return {
    files: words.files,
    steps: [
      ...generateSteps(build),
      { name: 'configure', argv: ['./configure', ...options, ...ownWords, ...args], env },
      { name: 'make', argv: makeOf(build.configure), env: {} },
    ],
    output: { folder: folders.source, deep: true },
  };
};

/**
 * As nixpkgs gives them to every configure: libtool's words, and what projects call their own switch for a static
 * program (dropbear links a PIE without it). A configure that knows neither passes over them.
 */
export const archiveWords = ({
  configure,
  refusesArchives,
}: Extract<Build, { system: 'autotools' }>): readonly string[] =>
  configure === 'handwritten' || refusesArchives ? [] : ['--disable-shared', '--enable-static'];

/** What makes a configure that is not among the sources. */
export const generateSteps = ({
  configure,
  generator,
}: Extract<Build, { system: 'autotools' }>): readonly RecipeStep[] => {
  if (configure !== 'absent') return [];
  if (generator === undefined) return [{ name: 'autoreconf', argv: ['autoreconf', '-fi'], env: {} }];
  // Many of these scripts run configure by default.
  return [{ name: generator, argv: ['sh', '-c', runScript, `./${generator}`], env: { NOCONFIGURE: '1' } }];
};

/** By its own interpreter, where it may be executed. */
const runScript = 'if [ -x "$0" ]; then exec "$0"; fi; exec sh "$0"';

type Configure = Extract<Build, { system: 'autotools' }>['configure'];

/**
 * What make must not start, as configure hands it on: makeinfo, which hardly any machine has, for
 * the manual; and, where configure is there already, the tools that would rebuild it because a
 * checkout or a copy gave all files new dates.
 */
export const leftAlone = (configure: Configure): Record<string, string> => {
  if (configure === 'handwritten') return {};
  const generators = Object.fromEntries(['ACLOCAL', 'AUTOCONF', 'AUTOHEADER', 'AUTOMAKE'].map((name) => [name, ':']));
  return { MAKEINFO: 'true', ...(configure === 'generated' ? generators : {}) };
};

/** How make is called behind configure: some overwrite what was handed to them; on make's own line it holds. */
export const makeOf = (configure: Configure): readonly string[] =>
  configure === 'handwritten' ? ['make'] : ['make', 'MAKEINFO=true'];

/** CMake, by a toolchain file; source: cmake-toolchains(7), CMAKE_USER_MAKE_RULES_OVERRIDE. */
export const cmakeSteps = ({ project, tools, folders, args, tuning }: StepInput): Steps => {
  // Tests, too, are built by default, often against the shared library.
  const programs = project.targets.length > 0 ? ['--target', ...project.targets.map(({ name }) => name)] : [];
  const file = `${folders.build}/static.cmake`;
  const where = ['-S', folders.source, '-B', `${folders.build}/cmake`];
  const options = [
    `-DCMAKE_TOOLCHAIN_FILE=${file}`,
    `-DCMAKE_BUILD_TYPE=${tuning?.small ? 'MinSizeRel' : 'Release'}`,
    '-DBUILD_SHARED_LIBS=OFF',
    '-DBUILD_TESTING=OFF',
  ];
  return {
    files: [{ path: 'static.cmake', content: cmakeToolchain(tools, linkWordsOf(tuning)) }, ...wrappersFor(tools)],
    steps: [
      { name: 'configure', argv: ['cmake', ...where, ...options, ...args], env: pkgConfigEnvironment(tools) },
      { name: 'build', argv: ['cmake', '--build', `${folders.build}/cmake`, ...programs], env: {} },
    ],
    output: { folder: `${folders.build}/cmake`, deep: true },
  };
};

const cmakeList = (args: readonly string[]): string =>
  args.map((word) => `"${word.replace(/["\\$;]/g, '\\$&')}"`).join(' ');

/** CMake's toolchain file for a static build. */
const cmakeToolchain = (tools: Toolchain, link: readonly string[]): string => {
  // A list for the compiler and its first words is not taken from a toolchain file, which is read again for each trial:
  // the scripts of `wrappersFor` lie beside it.
  const compiler = (name: string, argv: readonly string[]): string =>
    argv.length === 1 ? cmakeList(argv) : `"\${CMAKE_CURRENT_LIST_DIR}/bin/${name}"`;
  // Read again as the override, it must leave the whole paths that CMake has found meanwhile.
  const set = (language: string, name: string, argv: readonly string[]): string[] => {
    const variable = `CMAKE_${language}_COMPILER`;
    return [`if(NOT ${variable})`, `  set(${variable} ${compiler(name, argv)})`, 'endif()'];
  };
  const foreign = tools.native
    ? []
    : ['set(CMAKE_SYSTEM_NAME Linux)', `set(CMAKE_SYSTEM_PROCESSOR ${cmakeList([tools.arch])})`];
  const roots =
    tools.sysroots === null
      ? []
      : [
          '# Use only libraries and headers of this C library, never those of the machine.',
          `set(CMAKE_FIND_ROOT_PATH ${cmakeList(tools.sysroots)})`,
          'set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)',
          ...['LIBRARY', 'INCLUDE', 'PACKAGE'].map((kind) => `set(CMAKE_FIND_ROOT_PATH_MODE_${kind} ONLY)`),
        ];
  return `${[
    ...foreign,
    ...set('C', 'cc', tools.cc),
    ...(tools.cxx === null ? [] : set('CXX', 'c++', tools.cxx)),
    `set(CMAKE_EXE_LINKER_FLAGS_INIT "${['-static', ...link].join(' ')}")`,
    '# CMake resets the suffixes for each language; the override file is read after that.',
    'set(CMAKE_FIND_LIBRARY_SUFFIXES ".a")',
    `set(CMAKE_USER_MAKE_RULES_OVERRIDE "\${CMAKE_CURRENT_LIST_FILE}")`,
    ...roots,
  ].join('\n')}\n`;
};

/** Meson, by a native or a cross file; source: Meson's manual, "Machine files" and "Built-in options". */
export const mesonSteps = ({ tools, folders, args, tuning }: StepInput): Steps => {
  const build = `${folders.build}/meson`;
  const file = [tools.native ? '--native-file' : '--cross-file', `${folders.build}/static.ini`];
  const options = [
    '--buildtype',
    tuning?.small ? 'minsize' : 'release',
    '--default-library',
    'static',
    '-Dprefer_static=true',
  ];
  return {
    files: [{ path: 'static.ini', content: mesonFile(tools, linkWordsOf(tuning)) }],
    steps: [
      {
        name: 'configure',
        argv: ['meson', 'setup', build, folders.source, ...file, ...options, ...args],
        env: pkgConfigEnvironment(tools),
      },
      { name: 'build', argv: ['meson', 'compile', '-C', build], env: {} },
    ],
    output: { folder: build, deep: true },
  };
};

const mesonList = (args: readonly string[]): string =>
  `[${args.map((word) => `'${word.replace(/['\\]/g, '\\$&')}'`).join(', ')}]`;

const mesonFile = (tools: Toolchain, link: readonly string[]): string =>
  `${[
    '[binaries]',
    `c = ${mesonList(tools.cc)}`,
    ...(tools.cxx === null ? [] : [`cpp = ${mesonList(tools.cxx)}`]),
    `ar = ${mesonList(tools.ar)}`,
    "pkg-config = ['pkg-config']",
    '',
    '[built-in options]',
    `c_link_args = ${mesonList(['-static', ...link])}`,
    ...(tools.cxx === null ? [] : [`cpp_link_args = ${mesonList(['-static', ...link])}`]),
    ...(tools.native
      ? []
      : [
          '',
          '[host_machine]',
          "system = 'linux'",
          `cpu_family = '${tools.arch}'`,
          `cpu = '${tools.arch}'`,
          "endian = 'little'",
        ]),
  ].join('\n')}\n`;

/** C files alone: one compiler call a program. */
export const plainSteps = (input: StepInput, build: Extract<Build, { system: 'plain' }>): Steps => {
  const { tools, folders, args, project, tuning } = input;
  const flags = project.libraries.flatMap(({ id }) => linkNames(id)).map((name) => `-l${name}`);
  return {
    files: [],
    steps: build.programs.map(({ name, sources }) => {
      const compiler = sources.every((path) => path.endsWith('.c')) ? tools.cc : (tools.cxx ?? ['c++']);
      const output = ['-o', `${folders.build}/${name}`];
      const files = sources.map(asOperand);
      return {
        name: `compile ${name}`,
        argv: [
          ...compiler,
          '-static',
          ...linkWordsOf(tuning),
          tuning?.small ? optimisedForSize : '-O2',
          '-pthread',
          ...output,
          ...files,
          ...args,
          ...flags,
          '-lm',
        ],
        env: {},
      };
    }),
    output: { folder: folders.build, deep: false },
  };
};
