import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of this repository in which a test may change what it likes. */
export interface RepositoryCopy {
  readonly root: string;
  /** Files that `edit` changed or `create` made, in the order of the first change. */
  readonly touched: readonly string[];
  /** Writes a file with its folders. */
  write(file: string, text: string): void;
  /** Writes a file that is not there yet. */
  create(file: string, text: string): void;
  /** Puts a text in the place of another, which has to be there. */
  edit(file: string, from: string, to: string): void;
  remove(file: string): void;
  /** Runs one of the repository's own programs (`scripts/check.mjs`, `node_modules/.bin/vitest`) in the copy. */
  run(program: string, ...args: readonly string[]): { readonly fails: boolean; readonly text: string };
  dispose(): void;
}

/** Copies all files that git knows, or would take, below the top and some folders; packages are this repository's. */
export const copyRepository = (...folders: readonly string[]): RepositoryCopy => {
  const copy = mkdtempSync(join(tmpdir(), 'mw-copy-'));
  const listed = execFileSync('git', [
    '-C',
    root,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
  ]);
  for (const file of listed.toString().split('\0')) {
    const [folder] = file.split('/', 1);
    if (file === '' || (file.includes('/') && !folders.includes(folder ?? ''))) continue;
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(copy, file), { force: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const touched: string[] = [];
  const write = (file: string, text: string) => {
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  };
  return {
    root: copy,
    touched,
    write,
    create(file, text) {
      if (existsSync(join(copy, file))) throw new Error(`${file} is there already`);
      touched.push(file);
      write(file, text);
    },
    edit(file, from, to) {
      const text = readFileSync(join(copy, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not have: ${from}`);
      if (!touched.includes(file)) touched.push(file);
      write(
        file,
        text.replace(from, () => to),
      );
    },
    remove: (file) => rmSync(join(copy, file)),
    run(program, ...args) {
      const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        cwd: copy,
        encoding: 'utf8',
        env,
      });
      return { fails: status !== 0, text: stdout + stderr };
    },
    dispose: () => rmSync(copy, { recursive: true, force: true }),
  };
};
