import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/facts/facts.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { diagnoseProject } from '../../src/project/diagnose-project.js';
import type { RungId } from '../../src/rungs/registry.js';
import { type DeepPartial, someFacts } from '../support/facts.js';
import { filesOf } from './files-of.js';

const project = (tree: Record<string, string>) => chooseBuild(detectProject(filesOf(tree)));
const linking = (words: string) =>
  project({ Makefile: `LDLIBS = ${words}\nall: app\n`, 'app.c': 'int main(void){return 0;}\n' });
const bare: DeepPartial<Facts> = { os: { id: 'debian', arch: 'x86_64' }, toolchain: { archives: [], headers: [] } };
const found = (of: ReturnType<typeof project>, rungs: readonly RungId[], facts = bare, built: readonly string[] = []) =>
  diagnoseProject(of, someFacts(facts), {}, rungs, () => built);

describe('a library that a project requires', () => {
  const nano = linking('-lz -lsodium');

  it('is missed once a rung, with the line that asks for it and what brings it', () => {
    const [gcc, ...others] = found(nano, ['musl-gcc']);
    expect(others).toEqual([]);
    expect(gcc).toMatchObject({
      id: 'project-library-missing',
      rungs: ['musl-gcc'],
      title: 'musl-gcc has no static zlib, sodium, which this project links',
      fixes: [
        {
          commands: ['musl-wizard libs add zlib sodium --rung musl-gcc --yes'],
          undo: 'musl-wizard libs remove zlib sodium',
          needsRoot: false,
          runnable: true,
        },
      ],
    });
    expect(gcc?.evidence[0]).toMatch(/^Makefile:1: .*-lz/);
    expect(gcc?.evidence.some((line) => line.startsWith('sodium: '))).toBe(true);
  });

  it('is installed where packages of this system bring all that is missing', () => {
    const [glibc] = found(nano, ['glibc-static']);
    expect(glibc?.fixes).toMatchObject([
      {
        commands: expect.arrayContaining([expect.stringMatching(/^apt-get install .*libsodium-dev/)]),
        needsRoot: true,
      },
    ]);
    expect(glibc?.fixes[0]?.undo).toMatch(/^dpkg --remove .*libsodium-dev$/);
  });

  it('has no fix where nothing brings one of several, or the system is not known', () => {
    expect(found(nano, ['glibc-static'], { ...bare, os: { id: 'plan9', arch: 'x86_64' } })[0]?.fixes).toEqual([]);
    const [other] = found(linking('-lz -lmpfr'), ['musl-gcc']);
    expect(other?.fixes).toEqual([]);
  });

  it('is not missed where it was built from source, or a package of the image brings it', () => {
    expect(found(nano, ['musl-gcc'], bare, ['zlib', 'sodium'])).toEqual([]);
    expect(found(nano, ['alpine'])).toEqual([]);
    expect(found(nano, ['musl-gcc'], bare, ['zlib'])[0]?.title).toBe(
      'musl-gcc has no static sodium, which this project links',
    );
  });

  it('is not missed where it is optional', () => {
    const optional = project({
      'CMakeLists.txt': 'project(demo C)\nfind_package(ZLIB)\nadd_executable(demo main.c)\n',
    });
    expect(found(optional, ['musl-gcc'])).toEqual([]);
  });
});

describe('libraries of a machine that were not read', () => {
  const unread: DeepPartial<Facts> = { ...bare, toolchain: { archives: null, headers: null } };

  it('leave every rung open that builds here, and no other', () => {
    expect(found(linking('-lz'), ['musl-gcc', 'alpine', 'pkgs-musl'], unread)).toMatchObject([
      { id: 'toolchain-unknown', rungs: ['musl-gcc'], evidence: [expect.stringMatching(/^Makefile:1: /)] },
    ]);
  });

  it('leave nothing open for a project that requires none', () => {
    expect(found(project({ Makefile: 'all: app\n', 'app.c': '' }), ['musl-gcc'], unread)).toEqual([]);
  });
});

describe('C++', () => {
  const cxx = (tree: Record<string, string>) =>
    project({ 'CMakeLists.txt': 'project(demo CXX)\nadd_executable(demo a.cpp)\n', 'a.cpp': '', ...tree });
  const said = (of: ReturnType<typeof project>, rung: RungId) =>
    found(of, [rung]).map(({ id, severity, title }) => [id, severity, title]);

  it('alone blocks a rung without a compiler for it, beside C it may do', () => {
    expect(said(cxx({}), 'musl-gcc')).toEqual([
      ['project-cxx', 'blocker', 'musl-gcc has no C++ compiler, and this project is written in C++'],
    ]);
    expect(said({ ...cxx({}), languages: ['c', 'cxx'] }, 'musl-gcc')).toEqual([
      ['project-cxx', 'warning', 'musl-gcc has no C++ compiler, and this project has C++ sources'],
    ]);
  });

  it('of another library than that of g++ is said, of the same is not, and of a project in C neither', () => {
    expect(said(cxx({}), 'zig')).toEqual([
      ['project-cxx', expect.any(String), expect.stringMatching(/another C\+\+ library than g\+\+$/)],
    ]);
    expect(said(cxx({}), 'alpine')).toEqual([]);
    expect(said(linking(''), 'musl-gcc')).toEqual([]);
    expect(said(linking(''), 'zig')).toEqual([]);
  });
});
