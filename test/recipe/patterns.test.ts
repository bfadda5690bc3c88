import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { rungIds } from '../../src/ladder/rung-id.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import type { ChosenProject } from '../../src/project/project.js';
import { patternsFor } from '../../src/recipe/patterns.js';
import type { RecipeFile, RecipeInput } from '../../src/recipe/recipe.js';
import { filesOf } from '../project/files-of.js';
import { hostile, hostileSources, samples } from './samples.js';

const all = (project: ChosenProject): { name: string; input: RecipeInput; files: readonly RecipeFile[] }[] =>
  rungIds.flatMap((rung) =>
    patternsFor(rung, project).map(({ name, write }) => {
      const input: RecipeInput = { project, rung, options: {}, arch: 'x86_64' };
      return { name: `${rung} ${name}`, input, files: write(input) };
    }),
  );

describe.each(Object.entries(samples))('for %s', (system, project) => {
  it('every rung has a recipe', () => {
    for (const rung of rungIds) expect(patternsFor(rung, project).map(({ name }) => name)).not.toEqual([]);
    expect(patternsFor('pkgs-musl', project).some(({ name }) => name === 'nix-crane')).toBe(system === 'cargo');
  });

  it('the same input gives the same bytes', () => {
    expect(all(project)).toEqual(all(project));
  });

  it('files are clean: relative paths, one final newline, no trailing blanks, no path of a machine', () => {
    for (const { files } of all(project)) {
      expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
      for (const { path, content } of files) {
        expect(path).toMatch(/^(?!\/)(?!.*\.\.)[\w./-]+$/);
        expect(content).toMatch(/[^\n]\n$/);
        expect(content).not.toMatch(/[ \t]+$/m);
        expect(content).not.toMatch(
          /\/home\/|\/root\/(?!\.cargo|\.cache|go\/)|\/tmp\/|(?<!-fno-sanitize=)undefined|\[object/,
        );
      }
    }
  });
});

describe('what a recipe says', () => {
  const write = (
    project: ChosenProject,
    rung: RecipeInput['rung'],
    pattern: string,
    options: RecipeInput['options'] = {},
  ) =>
    patternsFor(rung, project)
      .find(({ name }) => name === pattern)
      ?.write({ project, rung, options, arch: 'x86_64' })
      .map(({ content }) => content)
      .join('\n');

  it('Alpine gets the dev and the static packages of each library', () => {
    expect(write(samples.make, 'alpine', 'dockerfile')).toContain(
      'apk add --no-cache build-base libsodium-dev libsodium-static linux-headers zlib-dev zlib-static\n',
    );
  });

  const written = (tree: Record<string, string>) => chooseBuild(detectProject(filesOf(tree, 'demo')));

  it('what a project can do without, and has no archive, is not asked for', () => {
    const project = written({ 'configure.ac': 'AC_CHECK_LIB(pam, pam_start)\nAC_CHECK_LIB(z, deflate)\n' });
    expect(write(project, 'alpine', 'dockerfile')).toMatch(/apk add --no-cache .*zlib-static/);
    expect(write(project, 'alpine', 'dockerfile')).not.toMatch(/apk add .*pam/);
    expect(write(project, 'pkgs-musl', 'nix-build')).toContain('buildInputs = [ zlib ];');
  });

  it('grammars bring their generators', () => {
    const project = written({ Makefile: 'all:\n', 'a.y': '', 'a.l': '' });
    expect(write(project, 'alpine', 'dockerfile')).toContain('apk add --no-cache bison build-base flex linux-headers');
    expect(write(project, 'pkgs-musl', 'nix-build')).toContain('nativeBuildInputs = [ bison flex ];');
    expect(write(project, 'musl-gcc', 'ci')).toMatch(/apt-get install .*bison flex/);
  });

  it('an archiver with its flags in AR keeps them', () => {
    const project = written({ Makefile: 'AR = ar rcu\nliba.a: a.o\n\t$(AR) $@ $<\n' });
    expect(write(project, 'zig', 'makefile')).toContain("'AR=zig ar rcu'");
    const nix = write(project, 'pkgs-musl', 'nix-build');
    expect(nix).toMatch(/makeFlagsArray\+=\("AR=\$\{stdenv.cc.targetPrefix\}ar rcu"\)/);
    expect(nix).not.toMatch(/makeFlags = .*AR=/);
  });

  it('cache mounts are only for BuildKit', () => {
    expect(write(samples.cargo, 'alpine', 'dockerfile')).not.toContain('--mount');
    expect(write(samples.cargo, 'alpine', 'dockerfile-buildkit')).toContain('--mount=type=cache');
  });

  it('pkgsMusl gets archives by name, pkgsStatic has them all', () => {
    expect(write(samples.make, 'pkgs-musl', 'nix-build')).toContain('buildInputs = [ zlib libsodium ];');
    const options = { nixSet: 'pkgsMusl' } as const;
    expect(write(samples.make, 'pkgs-musl', 'nix-build', options)).toContain(
      '[ zlib zlib.static (libsodium.overrideAttrs (_: { dontDisableStatic = true; })) ]',
    );
  });

  it('protoc and pkg-config run on the build machine', () => {
    expect(write(samples.cargo, 'pkgs-musl', 'nix-build')).toContain('nativeBuildInputs = [ pkg-config protobuf ];');
    expect(write(samples.cargo, 'pkgs-musl', 'nix-crane')).toContain(
      'nativeBuildInputs = [ pkgs.pkg-config pkgs.protobuf ];',
    );
  });

  it('the matrix holds ARM and Windows', () => {
    expect(write(samples.make, 'pkgs-musl', 'nix-matrix')).toMatch(/aarch64-multiplatform-musl[\s\S]*mingwW64/);
  });

  it('a job of CI is a workflow of GitHub Actions', () => {
    const [workflow] =
      patternsFor('musl-gcc', samples.make)
        .find(({ name }) => name === 'ci')
        ?.write({ project: samples.make, rung: 'musl-gcc', options: {}, arch: 'x86_64' }) ?? [];
    expect(Object.keys((load(workflow?.content ?? '') as { jobs: object }).jobs)).toEqual(['static']);
  });
});

it.each(hostileSources)('a file named %j gives a program with a safe name', (source) => {
  const project = hostile(source);
  expect([project.name, ...project.targets.map(({ name }) => name)].join(' ')).toMatch(/^[\w.+ -]+$/);
});
