import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { walk } from '../flow/scenarios/support.js';
import { describeLab, program, staticLibc } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');

/** A Debian with every tool, as the lab. */
const machine = 'lab-firecracker-host';

const main = '#include <stdio.h>\nint main(int argc, char **argv) { printf("%s\\n", argv[argc - 1]); return 0; }\n';
const makefile = [
  'demo: main.o',
  '\t$(CC) $(LDFLAGS) -o $@ main.o',
  'main.o: main.c',
  '\t$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ main.c',
  'clean:',
  '\trm -f demo main.o',
  '',
].join('\n');
const make = { 'main.c': main, Makefile: makefile };

/** A program that packs: too small a one does not. */
const large = {
  Makefile: makefile,
  'main.c': `${main}const char filler[1 << 20] = "x";\nconst char *volatile used = filler;\n`,
};
const go = {
  'go.mod': 'module example.org/demo\n\ngo 1.19\n',
  'main.go': 'package main\n\nimport _ "example.org/demo/part"\n\nfunc main() { println("built") }\n',
  'part/part.go': 'package part\n',
};
const cxx = {
  'main.cc': '#include <iostream>\nint main() { std::cout << "built\\n"; }\n',
  Makefile: 'demo: main.cc\n\t$(CXX) $(LDFLAGS) -o $@ main.cc\n',
};

interface Leaf {
  readonly tree: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  /** What has been done before somebody comes to this end. */
  readonly before?: string;
  /** What has to hold after it, as a command. */
  readonly after: string;
}

const fails = (error: string, more: Record<string, string> = {}) => ({
  tree: 'musl-link-errors',
  answers: { 'link-error': error, ...more },
});
const dynamic = (linkage: string, more: Record<string, string>) => ({
  tree: 'still-dynamic',
  answers: { linkage, ...more },
});
const isStatic = 'musl-wizard inspect demo --require static';
const isMusl = 'musl-wizard inspect demo --require static,musl';

const leaves: Readonly<Record<string, Leaf>> = {
  make: {
    ...dynamic('glibc', { language: 'c', 'build-system': 'make' }),
    files: make,
    before: 'make',
    after: isStatic,
  },
  cmake: {
    ...dynamic('glibc', { language: 'c', 'build-system': 'cmake' }),
    files: { 'main.c': main, 'CMakeLists.txt': 'project(demo C)\nadd_executable(demo main.c)\n' },
    after: 'musl-wizard inspect build/demo --require static',
  },
  meson: {
    ...dynamic('glibc', { language: 'c', 'build-system': 'meson' }),
    files: { 'main.c': main, 'meson.build': "project('demo', 'c')\nexecutable('demo', 'main.c')\n" },
    before: 'meson setup build',
    after: 'musl-wizard inspect build/demo --require static',
  },
  'go without cgo': {
    ...dynamic('glibc', { language: 'go' }),
    files: go,
    after: 'musl-wizard inspect bin/demo --require static',
  },
  'a link of musl-gcc': {
    ...dynamic('interpreter', { 'musl-from': 'musl-gcc' }),
    files: make,
    after: isMusl,
  },
  'a shared libstdc++': { ...dynamic('needed', {}), files: { ...make }, after: isStatic },
  'fortified objects': { ...fails('chk'), files: make, before: 'make CFLAGS="-O2 -D_FORTIFY_SOURCE=2"', after: isMusl },
  'headers of the kernel': {
    ...fails('headers', { 'host-include': 'no' }),
    files: { ...make, 'main.c': `#include <linux/limits.h>\n#include <asm/types.h>\n${main}` },
    after: 'test -x demo',
  },
  'names of large files': {
    ...fails('lfs64'),
    files: { ...make, 'main.c': `#include <fcntl.h>\n${main}int large(void) { return open64("/", 0); }\n` },
    after: 'test -x demo',
  },
  'C++ with musl': { ...fails('std'), files: cxx, after: isMusl },
  'cgo with one musl compiler': {
    ...fails('glibc-version', { language: 'go' }),
    files: {
      ...go,
      'main.go': 'package main\n\nvar one = 1\n\nfunc main() { println(one) }\n',
      'c.go': 'package main\n\n// int two(void) { return 2; }\nimport "C"\n\nfunc init() { one = int(C.two()) }\n',
    },
    after: 'musl-wizard inspect bin/demo --require static',
  },
  'no PIE': { ...fails('pie'), files: make, before: 'make CFLAGS=-fno-pic', after: isStatic },
  'packing what is static': {
    tree: 'upx',
    answers: { 'upx-trouble': 'whether', 'upx-purpose': 'download' },
    files: large,
    before: 'make LDFLAGS=-static',
    after: './demo.packed good | grep -qx good',
  },
  'not packing': {
    tree: 'upx',
    answers: { 'upx-trouble': 'whether', 'upx-purpose': 'plain' },
    files: large,
    before: 'make LDFLAGS=-static',
    after: './demo good | grep -qx good',
  },
  'packed already': {
    tree: 'upx',
    answers: { 'upx-trouble': 'already' },
    files: large,
    before: 'make LDFLAGS=-static && upx -q demo',
    after: './demo good | grep -qx good',
  },
  'altered after packing': {
    tree: 'upx',
    answers: { 'upx-trouble': 'altered' },
    files: large,
    before: 'make LDFLAGS=-static && upx -q demo',
    after: 'upx -qt demo && ./demo good | grep -qx good',
  },
  ...Object.fromEntries(
    ['aarch64', 's390x'].map((arch) => [
      `zig for ${arch}`,
      {
        tree: 'emulated-build',
        answers: { 'target-arch': arch, 'why-emulate': 'program' },
        files: { 'main.c': main },
        after: `musl-wizard inspect main --require static,musl,${arch}`,
      },
    ]),
  ),
};

/** What is not tried: it needs a network or a Rust target, or would choose a setup for the project. */
const untried = /rustup|cargo |musl-wizard (?:build|choose)/;

const tools = ['make', 'cmake', 'meson', 'go', 'musl-gcc', 'upx', 'strip'].map(program);
const zig = { name: 'zig', met: () => spawnSync('python3', ['-m', 'ziglang', 'version']).status === 0 };

describeLab('the commands of an end do what it says', [...tools, zig, staticLibc], () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-leaves-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const bin = join(folder, 'bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, NO_COLOR: '1' };
  beforeAll(() => {
    mkdirSync(bin);
    const tool = join(bin, 'musl-wizard');
    writeFileSync(tool, `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`);
    chmodSync(tool, 0o755);
  });

  it.each(Object.entries(leaves))('%s', async (name, { tree, answers, files, before, after }) => {
    const cwd = join(folder, name.replaceAll(/\W+/g, '-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    const { end } = await walk({ tree, machine, answers });
    const commands = (end?.commands ?? [])
      .filter((command) => !untried.test(command))
      .map((command) => command.replace(/\bFILE\b/g, 'demo'));
    expect(commands).not.toEqual([]);
    // In one shell, as somebody types them: what one exports is there for the next.
    const script = [before, ...commands, after].filter((line) => line !== undefined);
    execFileSync('sh', ['-ec', script.join('\n')], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 580_000 });
  });
});
