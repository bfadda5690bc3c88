import { execFileSync, spawnSync } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Libc, Linkage } from '../../src/artifact/artifact.js';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { machineNames, readelf } from './readelf.js';

const scratch = mkdtempSync(join(tmpdir(), 'mw-lab-inspect-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A file whose nature is known because it was just made so. */
interface Sample {
  readonly path: string;
  readonly linkage: Linkage;
  readonly libc: Libc | null;
  readonly packer?: 'upx';
}
const samples: Sample[] = [];
const missing: string[] = [];

const has = (tool: string, ...args: string[]): boolean => {
  try {
    execFileSync(tool, args, { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    missing.push(`${tool} ${args.join(' ')}`);
    return false;
  }
};

const run = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
  execFileSync(command, args, { cwd: scratch, stdio: 'pipe', timeout: 590_000, env: { ...process.env, ...env } });

/** Builds one sample, and the same one stripped. */
const build = (name: string, linkage: Linkage, libc: Libc | null, command: string, ...args: string[]) => {
  const path = join(scratch, name);
  run(command, [...args, '-o', path]);
  samples.push({ path, linkage, libc });
  return path;
};

const strip = ({ path, linkage, libc }: Sample) => {
  run('strip', ['-o', `${path}.stripped`, path]);
  samples.push({ path: `${path}.stripped`, linkage, libc });
};

const programs = {
  write: '#include <unistd.h>\nint main(void){return write(1,"hi\\n",3)!=3;}\n',
  print: '#include <stdio.h>\nint main(int c,char**v){printf("%d %s\\n",c,v[0]);return 0;}\n',
  lookup: '#include <netdb.h>\nint main(void){struct addrinfo*r;return getaddrinfo("x","80",0,&r);}\n',
};

beforeAll(() => {
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(scratch, `${name}.c`), text);
  const source = (name: string) => join(scratch, `${name}.c`);
  for (const name of Object.keys(programs)) {
    if (has('gcc', '--version')) {
      build(`${name}-glibc`, 'dynamic', 'glibc', 'gcc', source(name));
      build(`${name}-glibc-static`, 'static', 'glibc', 'gcc', '-static', source(name));
      build(`${name}-glibc-static-pie`, 'static-pie', 'glibc', 'gcc', '-static-pie', source(name));
      build(`${name}-nopie`, 'dynamic', 'glibc', 'gcc', '-no-pie', source(name));
    }
    if (has('musl-gcc', '--version')) {
      build(`${name}-musl`, 'dynamic', 'musl', 'musl-gcc', source(name));
      build(`${name}-musl-static`, 'static', 'musl', 'musl-gcc', '-static', source(name));
    }
  }
  if (has('gcc', '--version')) {
    build('lib-glibc.so', 'shared-library', 'glibc', 'gcc', '-shared', '-fPIC', source('lookup'));
    build('object.o', 'relocatable', null, 'gcc', '-c', source('print'));
  }
  for (const sample of [...samples]) if (sample.linkage !== 'relocatable') strip(sample);

  if (has('upx', '--version')) {
    for (const { path, linkage, libc } of samples.filter((s) => s.linkage.startsWith('static'))) {
      if (libc === null || !path.includes('print') || path.endsWith('.stripped')) continue;
      const packed = `${path}.upx`;
      run('upx', ['-q', '-o', packed, path]);
      samples.push({ path: packed, linkage, libc: 'unknown', packer: 'upx' });
      // As people do who do not want `upx -d` to work: no magic number is left.
      const bytes = readFileSync(packed);
      for (let at = bytes.indexOf('UPX!'); at >= 0; at = bytes.indexOf('UPX!')) bytes.fill(0, at, at + 4);
      writeFileSync(`${packed}.wiped`, bytes, { mode: 0o755 });
      samples.push({ path: `${packed}.wiped`, linkage, libc: 'unknown', packer: 'upx' });
    }
  }
  if (has('go', 'version')) {
    mkdirSync(join(scratch, 'go'));
    writeFileSync(
      join(scratch, 'go/main.go'),
      'package main\nimport "net"\nfunc main(){println(net.LookupHost("x"))}\n',
    );
    const go = (name: string, linkage: Linkage, libc: Libc, env: Record<string, string>, ...flags: string[]) => {
      const path = join(scratch, name);
      run('go', ['build', ...flags, '-o', path, 'go/main.go'], { GOFLAGS: '-mod=mod', GO111MODULE: 'off', ...env });
      samples.push({ path, linkage, libc });
    };
    go('go-pure', 'static', 'none', { CGO_ENABLED: '0' });
    go('go-pure-bare', 'static', 'none', { CGO_ENABLED: '0' }, '-ldflags=-s -w -buildid=');
    go('go-cgo', 'dynamic', 'glibc', { CGO_ENABLED: '1' });
    go('go-cgo-static', 'static', 'glibc', { CGO_ENABLED: '1' }, '-ldflags=-linkmode external -extldflags -static');
  }
  if (has('rustc', '--version')) {
    writeFileSync(join(scratch, 'main.rs'), 'fn main(){println!("hi {:?}", std::env::args())}\n');
    build('rust', 'dynamic', 'glibc', 'rustc', 'main.rs');
    build('rust-static', 'static-pie', 'glibc', 'rustc', '-Ctarget-feature=+crt-static', 'main.rs');
    build(
      'rust-nopie',
      'static',
      'glibc',
      'rustc',
      '-Ctarget-feature=+crt-static',
      '-Crelocation-model=static',
      'main.rs',
    );
  }
  if (has('python3', '-m', 'ziglang', 'version')) {
    for (const target of ['x86_64-linux-musl', 'aarch64-linux-musl']) {
      build(
        `zig-${target}`,
        'static',
        'musl',
        'python3',
        '-m',
        'ziglang',
        'cc',
        '-target',
        target,
        '-s',
        source('write'),
      );
    }
  }
});

test('every tool is there', () => {
  const absent = [...new Set(missing)];
  if (absent.length > 0) console.warn(`not compared, for lack of: ${absent.join(', ')}`);
  if (process.env.CI === 'true') expect(absent).toEqual([]);
});

describe('what was just built', () => {
  test('linkage, libc and packer are what they were built as', () => {
    const wrong = samples.flatMap(({ path, linkage, libc, packer }) => {
      const found = inspectFileSync(path);
      const expected = { linkage, libc, packer: packer ?? null };
      const actual = { linkage: found.linkage, libc: found.libc, packer: found.packer };
      return JSON.stringify(expected) === JSON.stringify(actual) ? [] : [{ path, expected, actual }];
    });
    console.info(`${samples.length} files built and compared`);
    expect(wrong).toEqual([]);
    if (process.env.CI === 'true') expect(samples.length).toBeGreaterThan(40);
  });

  test('a static program that looks up names needs NSS under glibc and resolv.conf under musl', () => {
    const needsOf = (name: string) =>
      inspectFileSync(join(scratch, name))
        .runtimeNeeds.map(({ what }) => what)
        .join();
    if (existsSync(join(scratch, 'lookup-glibc-static'))) {
      for (const end of ['', '.stripped']) expect(needsOf(`lookup-glibc-static${end}`)).toContain('NSS');
      expect(needsOf('print-glibc-static')).not.toContain('NSS');
    }
    if (existsSync(join(scratch, 'lookup-musl-static'))) {
      for (const end of ['', '.stripped']) expect(needsOf(`lookup-musl-static${end}`)).toContain('/etc/resolv.conf');
      expect(needsOf('print-musl-static')).toBe('');
    }
  });
});

const readable = (path: string, folder: boolean): boolean => {
  try {
    accessSync(path, folder ? constants.R_OK | constants.X_OK : constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

/** ELF files of this machine: everything under /usr, and what npm brought for other machines. */
const elfFiles = (): string[] => {
  const found: string[] = [];
  const start = Buffer.alloc(4);
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      // What this user may not read cannot be compared.
      if (!readable(path, entry.isDirectory())) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) {
        const file = openSync(path, 'r');
        if (readSync(file, start, 0, 4, 0) === 4 && start.toString('latin1') === '\x7fELF') found.push(path);
        closeSync(file);
      }
    }
  };
  walk('/usr');
  walk('node_modules');
  return found;
};

test('every ELF file of this machine is what readelf says', () => {
  if (process.platform !== 'linux' || !has('readelf', '--version')) {
    console.warn('not compared: no readelf here');
    expect(process.env.CI).not.toBe('true');
    return;
  }
  const paths = [...elfFiles(), ...samples.map(({ path }) => path)];
  const truth = readelf(paths);
  const wrong: unknown[] = [];
  const counts = new Map<string, number>();
  for (const path of paths) {
    const found = inspectFileSync(path);
    const known = truth.get(path);
    expect(known, path).toBeDefined();
    if (!known) continue;
    const name = machineNames[known.machine ?? ''];
    if (!name?.test(found.machine ?? '')) wrong.push({ path, machine: [known.machine, found.machine] });
    for (const key of ['class', 'endian', 'type', 'interpreter', 'linkage', 'needed'] as const) {
      if (JSON.stringify(known[key]) !== JSON.stringify(found[key]))
        wrong.push({ path, [key]: [known[key], found[key]] });
    }
    // A program that asks ld-linux for libc.so.6 is one of glibc; nothing else may be claimed.
    if (known.needed.includes('libc.so.6') && found.libc !== 'glibc') wrong.push({ path, libc: found.libc });
    counts.set(found.linkage ?? 'null', (counts.get(found.linkage ?? 'null') ?? 0) + 1);
  }
  const list = [...counts].map(([linkage, count]) => `${count} ${linkage}`).join(', ');
  console.info(`${paths.length} ELF files compared with readelf: ${list}`);
  expect(wrong).toEqual([]);
  if (process.env.CI === 'true') expect(paths.length).toBeGreaterThan(500);
});

/** Prints on standard error every thread that was started, and how it ended. */
const threadWatch = `
const threads = require('node:worker_threads');
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(...words) {
    super(...words);
    this.on('error', (error) => process.stderr.write('failed: ' + error.message + '\\n'));
    this.on('exit', (code) => process.stderr.write('ended: ' + code + '\\n'));
  }
};
require('node:module').syncBuiltinESMExports();`;

test('a long list is shared among threads, and is what one by one is', () => {
  const paths = elfFiles();
  writeFileSync(join(scratch, 'list'), paths.join('\n'));
  writeFileSync(join(scratch, 'watch.cjs'), threadWatch);
  const words = ['--require', join(scratch, 'watch.cjs'), 'dist/musl-wizard.cjs', 'inspect', '--json', '--files-from'];
  const { stdout, stderr } = spawnSync(process.execPath, [...words, join(scratch, 'list')], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  expect(JSON.parse(stdout).files).toEqual(paths.map(inspectFileSync));
  const threads = Math.min(availableParallelism(), 4) - 1;
  expect(stderr).toBe('ended: 0\n'.repeat(threads));
});
