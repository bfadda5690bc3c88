import { describe, expect, it } from 'vitest';
import { judgeMachine } from '../../src/engine/judge-machine.js';
import type { Facts } from '../../src/facts/facts.js';
import { recipes } from '../../src/libs/recipes.js';
import { detectProject } from '../../src/project/detect.js';
import { meantBy, projectNeeds } from '../../src/project/needs.js';
import { packageById } from '../../src/project/packages.js';
import { fitOf, suppliesOf } from '../../src/project/supplies.js';
import { type RungId, rungIds } from '../../src/rungs/registry.js';
import { type DeepPartial, someFacts } from '../support/facts.js';
import { filesOf } from './files-of.js';

const makefile = 'LDLIBS = -lsodium -lcrypto\nall: app\n';
const project = detectProject(filesOf({ Makefile: makefile, 'app.c': 'int main(void){return 0;}\n' }));
const meant = (tree: Readonly<Record<string, string>>) => {
  const found = meantBy(detectProject(filesOf(tree)));
  if (!found) throw new Error('no project');
  return found;
};
const nano = meant({ Makefile: makefile });

const glibc = '/usr/lib/x86_64-linux-gnu';
const musl = '/usr/lib/x86_64-linux-musl';
const debian: DeepPartial<Facts> = {
  os: { id: 'debian', arch: 'x86_64' },
  toolchain: {
    archives: [`${glibc}/libsodium.a`, `${glibc}/libssl.a`, `${glibc}/libcrypto.a`],
    headers: ['/usr/include/sodium.h', '/usr/include/openssl'],
  },
};
const bare: DeepPartial<Facts> = { os: { id: 'debian', arch: 'x86_64' }, toolchain: { archives: [], headers: [] } };

const statesOf = (rung: RungId, facts: DeepPartial<Facts>, of = nano) =>
  suppliesOf(of, rung, someFacts(facts)).map(({ supply }) => supply);

it('finds the recipe of a library that it calls otherwise, and the library that was built by it', () => {
  const tor = meant({ Makefile: 'LDLIBS = -levent\nall: app\n' });
  expect(statesOf('musl-gcc', bare, tor)).toEqual(['buildable']);
  expect(suppliesOf(tor, 'musl-gcc', someFacts(bare), () => ['libevent'])).toMatchObject([
    { supply: 'here', met: true },
  ]);
});

it('has a package for every recipe but that of the kernel', () => {
  const unknown = recipes.filter(({ id, aliases = [] }) => ![id, ...aliases].some((name) => packageById(name)));
  expect(unknown.map(({ id }) => id)).toEqual(['linux-headers']);
});

describe('needs', () => {
  it('are the libraries and tools of a project, with the line that asks for them', () => {
    expect(projectNeeds(project)).toEqual({
      name: 'demo',
      languages: ['c'],
      buildSystem: 'make',
      needs: [
        { kind: 'library', id: 'sodium', required: true, evidence: { file: 'Makefile', line: 1 } },
        { kind: 'library', id: 'openssl', required: true, evidence: { file: 'Makefile', line: 1 } },
        { kind: 'tool', id: 'make', required: true, evidence: { file: 'Makefile', line: null } },
      ],
    });
  });

  it('name autoreconf where there is no configure', () => {
    const { needs = [] } = projectNeeds(detectProject(filesOf({ 'configure.ac': 'AC_INIT([a],[1])\n' }))) ?? {};
    expect(needs.map(({ id }) => id)).toContain('autoreconf');
  });

  it('are null where there is no project', () => {
    expect(projectNeeds(detectProject(filesOf({ 'README.md': 'hello' })))).toBeNull();
  });
});

describe('supplies', () => {
  it('are here where the archive and the header of the C library are', () => {
    expect(statesOf('glibc-static', debian)).toEqual(['here', 'here']);
    expect(statesOf('musl-gcc', debian)).toEqual(['buildable', 'buildable']);
    expect(statesOf('zig', debian)).toEqual(['buildable', 'buildable']);
    expect(statesOf('zig', debian, meant({ Makefile: 'LDLIBS = -lmagic\n' }))).toEqual(['none']);
    expect(statesOf('alpine', debian)).toEqual(['installable', 'installable']);
  });

  it('are those of musl for musl-gcc', () => {
    const both = { archives: [`${musl}/libsodium.a`], headers: ['/usr/include/x86_64-linux-musl/sodium.h'] };
    const facts = { ...debian, toolchain: both };
    expect(statesOf('musl-gcc', facts, meant({ Makefile: 'LDLIBS = -lsodium\n' }))).toEqual(['here']);
    expect(statesOf('glibc-static', facts, meant({ Makefile: 'LDLIBS = -lsodium\n' }))).toEqual(['installable']);
  });

  it('are not here without the header', () => {
    const facts = { ...debian, toolchain: { ...debian.toolchain, headers: ['/usr/include/openssl'] } };
    expect(statesOf('glibc-static', facts)).toEqual(['installable', 'here']);
  });

  it('are here once they were built from source', () => {
    const built = suppliesOf(nano, 'zig', someFacts(debian), (rung) => (rung === 'zig' ? ['sodium', 'openssl'] : []));
    expect(fitOf(built).fits).toBe(true);
  });

  it('of another architecture count for nothing', () => {
    const foreign = { archives: ['/usr/lib/aarch64-linux-gnu/libsodium.a'], headers: ['/usr/include/sodium.h'] };
    expect(
      statesOf('glibc-static', { ...bare, toolchain: foreign }, meant({ Makefile: 'LDLIBS = -lsodium\n' })),
    ).toEqual(['installable']);
  });

  it('are unknown where the folders were not read', () => {
    const unread = { ...bare, toolchain: { archives: null, headers: null } };
    expect(statesOf('glibc-static', unread)).toEqual(['unknown', 'unknown']);
    expect(fitOf(suppliesOf(nano, 'glibc-static', someFacts(unread))).fits).toBeNull();
  });

  it('of an unknown library are unknown: the project may build it', () => {
    expect(statesOf('zig', bare, meant({ Makefile: 'LDLIBS = -lhomemade\n' }))).toEqual(['unknown']);
  });

  it('are no blocker where the library is optional', () => {
    const optional = meant({ Makefile: 'ifdef TLS\nLDLIBS = -lcrypto\nendif\n' });
    expect(fitOf(suppliesOf(optional, 'zig', someFacts(bare))).fits).toBe(true);
  });
});

describe('verdicts in the folder of a project', () => {
  const judged = (facts: DeepPartial<Facts>, of = nano) =>
    judgeMachine(
      someFacts({ engines: { docker: { daemon: { state: 'absent' } } }, nix: { installed: false }, ...facts }),
      {},
      undefined,
      undefined,
      {},
      of,
    );

  it('recommend the rung that has the libraries', () => {
    const { recommendation, rungs } = judged(debian);
    expect(recommendation.rung).toBe('glibc-static');
    expect(rungs.find(({ id }) => id === 'zig')).toMatchObject({
      verdict: 'fixable',
      because: ['project-library-missing'],
      project: { fits: false },
    });
  });

  it('call no rung ready that lacks one, and name the package that brings it', () => {
    const { rungs, findings } = judged(bare);
    for (const id of rungIds) {
      const verdict = rungs.find((each) => each.id === id);
      if (verdict?.project?.fits === false) expect(verdict.verdict).not.toBe('ready');
    }
    const lack = findings.find(({ id, rungs: of }) => id === 'project-library-missing' && of.includes('glibc-static'));
    expect(lack?.evidence).toContain('Makefile:1: LDLIBS = -lsodium -lcrypto');
    expect(lack?.fixes[0]?.commands.join('\n')).toContain('libsodium-dev libssl-dev');
    expect(rungs.find(({ id }) => id === 'glibc-static')?.verdict).toBe('fixable');
  });

  it('are open where the libraries could not be read', () => {
    const { rungs } = judged({ ...bare, toolchain: { archives: null, headers: null } });
    expect(rungs.find(({ id }) => id === 'glibc-static')).toMatchObject({
      verdict: 'unknown',
      because: ['toolchain-unknown'],
    });
  });

  it('are those of the machine without a project', () => {
    const { rungs } = judgeMachine(someFacts(debian), {});
    expect(rungs.every(({ project: fit }) => fit === undefined)).toBe(true);
  });
});

describe('C++', () => {
  const cxx = meant({ Makefile: 'all: app\n', 'app.cpp': 'int main() {}\n' });
  const mixed = meant({ Makefile: 'all: app\n', 'app.cpp': 'int main() {}\n', 'part.c': 'int part;\n' });
  const tools: DeepPartial<Facts> = {
    os: { id: 'debian', arch: 'x86_64', libc: 'glibc' },
    engines: { docker: { daemon: { state: 'absent' } } },
    nix: { installed: false },
    toolchain: {
      muslGcc: { path: '/usr/bin/musl-gcc' },
      zig: { path: '/opt/zig', version: '0.17.1' },
      muslCross: [
        { path: '/opt/cross/bin/x86_64-linux-musl-gcc', triple: 'x86_64-linux-musl', arch: 'x86_64', tools: ['g++'] },
      ],
      cc: { path: '/usr/bin/gcc', version: '12' },
      archives: [],
      headers: [],
    },
  };
  const judged = (of: typeof cxx) => judgeMachine(someFacts(tools), {}, undefined, undefined, {}, of);
  const about = (of: typeof cxx) => judged(of).findings.filter(({ id }) => id === 'project-cxx');

  it('is a language of its own where nothing is C', () => {
    expect([cxx.languages, mixed.languages]).toEqual([['cxx'], ['c', 'cxx']]);
  });

  it('is not built by a rung that has no C++ compiler', () => {
    const verdict = judged(cxx).rungs.find(({ id }) => id === 'musl-gcc');
    expect(verdict).toMatchObject({ verdict: 'impossible', because: ['project-cxx'] });
    expect(judged(mixed).rungs.find(({ id }) => id === 'musl-gcc')?.verdict).toBe('ready');
  });

  it('is said to be another library where it is', () => {
    const said = (of: typeof cxx) => about(of).map(({ severity, rungs }) => `${rungs} ${severity}`);
    expect(said(cxx)).toEqual(['zig warning', 'musl-gcc blocker']);
    expect(said(mixed)).toEqual(['zig warning', 'musl-gcc warning']);
    expect(about(nano)).toEqual([]);
  });

  it("is rather built by a rung with g++'s library, of the same C library", () => {
    expect(judged(cxx).recommendation.rung).toBe('musl-cross');
    expect(judged(nano).recommendation.rung).not.toBe('musl-cross');
  });
});
