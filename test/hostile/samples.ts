import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import { elfSample } from '../artifact/elf-sample.js';
import type { targets } from './targets.js';

type Samples = Readonly<Record<keyof typeof targets, readonly Uint8Array[]>>;

interface Area {
  readonly causes: readonly { readonly signatures: readonly { readonly positive: readonly string[] }[] }[];
}

const bytes = (...texts: readonly string[]): Uint8Array[] => texts.map((text) => Buffer.from(text));

/**
 * What each target makes sense of, to be spoilt a little: most of what chance makes up is refused at its first byte.
 * @param root folder of the repository
 */
export const samplesOf = (root: string): Samples => {
  const read = (...names: string[]) => readFileSync(join(root, ...names));
  const areas = readdirSync(join(root, 'flows/signatures')).map(
    (name) => load(read('flows/signatures', name).toString()) as Area,
  );
  const logs = areas.flatMap(({ causes }) =>
    causes.flatMap(({ signatures }) => signatures.flatMap(({ positive }) => positive)),
  );
  const [log = ''] = logs;
  return {
    elf: [true, false].map((is64) =>
      elfSample({
        is64,
        little: true,
        pie: is64,
        interpreter: is64 ? '/lib/ld-musl-x86_64.so.1' : null,
        versions: ['GLIBC_2.31'],
        notes: [{ owner: 'GNU', type: 3, description: new Uint8Array(20) }],
        rodata: '/etc/resolv.conf\0libnss_%s\0',
        symbols: ['__init_libc', 'main'],
      }),
    ),
    explain: [
      ...bytes(...logs),
      gzipSync(log),
      Buffer.from(`\ufeff${log}`, 'utf16le'),
      ...readdirSync(join(root, 'fixtures/logs/healthy'))
        .slice(0, 1)
        .map((name) => read('fixtures/logs/healthy', name)),
    ],
    source: bytes(
      '{ pkgs }: pkgs.pkgsMusl.rustPlatform.buildRustPackage { buildInputs = [ pkgs.openssl ]; RUSTFLAGS = "-C target-feature=+crt-static"; }',
      'FROM alpine AS build\nRUN apk add gcc && \\\n  gcc -static x.c\nCOPY --from=build /lib /lib\nFROM ubuntu:22.04\nRUN upx --best x && strip x\n',
      'CC = musl-gcc -I/usr/include\nall:\n\t$(CC) -static -shared -o x x.c # y\n\tupx x; strip x\n',
      '[dependencies]\nopenssl = { version = "0.10" }\n[lib]\ncrate-type = ["cdylib"]\n[target.x86_64-unknown-linux-musl]\nlinker = "musl-gcc"\n',
    ),
    snapshot: ['gvisor-container-nix-installers-fail', 'wsl2-ubuntu-docker-stopped'].map((name) =>
      read('fixtures/snapshots', `${name}.json`),
    ),
    flow: ['upx', 'install-nix', 'slow-or-oom'].map((name) => read('flows/trees', `${name}.yaml`)),
    record: bytes(
      '{"schema":"musl-wizard.flow/1","flow":"upx","target":"local","answers":{"a":"b"},"trace":[{"tree":"upx","node":"x","outcome":"yes"}],"events":[{"type":"answered","value":"yes","by":"person"},{"type":"tried","outcome":"passed","cause":null,"reason":""},{"type":"noted"}]}',
    ),
    template: bytes('{{memory.limitBytes|bytes}} of {{os.arch}} {{nothing}} {{network.endpoints.nix-cache.state}}'),
    ladder: [read('flows/ladder.yaml')],
    project: [
      'LDLIBS = -lz -lsodium\nhello: main.c\n\t$(CC) `pkg-config --libs openssl` -o $@ main.c\n',
      'cmake_minimum_required(VERSION 3.16)\nproject(demo C)\nfind_package(ZLIB REQUIRED)\nadd_executable(demo main.c)\ntarget_link_libraries(demo PRIVATE ZLIB::ZLIB)\n',
      "project('demo', 'c')\ndep = dependency('libsodium', required: true)\nexecutable('demo', 'main.c', dependencies: dep)\n",
      'AC_INIT([demo],[1])\nAC_CHECK_LIB([z],[inflate])\nPKG_CHECK_MODULES([DEPS],[libsodium >= 1.0])\nAC_OUTPUT\n',
      '[package]\nname = "demo"\n[dependencies]\nopenssl-sys = "0.9"\n[[bin]]\nname = "demo"\n',
      '[[package]]\nname = "libz-sys"\nversion = "1.1.0"\ndependencies = ["cc"]\n',
      'module example.org/demo\ngo 1.22\nrequire github.com/mattn/go-sqlite3 v1.14.0\n',
      'package main\n// #cgo LDFLAGS: -lz\nimport "C"\nfunc main() {}\n',
      'bin_PROGRAMS = demo\ndemo_SOURCES = main.c\ndemo_LDADD = -lz\n',
      'fn main() { println!("cargo:rustc-link-lib=z"); }\n',
    ].map((text, at) => Buffer.concat([Buffer.of(at), Buffer.from(text)])),
    team: bytes(
      '{"schema":"musl-wizard.project/1","rung":"alpine","upx":true,"options":{"image":"alpine:3.20","arch":"x86_64"}}',
    ),
    journal: bytes(
      '\n{"schema":"musl-wizard.journal/1","id":"a","at":"x","finding":"f","title":"t","commands":["c"],"needsRoot":false,"undo":"u"}\n\n{"schema":"musl-wizard.journal/1","of":"a","at":"y","state":"done"}\n',
    ),
    nix: bytes(
      '@nix {"action":"start","id":1,"level":3,"type":105,"text":"building","fields":["/nix/store/x.drv","",1,1]}\n@nix {"action":"result","id":1,"type":101,"fields":["line"]}\n',
      'these 2 derivations will be built:\n  /nix/store/abc-gcc-13.drv\nthese paths will be fetched (1.5 MiB download, 7.0 MiB unpacked):\n  /nix/store/def-musl\n',
    ),
    arguments: bytes(
      'static,musl,max-size=3MB,glibc<=2.31',
      'memory.limitBytes=8GiB',
      'ssh:me@[fe80::1%eth0]:22',
      'sandbox=false',
      '600',
    ),
    sanitize: bytes('\x1b]0;owned\x07\x1b[2Jtext\r\nmore\u202e\x9b31m'),
  };
};
