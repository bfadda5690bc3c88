import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Component } from '../../src/artifact/contents/component.js';
import { inspectContents } from '../../src/inspect/inspect-contents.js';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { describeLab, program, staticLibc } from '../support/lab.js';
import { cache } from '../support/projects.js';

/**
 * Libraries of Debian with a static archive: what a program that uses them calls. The first are those whose code tells its
 * version in every program; the others are only named, unless a program asks them for their version.
 */
const telling: readonly Library[] = [
  ['zlib', 'zlib1g-dev', 'z', 'deflate inflate'],
  ['openssl', 'libssl-dev', 'ssl crypto', 'SSL_CTX_new SSL_connect TLS_client_method'],
  ['sqlite', 'libsqlite3-dev', 'sqlite3', 'sqlite3_open sqlite3_exec'],
  ['libcurl', 'libcurl4-openssl-dev', 'curl', 'curl_easy_init curl_easy_perform'],
  ['readline', 'libreadline-dev', 'readline tinfo', 'readline add_history'],
  ['xz', 'liblzma-dev', 'lzma', 'lzma_stream_decoder lzma_code'],
  ['bzip2', 'libbz2-dev', 'bz2', 'BZ2_bzDecompress BZ2_bzDecompressInit'],
  ['zstd', 'libzstd-dev', 'zstd', 'ZSTD_compress ZSTD_decompress'],
  ['lz4', 'liblz4-dev', 'lz4', 'LZ4_compress_default LZ4_decompress_safe'],
  ['expat', 'libexpat1-dev', 'expat', 'XML_ParserCreate XML_Parse'],
  ['libxml2', 'libxml2-dev', 'xml2', 'xmlReadMemory xmlFreeDoc'],
  ['libpng', 'libpng-dev', 'png16', 'png_create_read_struct png_read_image'],
  ['lua', 'liblua5.4-dev', 'lua5.4', 'luaL_newstate luaL_openlibs'],
  ['libevent', 'libevent-dev', 'event', 'event_base_new event_base_loop'],
  ['libssh2', 'libssh2-1-dev', 'ssh2', 'libssh2_session_init_ex libssh2_session_handshake'],
  ['libssh', 'libssh-dev', 'ssh', 'ssh_new ssh_connect'],
  ['libgcrypt', 'libgcrypt20-dev', 'gcrypt', 'gcry_check_version gcry_cipher_open'],
  ['libarchive', 'libarchive-dev', 'archive', 'archive_read_new archive_read_support_filter_all'],
  ['libpcap', 'libpcap0.8-dev', 'pcap', 'pcap_open_live pcap_loop'],
  ['libyaml', 'libyaml-dev', 'yaml', 'yaml_parser_initialize yaml_parser_parse'],
  ['gnutls', 'libgnutls28-dev', 'gnutls', 'gnutls_init gnutls_handshake gnutls_global_init'],
  ['wolfssl', 'libwolfssl-dev', 'wolfssl', 'wolfSSL_connect wolfSSL_CTX_new'],
  ['postgresql', 'libpq-dev', 'pq', 'PQconnectdb PQexec'],
  ['libpsl', 'libpsl-dev', 'psl', 'psl_builtin psl_is_public_suffix'],
  ['jemalloc', 'libjemalloc-dev', 'jemalloc', 'mallctl'],
];
const named: readonly Library[] = [
  ['ncurses', 'libncurses-dev', 'ncursesw tinfo', 'initscr endwin newwin'],
  ['pcre2', 'libpcre2-dev', 'pcre2-8', 'pcre2_compile_8 pcre2_match_8 pcre2_get_error_message_8'],
  ['glib', 'libglib2.0-dev', 'glib-2.0', 'g_hash_table_new g_main_loop_run'],
  ['libjpeg-turbo', 'libjpeg62-turbo-dev', 'jpeg', 'jpeg_CreateDecompress jpeg_start_decompress jpeg_std_error'],
  ['libtiff', 'libtiff-dev', 'tiff', 'TIFFOpen TIFFReadRGBAImage'],
  ['gmp', 'libgmp-dev', 'gmp', '__gmpz_mul __gmpz_init __gmpz_set_str'],
  ['mpfr', 'libmpfr-dev', 'mpfr gmp', 'mpfr_init2 mpfr_sin'],
  ['libuv', 'libuv1-dev', 'uv uv_a', 'uv_loop_init uv_run'],
  ['c-ares', 'libc-ares-dev', 'cares', 'ares_init ares_gethostbyname'],
  ['nghttp2', 'libnghttp2-dev', 'nghttp2', 'nghttp2_session_client_new nghttp2_session_send'],
  ['libsodium', 'libsodium-dev', 'sodium', 'sodium_init crypto_secretbox_easy'],
  ['mbedtls', 'libmbedtls-dev', 'mbedtls mbedx509 mbedcrypto', 'mbedtls_ssl_handshake mbedtls_ssl_setup'],
  ['jansson', 'libjansson-dev', 'jansson', 'json_loads json_dumps'],
  ['brotli', 'libbrotli-dev', 'brotlienc brotlidec brotlicommon', 'BrotliEncoderCompress BrotliDecoderDecompress'],
  ['freetype', 'libfreetype-dev', 'freetype', 'FT_Init_FreeType FT_Load_Glyph'],
  ['nettle', 'nettle-dev', 'nettle', 'nettle_sha256_init nettle_aes256_encrypt'],
  ['libwebp', 'libwebp-dev', 'webp', 'WebPDecodeRGBA WebPEncodeRGBA'],
];
/** Further code in these archives, or in those that they are linked with. */
const alsoInside: Readonly<Record<string, readonly string[]>> = { readline: ['ncurses'], mpfr: ['gmp'] };
const suites = ['bookworm', 'trixie'] as const;

type Library = readonly [name: string, development: string, archives: string, functions: string];

const folder = mkdtempSync(join(tmpdir(), 'mw-contents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Debian's version without what Debian adds to upstream's. */
const upstream = (version: string): string =>
  version
    .replace(/^\d+:/, '')
    .replace(/^.*\+really/, '')
    .replace(/-[^-]*$/, '')
    .replace(/[+.](?:dfsg|ds|repack)[\d.]*$/, '')
    .replace(/-stable$/, '');

const debian = (suite: string) => join(cache, 'archives', suite);
const versionsOf = (suite: string) =>
  new Map(
    readFileSync(join(debian(suite), 'versions'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );

/**
 * Links a program that uses a library of a suite; it is never run, so what the library itself would need may be missing.
 * Null where the suite has no static archive of it.
 */
const link = (suite: string, libraries: readonly Library[], name: string): string | null => {
  const functions = libraries.flatMap(([, , , words]) => words.split(' '));
  const source = join(folder, 'use.c');
  const declared = functions.map((each) => `extern void ${each}(void);`).join('\n');
  writeFileSync(
    source,
    `${declared}\nvoid *volatile used[] = {${functions.map((each) => `(void *)${each}`).join(', ')}};\nint main(void) { return used[0] == 0; }\n`,
  );
  const lib = join(debian(suite), 'root/usr/lib/x86_64-linux-gnu');
  const archives = libraries
    .flatMap(([, , words]) => words.split(' '))
    .map((each) => join(lib, `lib${each}.a`))
    .filter((path) => existsSync(path));
  if (archives.length === 0) return null;
  const output = join(folder, name);
  const linked = ['-Wl,--start-group', ...archives, '-Wl,--end-group', '-lm'];
  execFileSync(
    'gcc',
    [
      '-w',
      '-O1',
      '-static',
      source,
      '-o',
      output,
      '-Wl,--unresolved-symbols=ignore-all',
      '-Wl,--allow-multiple-definition',
      ...linked,
    ],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  return output;
};

const contents = (path: string): readonly Component[] => inspectContents(inspectFileSync(path)).components;
const stripped = (path: string): string => {
  execFileSync('strip', ['-o', `${path}.stripped`, path]);
  return `${path}.stripped`;
};
/** Of the C library, which is in every program. */
const base = ['glibc', 'ptmalloc'];

describeLab('what is inside', [program('gcc'), program('apt-get'), staticLibc], () => {
  beforeAll(() => {
    mkdirSync(join(cache, 'archives'), { recursive: true });
    const packages = [...new Set([...telling, ...named].map(([, development]) => development))];
    for (const suite of suites)
      execFileSync(
        join(import.meta.dirname, '../lab/debian-archives.sh'),
        [join(cache, 'archives'), suite, ...packages],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
  });

  it('is named with its version: 42 libraries of two Debians, with symbols and without', () => {
    const wrong: string[] = [];
    const count = { versions: 0, tellingLibraries: 0, found: 0, all: 0, strippedFound: 0, strippedVersions: 0 };
    const table: string[] = [];
    for (const library of [...telling, ...named]) {
      const [name, development] = library;
      const cells: string[] = [];
      for (const suite of suites) {
        const right = upstream(versionsOf(suite).get(development) ?? '');
        const path = link(suite, [library], `${name}-${suite}`);
        if (path === null) {
          cells.push('no archive', 'no archive');
          continue;
        }
        for (const [file, symbols] of [
          [path, true],
          [stripped(path), false],
        ] as const) {
          const inside = contents(file).filter((each) => !base.includes(each.name));
          const found = inside.find((each) => each.name === name);
          const others = inside.filter((each) => each.name !== name && !alsoInside[name]?.includes(each.name));
          for (const each of others) wrong.push(`${name} of ${suite}: ${each.name} ${each.version}`);
          if (found && found.version !== null && found.version !== right && !right.startsWith(`${found.version}+`))
            wrong.push(`${name} ${right} of ${suite}: ${found.version}`);
          if (symbols) {
            count.all += 1;
            if (found) count.found += 1;
            if (telling.includes(library)) {
              count.tellingLibraries += 1;
              if (found?.version) count.versions += 1;
            }
          } else {
            if (found) count.strippedFound += 1;
            if (found?.version) count.strippedVersions += 1;
          }
          cells.push(found ? (found.version ?? 'named') : '-');
        }
      }
      table.push(`| ${name} | ${cells.join(' | ')} |`);
    }
    console.info([...table, JSON.stringify(count)].join('\n'));
    expect(wrong).toEqual([]);
    expect(count.found).toBe(count.all);
    expect(count.versions / count.tellingLibraries).toBeGreaterThanOrEqual(0.95);
  });

  it('is separated where a program has many', () => {
    const names = [
      'zlib',
      'openssl',
      'sqlite',
      'libcurl',
      'bzip2',
      'zstd',
      'expat',
      'libpng',
      'lua',
      'libarchive',
      'gnutls',
    ];
    const chosen = telling.filter(([name]) => names.includes(name));
    for (const suite of suites) {
      const right = Object.fromEntries(
        chosen.map(([name, development]) => [name, upstream(versionsOf(suite).get(development) ?? '')]),
      );
      const path = link(suite, chosen, `many-${suite}`) as string;
      const inside = contents(path).filter((each) => !base.includes(each.name));
      expect(inside.map(({ name }) => name).sort()).toEqual([...names].sort());
      // OpenSSL and SQLite both have a number that begins with 3, of which neither is known without symbols.
      for (const { name, version } of [...inside, ...contents(stripped(path))])
        if (name in right && version !== null) expect([name, version]).toEqual([name, right[name]]);
    }
  });
});

describeLab('what is inside a Go program', [program('go')], () => {
  it('is what go version -m says, also when it is stripped', () => {
    const source = join(folder, 'go');
    mkdirSync(source);
    const imports = '"fmt"\n\t"github.com/google/uuid"\n\t"golang.org/x/text/language"';
    writeFileSync(
      join(source, 'main.go'),
      `package main\n\nimport (\n\t${imports}\n)\n\nfunc main() { fmt.Println(uuid.New(), language.English) }\n`,
    );
    const go = (...args: string[]) =>
      execFileSync('go', args, {
        cwd: source,
        env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' },
        stdio: ['ignore', 'pipe', 'ignore'],
        encoding: 'utf8',
      });
    go('mod', 'init', 'example.com/app');
    // Not the newest, which may need a newer Go.
    go('get', 'github.com/google/uuid@v1.6.0', 'golang.org/x/text@v0.21.0');
    for (const flags of [[], ['-ldflags', '-s -w'], ['-buildmode=pie']]) {
      go('build', '-o', 'app', ...flags, '.');
      const modules = [...go('version', '-m', 'app').matchAll(/^\tdep\t(\S+)\t(\S+)/gm)].map(([, path, version]) => [
        path,
        version,
      ]);
      const inside = contents(join(source, 'app')).filter(({ kind }) => kind === 'go-module');
      expect(modules).toHaveLength(2);
      expect(inside.slice(1).map(({ name, version }) => [name, version])).toEqual(modules);
      expect(inside[0]).toMatchObject({ name: 'stdlib', version: /go(\S+)/.exec(go('version'))?.[1] });
    }
  });
});

describeLab('what is inside a Rust program', [program('cargo'), program('objcopy')], () => {
  it('is crates of its Cargo.lock in their versions, the standard library of its compiler, and its allocator', () => {
    const source = join(folder, 'rust');
    mkdirSync(join(source, 'src'), { recursive: true });
    writeFileSync(
      join(source, 'Cargo.toml'),
      '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nregex = "=1.9.6"\nmimalloc = { version = "=0.1.43", default-features = false }\n',
    );
    writeFileSync(
      join(source, 'src/main.rs'),
      '#[global_allocator]\nstatic A: mimalloc::MiMalloc = mimalloc::MiMalloc;\nfn main() { println!("{}", regex::Regex::new(&std::env::args().next().unwrap()).unwrap().is_match("a")); }\n',
    );
    const built = execFileSync('cargo', ['build', '--release', '--message-format=short'], {
      cwd: source,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(built).toBeDefined();
    const app = join(source, 'target/release/app');
    const locked = new Map(
      [...readFileSync(join(source, 'Cargo.lock'), 'utf8').matchAll(/name = "(.+)"\nversion = "(.+)"/g)].map(
        ([, name = '', version = '']) => [name, version],
      ),
    );
    const compiler = execFileSync('rustc', ['--version'], { encoding: 'utf8' }).split(' ')[1];
    for (const file of [app, stripped(app)]) {
      const inside = contents(file);
      const crates = inside.filter(({ kind }) => kind === 'crate');
      expect(crates.map(({ name }) => name)).toContain('regex-automata');
      for (const { name, version } of crates) expect([name, version]).toEqual([name, locked.get(name)]);
      expect(inside.find(({ name }) => name === 'rust-std')).toMatchObject({ version: compiler });
      expect(inside.filter(({ kind }) => kind === 'allocator').map(({ name }) => name)).toContain('mimalloc');
    }
    // As cargo-auditable links it in: see its PARSING.md.
    const packages = [...locked].map(([name, version]) => ({
      name,
      version,
      source: name === 'app' ? 'local' : 'crates.io',
      root: name === 'app',
    }));
    writeFileSync(join(folder, 'audit'), deflateSync(JSON.stringify({ packages })));
    execFileSync('objcopy', ['--add-section', `.dep-v0=${join(folder, 'audit')}`, app, `${app}.audited`]);
    const audited = contents(`${app}.audited`).filter(({ kind }) => kind === 'crate');
    expect(audited.map(({ name, version }) => [name, version]).sort()).toEqual(
      [...locked].filter(([name]) => name !== 'app').sort(),
    );
  });
});

describeLab('the allocator of musl', [program('musl-gcc')], () => {
  it('is identified by its tables, without symbols', () => {
    const source = join(folder, 'allocate.c');
    writeFileSync(
      source,
      '#include <stdlib.h>\nint main(int n, char **v) { return realloc(malloc(n), 2 * n) == v; }\n',
    );
    execFileSync('musl-gcc', ['-O1', '-fno-builtin', '-static', '-s', source, '-o', join(folder, 'allocate')]);
    expect(contents(join(folder, 'allocate')).map(({ name }) => name)).toEqual(['musl', 'mallocng']);
  });
});
