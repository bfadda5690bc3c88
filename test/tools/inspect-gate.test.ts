import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeLab, program, root, staticLibc } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';

/** Files that must not pass a gate, each with what the gate requires of it. */
const bad: readonly (readonly [name: string, ...args: string[]])[] = [
  ['missing', '--require', 'static'],
  ['missing', '--portable'],
  ['empty', '--require', 'static'],
  ['folder', '--require', 'static'],
  ['script', '--require', 'no-interpreter'],
  ['script', '--portable'],
  ['text', '--require', 'no-upx'],
  ['cut', '--require', 'static'],
  ['header-only', '--require', 'static,x86_64'],
  ['dynamic', '--require', 'static'],
  ['dynamic', '--portable'],
  ['dynamic-no-pie', '--require', 'no-interpreter'],
  ['dynamic-musl', '--require', 'static,musl'],
  ['dynamic-musl', '--portable'],
  ['library.so', '--require', 'static'],
  ['library.so', '--portable'],
  ['object.o', '--require', 'static'],
  ['archive.a', '--require', 'static'],
  ['pie', '--require', 'no-interpreter'],
  ['loader-added', '--require', 'static'],
  ['rpath', '--require', 'no-runtime-needs'],
  ['store-path', '--require', 'static,no-runtime-needs'],
  ['packed-dynamic', '--require', 'static'],
  ['packed-dynamic', '--require', 'static', '--portable'],
  ['packed-static', '--require', 'glibc'],
  ['packed-static', '--require', 'no-runtime-needs'],
  ['static', '--require', 'musl'],
  ['static', '--require', 'aarch64'],
  ['static', '--require', 'stripped'],
  ['static', '--require', 'max-size=10kB'],
  ['static-nss', '--require', 'static,no-runtime-needs'],
  ['static-iconv', '--require', 'static,no-runtime-needs'],
  ['static-dlopen', '--require', 'static,no-runtime-needs'],
  ['debug', '--require', 'no-debug'],
  ['foreign', '--portable'],
];

/** Files that must pass. */
const good: readonly (readonly [name: string, ...args: string[]])[] = [
  ['static', '--require', 'static,glibc,x86_64,no-interpreter,no-upx,not-stripped,no-debug'],
  ['static', '--portable'],
  ['static-pie', '--require', 'static,static-pie,glibc'],
  ['static-musl', '--require', 'static,musl,no-glibc,no-runtime-needs', '--portable'],
  ['dynamic', '--require', 'dynamic,glibc'],
  ['library.so', '--require', 'shared-library'],
  ['packed-static', '--require', 'upx,x86_64'],
  ['packed-static', '--require', 'static,no-interpreter', '--portable'],
  ['packed-static', '--require', 'static,musl', '--allow-untested'],
  ['foreign', '--portable', '--allow-untested'],
  ['debug', '--require', 'static,debug', '--portable'],
  ['static-pie', '--require', 'x86_64', '--portable'],
];

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly env?: Readonly<Record<string, string>>; readonly run?: string }[];
  };
}

const repository = join(import.meta.dirname, '../..');
const folder = trustedFolder('mw-gate-');
const at = (name: string): string => join(folder, name);
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, stdio: 'pipe' });
const source = (name: string, text: string) => writeFileSync(at(name), text);

const needs = [
  root,
  program('gcc'),
  program('musl-gcc'),
  program('upx'),
  program('objcopy'),
  program('ar'),
  staticLibc,
];

describeLab('a gate', needs, () => {
  beforeAll(() => {
    source('hi.c', '#include <stdio.h>\nint main(void) { puts("hi"); return 0; }\n');
    source('nss.c', '#include <pwd.h>\nint main(int c, char **v) { return getpwnam(v[0]) != 0; }\n');
    source('iconv.c', '#include <iconv.h>\nint main(int c, char **v) { return iconv_open(v[0], "UTF-8") != 0; }\n');
    source('dlopen.c', '#include <dlfcn.h>\nint main(int c, char **v) { return dlopen(v[0], 1) != 0; }\n');
    source(
      'store.c',
      '#include <stdio.h>\nint main(void) { return fopen("/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-tzdata-2024/share/zoneinfo/UTC", "r") == 0; }\n',
    );
    const gcc = (name: string, from: string, ...flags: string[]) => run('gcc', '-O2', from, '-o', name, ...flags);
    gcc('dynamic', 'hi.c');
    gcc('dynamic-no-pie', 'hi.c', '-no-pie');
    gcc('pie', 'hi.c', '-pie', '-fPIE');
    gcc('rpath', 'hi.c', '-Wl,-rpath,/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-zlib/lib');
    gcc('library.so', 'hi.c', '-shared', '-fPIC');
    gcc('object.o', 'hi.c', '-c');
    run('ar', 'rc', 'archive.a', 'object.o');
    gcc('static', 'hi.c', '-static');
    gcc('static-pie', 'hi.c', '-static-pie');
    gcc('debug', 'hi.c', '-static', '-g');
    gcc('static-nss', 'nss.c', '-static', '-w');
    gcc('static-iconv', 'iconv.c', '-static', '-w');
    gcc('static-dlopen', 'dlopen.c', '-static', '-w');
    run('musl-gcc', 'hi.c', '-o', 'dynamic-musl');
    run('musl-gcc', '-static', 'hi.c', '-o', 'static-musl');
    run('musl-gcc', '-static', 'store.c', '-o', 'store-path');
    for (const kind of ['dynamic', 'static']) {
      copyFileSync(at(kind), at(`packed-${kind}`));
      run('upx', '-q', `packed-${kind}`);
    }
    mkdirSync(at('folder'));
    source('empty', '');
    source('script', '#!/bin/sh\necho static\n');
    source('text', 'ELF, statically linked\n');
    for (const name of ['script', 'text']) run('chmod', '755', name);
    copyFileSync(at('static'), at('cut'));
    truncateSync(at('cut'), 300);
    writeFileSync(at('header-only'), readFileSync(at('static')).subarray(0, 64));
    withLoader();
    asForeign();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A static program with the segment of a loader put in place of its stack's: what the kernel obeys is the segment. */
  const withLoader = (): void => {
    const bytes = readFileSync(at('static'));
    const [table, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
    const stack = Array.from({ length: count }, (_, index) => table + index * size).find(
      (entry) => bytes.readUInt32LE(entry) === 0x6474e551,
    ) as number;
    const text = Buffer.from('/lib64/ld-linux-x86-64.so.2\0');
    bytes.writeUInt32LE(3, stack);
    bytes.writeBigUInt64LE(BigInt(bytes.length), stack + 8);
    bytes.writeBigUInt64LE(BigInt(text.length), stack + 32);
    writeFileSync(at('loader-added'), Buffer.concat([bytes, text]), { mode: 0o755 });
  };

  /** The same program for a machine that no kernel here runs, and for which there is no emulator (DEC Alpha). */
  const asForeign = (): void => {
    const bytes = readFileSync(at('static'));
    bytes.writeUInt16LE(0x9026, 18);
    writeFileSync(at('foreign'), bytes, { mode: 0o755 });
  };

  const cli = join(repository, 'dist/musl-wizard.cjs');
  const inspect = ([name, ...args]: readonly string[]) =>
    spawnSync(process.execPath, [cli, 'inspect', name ?? '', ...args], { cwd: folder, encoding: 'utf8' });

  it.each(bad)('lets %s not pass %s %s %s', (...words) => {
    const { status, stdout, stderr } = inspect(words);
    expect([status, stdout + stderr]).toEqual([1, expect.anything()]);
  });

  it.each(good)('lets %s pass %s %s %s', (...words) => {
    const { status, stdout, stderr } = inspect(words);
    expect([status, stderr], stdout).toEqual([0, '']);
  });

  it.each(bad)('reports %s as an error in other formats: %s %s %s', (...words) => {
    const path = words[0];
    expect(inspect([...words, '--format', 'github']).stdout).toMatch(new RegExp(`^::error file=${path},`, 'm'));
    const { runs } = JSON.parse(inspect([...words, '--format', 'sarif']).stdout);
    expect(runs[0].results).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it.each(['--help', '--version', '--allow-untested'])(
    'as a pre-commit hook fails on a file that is called %s',
    (name) => {
      const [hook] = load(readFileSync(join(repository, '.pre-commit-hooks.yaml'), 'utf8')) as [
        { readonly entry: string; readonly args: readonly string[] },
      ];
      copyFileSync(at('dynamic'), at(name));
      const [, ...words] = hook.entry.split(' ');
      const { status } = spawnSync(process.execPath, [cli, ...words, ...hook.args, name], { cwd: folder });
      expect(status).toBe(1);
      rmSync(at(name));
    },
  );

  describe('as a GitHub Action', () => {
    const action = load(readFileSync(join(repository, 'action.yml'), 'utf8')) as Action;
    const input = (name: string): string => (action.inputs[name]?.default ?? '') as string;
    let packed: string;
    beforeAll(() => {
      packed = join(folder, run('npm', 'pack', '--silent', '--ignore-scripts', repository).toString().trim());
    });

    /** Runs the steps as the runner does: inputs into the environment, then bash on the script. */
    const gate = ([name, ...args]: readonly string[]) => {
      const given: Readonly<Record<string, string>> = {
        files: name ?? '',
        require: args[args.indexOf('--require') + 1] ?? '',
        portable: String(args.includes('--portable')),
        'allow-untested': String(args.includes('--allow-untested')),
        package: packed,
        ...(!args.includes('--require') && { require: '' }),
      };
      const summary = at('summary.md');
      writeFileSync(summary, '');
      const [step] = action.runs.steps;
      const env = Object.entries(step?.env ?? {}).map(([key, value]) => [
        key,
        value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, word: string) => given[word] ?? input(word)),
      ]);
      const { status, stdout } = spawnSync(
        'bash',
        ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''],
        {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, ...Object.fromEntries(env), GITHUB_STEP_SUMMARY: summary },
        },
      );
      return { status, stdout, summary: readFileSync(summary, 'utf8') };
    };

    it('has one step, which takes nothing from the network but the package', () => {
      expect(action.runs.steps).toHaveLength(1);
      expect(action.runs.steps[0]).not.toHaveProperty('uses');
      expect(action.runs.steps[0]?.run).not.toMatch(/\$\{\{|curl|wget/);
      expect(input('package')).toBe(
        `musl-wizard@${JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version}`,
      );
    });

    it.each(bad.filter((_, index) => index % 3 === 0))('fails on %s %s %s %s', (...words) => {
      const { status, stdout, summary } = gate(words);
      expect([status, summary], stdout).toEqual([1, expect.stringContaining('musl-wizard inspect: failed\n\n    ')]);
      expect(stdout).toContain(`::error file=${words[0]},`);
    });

    it.each(good)('passes on %s %s %s %s', (...words) => {
      const { status, stdout, summary } = gate(words);
      expect([status, stdout.replace(/^::warning .*\n/gm, '')], summary).toEqual([0, '']);
      expect(summary).toContain('musl-wizard inspect: passed');
    });

    it('shows no credential of a file, and fails on it', () => {
      const token = `glpat-${'Ab1'.repeat(8)}`;
      source('bearer', `#!/usr/bin/curl -HAuthorization:Bearer_${token}\n`);
      run('gcc', 'hi.c', '-o', 'searched', `-Wl,-rpath,/nix/store/${token}`);
      run('gcc', 'hi.c', '-o', 'loaded', `-Wl,--dynamic-linker=/builds/${token}/ld.so`);
      for (const name of ['bearer', 'searched', 'loaded']) {
        const { status, stdout, summary } = gate([name, '--require', 'static,no-runtime-needs']);
        expect(status).toBe(1);
        expect(stdout + summary).not.toContain(token);
        expect(stdout + summary).toContain('***');
        for (const format of ['json', 'sarif', 'cyclonedx'])
          expect(inspect([name, '--require', 'static', '--format', format]).stdout).not.toContain(token);
      }
    });

    it('fails on a file whose name is two lines that name files which pass', () => {
      mkdirSync(at('two'));
      for (const name of ['two/a', 'b']) copyFileSync(at('static'), at(name));
      copyFileSync(at('dynamic'), at('two/a\nb'));
      expect(gate(['two/*', '--require', 'static']).status).toBe(1);
      rmSync(at('two/a\nb'));
      // One pattern is one name or several, whatever blanks are in it.
      copyFileSync(at('static'), at('two/b c'));
      expect(gate(['two/b c\ntwo/b ?\ntwo/[a]', '--require', 'static']).status).toBe(0);
    });

    it.each([
      ['a pattern that matches nothing', ['dist/*', '--require', 'static']],
      ['no file at all', ['', '--require', 'static']],
      ['nothing that is required', ['static']],
      ['a requirement that is shell', ['static', '--require', '$(touch owned)']],
    ])('fails on %s', (_, words) => {
      expect(gate(words).status).not.toBe(0);
      expect(existsSync(at('owned'))).toBe(false);
    });
  });

  it('has the table of docs/inspect.md', () => {
    const doc = readFileSync(join(repository, 'docs/inspect.md'), 'utf8');
    const [, table = ''] = /### Files that must not pass\n([^#]*)/.exec(doc) ?? [];
    const rows = [...table.matchAll(/^\| (\S+) \| [^|]+ \| `([^`]+)` \|$/gm)].map(([, name, words]) => [name, words]);
    expect(rows).toEqual(bad.map(([name, ...args]) => [name, args.join(' ')]));
  });

  it('says of what it could not check that it was not checked', () => {
    const { stdout, stderr } = inspect(['packed-dynamic', '--require', 'static']);
    expect(stdout).toContain('no  static: not checked; packed by UPX: its contents are hidden');
    expect(stderr).toBe('What could not be checked counts as not met; --allow-untested accepts it.\n');
  });
});
