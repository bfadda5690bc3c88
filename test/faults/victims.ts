import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beginEntry, journalPath, markEntry, readJournal, undoable } from '../../src/engine/journal.js';
import type { Place } from './cell.js';
import { brokenSetups, savedRungs, saveOld } from './saved-setup.js';

/** A command that is harmed while it runs, with what must hold of its work right after and after the next run. */
export interface Victim {
  readonly name: string;
  readonly words: readonly string[];
  /** It asks one question, so it runs in a terminal, gets a yes, and is interrupted at some point after that. */
  readonly asks?: boolean;
  readonly prepare?: (place: Place) => void;
  /** What is wrong with what it was writing, right after the harm. */
  readonly after?: (place: Place) => readonly string[];
  /** The run that follows; it must end with 0. */
  readonly next: readonly string[];
  /** What is wrong after that. */
  readonly healed?: (place: Place, stdout: string) => readonly string[];
  /** It takes about this long undisturbed, in milliseconds; measured again where there are many runs. */
  readonly spanMs: number;
}

const choose = ['choose', '--yes', '--json', '--rung', 'glibc-static'] as const;

const isSaved = (_: Place, stdout: string): string[] =>
  (JSON.parse(stdout) as { savedTo: string | null }).savedTo === null ? ['saved nothing'] : [];

const doctor: Victim = { name: 'doctor', words: ['doctor', '--json'], next: choose, healed: isSaved, spanMs: 700 };
const first: Victim = { name: 'choose', words: choose, next: choose, healed: isSaved, spanMs: 800 };

const again = ['choose', '--yes', '--json', '--rung', 'musl-gcc'] as const;
const save: Victim = {
  name: 'choose, over a saved setup',
  words: again,
  prepare: saveOld,
  after: brokenSetups,
  next: again,
  healed: (place, stdout) => [...isSaved(place, stdout), ...(savedRungs(place)[0] === 'musl-gcc' ? [] : ['old setup'])],
  spanMs: 800,
};

const sources = {
  Makefile: 'all: hello\nhello: hello.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ hello.c\n',
  'hello.c': '#include <stdio.h>\nint main(void) { puts("new"); return 0; }\n',
  'musl-wizard.json': '{"schema":"musl-wizard.project/1","rung":"glibc-static","upx":false,"options":{}}\n',
};
const put = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};

/** Every file below a folder with its text, by path. */
const tree = (folder: string, below = ''): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory()
        ? [[`${path}/`, ''], ...Object.entries(tree(folder, path))]
        : [[path, readFileSync(join(folder, path), 'latin1')]];
    }),
  );

/** Parts of files are cleared away by the next write once they are old: this makes them so. */
const ageParts = (folder: string): void => {
  for (const path of Object.keys(tree(folder)).filter((each) => isPart(each)))
    utimesSync(join(folder, path), new Date(0), new Date(0));
};
const isPart = (path: string): boolean => /\.tmp-\d{10}[0-9a-f]{6}$/.test(path);

const written = ['recipe', 'alpine', '--pattern', 'ci', '--write', '--force'] as const;
const ownFiles = {
  'Dockerfile.static': 'FROM mine\n'.repeat(4000),
  'Dockerfile.static.dockerignore': '*\n',
  '.github/workflows/static.yml': 'on: mine\n',
};
let recipeFiles: Record<string, string> | undefined;
/** What the recipe writes, from a run that nobody disturbs. */
const newFiles = (place: Place): Record<string, string> => {
  recipeFiles ??= (() => {
    const folder = join(place.root, 'undisturbed/project');
    put(folder, sources);
    execFileSync(process.execPath, [join(import.meta.dirname, '../../dist/musl-wizard.cjs'), ...written], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: place.home },
      stdio: 'ignore',
    });
    return tree(folder);
  })();
  return recipeFiles;
};
const recipe: Victim = {
  name: 'recipe --write --force',
  words: written,
  prepare: (place) => {
    put(place.project, { ...sources, ...ownFiles });
    newFiles(place);
  },
  after: (place) => {
    const old: Record<string, string> = { ...sources, ...ownFiles };
    const faults = Object.entries(tree(place.project)).flatMap(([path, text]) =>
      isPart(path) || path.endsWith('/') || text === old[path] || text === newFiles(place)[path]
        ? []
        : [`${path} is neither old nor new (${text.length} bytes)`],
    );
    ageParts(place.project);
    return faults;
  },
  next: written,
  healed: (place) => {
    const [is, wanted] = [tree(place.project), newFiles(place)].map((each) =>
      JSON.stringify(Object.entries(each).sort()),
    );
    return is === wanted ? [] : ['the recipe is not as it should be'];
  },
  spanMs: 300,
};

const oldProgram = '#!/bin/sh\necho old\n';
/** What the program in dist-static says; it must be the old or the new one, whole. */
const says = ({ project }: Place): string => {
  try {
    return execFileSync(join(project, 'dist-static/hello'), { encoding: 'utf8' }).trim();
  } catch (error) {
    return String(error);
  }
};
const build: Victim = {
  name: 'build',
  words: ['build', '--rung', 'glibc-static', '--json'],
  prepare: ({ project }) => {
    put(project, { ...sources, 'dist-static/hello': oldProgram });
    chmodSync(join(project, 'dist-static/hello'), 0o755);
  },
  after: (place) => {
    ageParts(place.project);
    return /^(old|new)$/.test(says(place)) ? [] : [`dist-static/hello: ${says(place)}`];
  },
  next: ['build', '--rung', 'glibc-static', '--json'],
  healed: (place) => {
    const left = Object.keys(tree(place.project)).filter(
      (path) => !(path in sources) && !/^dist-static\/(hello)?$/.test(path),
    );
    return [
      ...left.map((path) => `left ${path}`),
      ...(says(place) === 'new' ? [] : [`the program says ${says(place)}`]),
    ];
  },
  spanMs: 1200,
};

const settings = { 'machine/setting': '0\n', 'machine/list': 'a\nb\n' };
const change = [
  'echo 1 > machine/setting',
  'for n in 1 2 3 4 5 6 7 8 9; do mkdir -p machine/new; echo $n >> machine/new/log; sleep 0.1; done',
  "printf 'c\\n' >> machine/list",
];
const undoCommand = "echo 0 > machine/setting; sleep 0.2; rm -rf machine/new; sleep 0.3; sed -i '/^c$/d' machine/list";
const isAsBefore = ({ project }: Place): string[] => {
  const is = tree(join(project, 'machine'));
  const wanted = { setting: settings['machine/setting'], list: settings['machine/list'] };
  return JSON.stringify(Object.entries(is).sort()) === JSON.stringify(Object.entries(wanted).sort())
    ? []
    : [`the machine is not as it was: ${JSON.stringify(is)}`];
};
const journalOf = ({ home }: Place): string => journalPath(join(home, '.local/state/musl-wizard'));
const nothingLeft = (place: Place): string[] =>
  undoable(readJournal(journalOf(place))).length === 0 ? isAsBefore(place) : ['something is left to take back'];

const undoArgs = ['undo', '--yes', '--json'] as const;
const fix: Victim = {
  name: 'flow run, a fix',
  words: ['flow', 'run', 'repair.yaml'],
  asks: true,
  prepare: ({ project }) =>
    put(project, {
      ...settings,
      'repair.yaml': JSON.stringify({
        flow: 'repair',
        title: 'Fix',
        about: 'A change of several steps.',
        start: 'repair',
        nodes: {
          repair: {
            fix: {
              title: 'Change the machine',
              commands: change,
              needsRoot: false,
              undo: undoCommand,
              runnable: true,
              until: { fact: 'os.arch', known: true },
            },
            to: { helped: 'end', failed: 'end', skipped: 'end' },
          },
          end: { done: 'remedy', because: 'It is over.', commands: ['true'] },
        },
      }),
    }),
  next: undoArgs,
  healed: nothingLeft,
  spanMs: 1500,
};
const undo: Victim = {
  name: 'undo',
  words: undoArgs,
  prepare: (place) => {
    put(place.project, settings);
    const path = journalOf(place);
    const entry = {
      finding: 'x',
      title: 'Change the machine',
      commands: change,
      needsRoot: false,
      undo: undoCommand,
      locked: true,
    };
    const { id } = beginEntry(path, entry);
    for (const command of change) execFileSync('sh', ['-c', command], { cwd: place.project });
    markEntry(path, id, 'done');
  },
  next: undoArgs,
  healed: nothingLeft,
  spanMs: 800,
};

export const victims: readonly Victim[] = [fix, undo, build, recipe, save, first, doctor];
