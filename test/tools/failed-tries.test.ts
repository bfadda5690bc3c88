import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Comparison } from '../../src/commands/choose/compare.js';
import { describeLab, library, program, staticLibc } from '../support/lab.js';

/** What a run knows of those before it: rungs that failed, the setup that was saved, programs that were built. */

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const limit = { timeout: 240_000 };

let place = '';
let project = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'mw-again-'));
  project = join(place, 'project');
  mkdirSync(project);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(project, name), text);
const run = (...words: string[]) => {
  mkdirSync(join(place, 'home'), { recursive: true });
  const env = { PATH: '/usr/bin:/bin', HOME: join(place, 'home'), LC_ALL: 'C' };
  return execa(process.execPath, [cli, ...words], { cwd: project, env, extendEnv: false, reject: false });
};
interface Document {
  readonly chosen: { readonly rung: string } | null;
  readonly results: readonly { readonly rung: string; readonly outcome: string; readonly reason: string }[];
  readonly trace: readonly { readonly rung: string; readonly decision: string; readonly why: string }[];
  readonly comparison: Comparison;
  readonly nextRung: string | null;
  readonly outcome: string;
  readonly reason: string;
  readonly proves: string;
  readonly lastBuild: { readonly outcome: string; readonly programs: readonly string[] } | null;
}
const document = async (...words: string[]): Promise<Document> =>
  JSON.parse((await run(...words, '--json')).stdout) as Document;

const makefile = 'all: hi\nhi: hi.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ hi.c\n';
const hello = '#include <stdio.h>\nint main(void) { return puts("hi") < 0; }\n';

describeLab(
  'runs after each other',
  [program('gcc'), program('make'), program('musl-gcc'), library('z'), staticLibc],
  () => {
    it('never name a rung again that failed for the project as it is', limit, async () => {
      write('Makefile', makefile);
      write('hi.c', '#error no rung builds this\n');
      const seen = new Set<string>();
      let next: string | null = 'musl-gcc';
      while (next !== null) {
        expect(seen).not.toContain(next);
        seen.add(next);
        const built: Document = await document('build', '--rung', next);
        expect(built.outcome).toBe('failed');
        next = built.nextRung;
      }
      expect(seen).toContain('glibc-static');
      const again = await document('choose', '--yes');
      expect(again.chosen).toBeNull();
      const considered = again.trace.filter(({ rung }) => seen.has(rung));
      expect(considered.map(({ decision }) => decision)).toEqual([...seen].map(() => 'skipped'));
      expect(considered[0]?.why).toMatch(/^it failed for this project (?:just now|\d+ min ago): /);
      const { stdout } = await run('choose', '--yes');
      expect(stdout).toMatch(/choose --rung \S+ --yes/);
      // One that is named is tried again.
      const named = await document('choose', '--yes', '--rung', 'glibc-static');
      expect(named.results.map(({ outcome, reason }) => `${outcome}: ${reason}`)).toEqual([
        expect.stringMatching(/^failed: /),
      ]);
      write('hi.c', hello);
      expect((await document('choose', '--yes')).chosen).not.toBeNull();
    });

    it('start from the setup that is saved, and build nothing that is built', limit, async () => {
      write('Makefile', makefile);
      write('hi.c', hello);
      const linked = await document('choose', '--yes', '--no-build', '--rung', 'glibc-static');
      expect(linked.chosen?.rung).toBe('glibc-static');
      expect(await document('status')).toMatchObject({ proves: 'libraries', lastBuild: null });
      expect((await run('status')).stdout).toContain('Tools and libraries proven, not built yet.');
      const again = await document('choose', '--yes');
      expect(again.results.map(({ rung, outcome }) => `${rung} ${outcome}`)).toEqual(['glibc-static passed']);
      expect(await document('status')).toMatchObject({
        proves: 'project',
        lastBuild: { outcome: 'passed', programs: ['hi'] },
      });
      const built = await document('build');
      expect(built.reason).toMatch(/^Nothing has changed/);
      expect(readdirSync(join(project, 'dist-static'))).toEqual(['hi']);
    });

    it('know by canary, too, which library is missing', limit, async () => {
      write('Makefile', 'all: hi\nhi: hi.c\n\t$(CC) -o $@ hi.c -lz\n');
      write('hi.c', '#include <zlib.h>\nint main(void) { return zlibVersion() == 0; }\n');
      const { results } = await document('canary', 'musl-gcc', 'glibc-static');
      expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'passed']);
      expect(results[1]).toMatchObject({ link: { outcome: 'passed', libraries: ['zlib'] } });
      expect((await run('canary', 'glibc-static')).stdout).toContain('links what the project requires: zlib');
    });

    it('compare what was built before, and build what was compared', limit, async () => {
      write('Makefile', makefile);
      write('hi.c', hello);
      await document('choose', '--yes', '--rung', 'glibc-static');
      const { comparison } = await document('choose', '--compare', '--yes');
      const of = (rung: string) => comparison.builds.find((build) => build.rung === rung);
      expect(of('glibc-static')?.reason).toMatch(/^Nothing has changed/);
      expect(of('musl-gcc')?.reason).toMatch(/^Built and inspected/);
      expect((await document('build', '--rung', 'musl-gcc')).reason).toMatch(/^Nothing has changed/);
      cpSync(join(project, 'hi.c'), join(project, 'more.c'));
      expect((await document('build', '--rung', 'musl-gcc')).reason).toMatch(/^Built and inspected/);
    });
  },
);
