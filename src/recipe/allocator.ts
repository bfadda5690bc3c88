import type { ChosenProject } from '../project/project.js';
import type { RungId } from '../rungs/registry.js';
import type { Tuning } from './tuning.js';

/** Allocators that a recipe can put in the place of the C library's. */
export const allocators = ['mimalloc'] as const;
export type Allocator = (typeof allocators)[number];

/**
 * The words by which a link takes an allocator instead of that of the C library: the linker looks for malloc first, and
 * finds it there. Source: ld(1), `-u`. Pure.
 */
export const allocatorWords = ({ allocator, allocatorFolder }: Tuning = {}): readonly string[] =>
  allocator === undefined
    ? []
    : ['-Wl,-u,malloc', ...(allocatorFolder === undefined ? [] : [`-L${allocatorFolder}`]), `-l${allocator}`];

// They stand in a makefile until its text is written, since variables of make are escaped there.
const folderMark = '@ALLOCATOR@';
const hereMark = '/@HERE@/';

/** What a makefile's plan is tuned by: whoever calls it names the folder of the archive. Pure. */
export const withFolder = (tuning: Tuning): Tuning =>
  tuning.allocator === undefined ? tuning : { ...tuning, allocatorFolder: folderMark };

/**
 * The build folder of a makefile. With an allocator it is named from the root, so that the compilers are scripts in it, which
 * give the words to links alone: zig puts a whole archive into an object. Pure.
 */
export const buildFolder = (folder: string, { allocator }: Tuning): string =>
  allocator === undefined ? folder : `${hereMark}${folder}`;

/** The text of a makefile, once all is escaped, and its lines on the allocator. Pure. */
export const nameFolders = (text: string): string =>
  text.replaceAll(folderMark, '$(ALLOCATOR)').replaceAll(hereMark, '$(CURDIR)/');
export const folderLines = ({ allocator }: Tuning, rung: RungId): readonly string[] =>
  allocator === undefined
    ? []
    : [
        `# The folder of lib${allocator}.a. To build it by this compiler:  musl-wizard libs add ${allocator} --rung ${rung}`,
        '# musl-wizard libs --json  then names the folder:  ALLOCATOR=FOLDER/lib',
        'ALLOCATOR ?= .',
      ];

/**
 * The project with another allocator: as one more library where C is linked by words, else with a remark for its recipes.
 * Sources: the README of the crate mimalloc; `go doc runtime`. Pure.
 */
export const withAllocator = (project: ChosenProject, id: Allocator): ChosenProject => {
  switch (project.build.system) {
    case 'make':
    case 'autotools':
    case 'cmake':
    case 'meson':
    case 'plain': {
      const evidence = { file: '--allocator', line: null, text: id };
      const library = { id, known: true, optional: false, without: null, asked: [{ how: 'flag', name: id, evidence }] };
      const others = project.libraries.filter((each) => each.id !== id);
      return { ...project, libraries: [...others, library as ChosenProject['libraries'][number]] };
    }
    case 'cargo':
      return remarked(project, [
        `Rust takes ${id} in its own code, where no recipe can put it:  cargo add mimalloc  and in main.rs:`,
        '  #[global_allocator] static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;',
      ]);
    case 'go':
      return remarked(project, [`Without ${id}: Go has an allocator of its own, and takes no other.`]);
    default:
      return remarked(project, [`Without ${id}: it is linked into C and C++ alone.`]);
  }
};

const remarked = (project: ChosenProject, remarks: readonly string[]): ChosenProject => ({ ...project, remarks });
