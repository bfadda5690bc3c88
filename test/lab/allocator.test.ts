import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeLab, program, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const folder = mkdtempSync(join(tmpdir(), 'mw-allocator-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const main = `#include <stdio.h>
#include <stdlib.h>
int main(void) {
  char *p = malloc(100000), *q = aligned_alloc(64, 4096), *r = calloc(7, 1000);
  if (p == NULL || q == NULL || r == NULL || r[6999] != 0) return 1;
  p = realloc(p, 200000);
  p[199999] = 'x';
  puts(p[199999] == 'x' ? "allocated" : "lost");
  free(p), free(q), free(r);
  return 0;
}
`;
const trees: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  make: { Makefile: 'app: main.o\n\t$(CC) $(LDFLAGS) -o $@ main.o\nmain.o: main.c\n\t$(CC) -O0 -c main.c\n' },
  cmake: { 'CMakeLists.txt': 'project(app C)\nadd_executable(app main.c)\n' },
  meson: { 'meson.build': "project('app', 'c')\nexecutable('app', 'main.c')\n" },
  plain: {},
};

const rungs = {
  'musl-gcc': program('musl-gcc'),
  zig: { name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') },
} as const;

for (const [rung, tool] of Object.entries(rungs))
  describeLab(`mimalloc by ${rung}`, [tool, program('make'), program('cmake'), program('meson'), program('nm')], () => {
    const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
    const run = (cwd: string, command: string, ...words: readonly string[]) =>
      execFileSync(command, words, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const wizard = (cwd: string, ...words: readonly string[]) => run(cwd, process.execPath, cli, ...words);
    /** Built once, by the first that needs it. */
    let archives: string | null = null;
    const built = (): string => {
      const elsewhere = mkdtempSync(join(folder, 'project-'));
      wizard(elsewhere, 'libs', 'add', 'mimalloc', '--rung', rung, '--yes');
      const { libraries } = JSON.parse(wizard(elsewhere, 'libs', '--json')) as {
        libraries: { id: string; rung: string; folder: string }[];
      };
      return join(libraries.find((each) => each.id === 'mimalloc' && each.rung === rung)?.folder ?? '', 'lib');
    };

    // Meson of Debian 12 does not know zig's linker, with an allocator or without.
    const systems = Object.keys(trees).filter((system) => rung !== 'zig' || system !== 'meson');
    it.each(systems)('is what a program of %s allocates with', (system) => {
      archives ??= built();
      const project = join(folder, `${rung}-${system}`);
      mkdirSync(project);
      for (const [name, content] of Object.entries({ ...trees[system], 'main.c': main }))
        writeFileSync(join(project, name), content);
      wizard(project, 'recipe', rung, '--allocator', 'mimalloc', '--write');
      run(project, 'make', '-f', 'Makefile.musl', `ALLOCATOR=${archives}`);
      const app = join('dist-static', system === 'plain' ? 'main' : 'app');
      expect(run(project, join(project, app))).toBe('allocated\n');
      expect(run(project, 'nm', app)).toMatch(/ T mi_malloc$/m);
    });
  });
