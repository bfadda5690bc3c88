import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

describeLab('build --provenance', [program('make'), program('musl-gcc')], () => {
  let project = '';
  let home = '';
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'mw-provenance-home-'));
    project = mkdtempSync(join(tmpdir(), 'mw-provenance-'));
    writeFileSync(join(project, 'Makefile'), 'app: app.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ app.c\n');
    writeFileSync(join(project, 'app.c'), 'int main(void) { return 0; }\n');
  });
  afterAll(() => {
    for (const folder of [project, home]) rmSync(folder, { recursive: true, force: true });
  });

  const file = 'dist-static/provenance.json';
  const build = (...words: string[]) =>
    execa(process.execPath, [cli, 'build', '--rung', 'musl-gcc', '--provenance', file, ...words], {
      cwd: project,
      env: { PATH: '/usr/bin:/bin', HOME: home, LC_ALL: 'C' },
      extendEnv: false,
      reject: false,
    });
  const written = (): string => readFileSync(join(project, file), 'utf8');

  it('states what was built, from what and how, the same each time', async () => {
    const { exitCode } = await build('--', 'V=https://me:planted-secret@example.org');
    expect(exitCode).toBe(0);
    const first = written();
    const statement = JSON.parse(first);
    const sha256 = createHash('sha256')
      .update(readFileSync(join(project, 'dist-static/app')))
      .digest('hex');
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'app', digest: { sha256 } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          buildType: expect.stringMatching(/^https:/),
          externalParameters: { buildSystem: 'make', builds: [{ rung: 'musl-gcc', upx: false, options: {} }] },
          internalParameters: { tools: { muslGcc: expect.any(String) } },
          resolvedDependencies: [
            { name: 'sources', digest: { 'musl-wizard-sources': expect.stringMatching(/^\w{64}$/) } },
          ],
        },
        runDetails: { builder: { id: expect.stringMatching(/^https:/), version: { 'musl-wizard': version } } },
      },
    });
    expect(first).not.toMatch(/planted-secret|\/tmp\//);
    await build('--', 'V=https://me:planted-secret@example.org');
    expect(written()).toBe(first);
    writeFileSync(join(project, 'app.c'), 'int main(void) { return 1; }\n');
    await build();
    const again = JSON.parse(written());
    expect(again.subject).not.toEqual(statement.subject);
    expect(again.predicate.buildDefinition.resolvedDependencies).not.toEqual(
      statement.predicate.buildDefinition.resolvedDependencies,
    );
  });

  it('names the programs of each architecture by their folders', async () => {
    const { exitCode } = await build('--arch', 'x86_64');
    expect(exitCode).toBe(0);
    expect(JSON.parse(written())).toMatchObject({
      subject: [{ name: 'app' }],
      predicate: { buildDefinition: { externalParameters: { builds: [{ options: { arch: 'x86_64' } }] } } },
    });
  });

  it.each([
    ['the build fails', 'int main(void) { return x; }\n', []],
    ['what was asked of it does not hold', 'int main(void) { return 0; }\n', ['--test']],
  ])('states nothing where %s', async (_, source, words) => {
    writeFileSync(join(project, 'app.c'), source);
    rmSync(join(project, 'dist-static'), { recursive: true, force: true });
    expect((await build(...words)).exitCode).toBe(1);
    expect(existsSync(join(project, file))).toBe(false);
  });
});
