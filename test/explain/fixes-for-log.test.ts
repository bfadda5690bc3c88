import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { libraryFixes } from '../../src/explain/fixes-for-log.js';

const first = (log: string) => explainText(log).diagnoses[0]?.fixes[0];
const commands = (log: string) => explainText(log).diagnoses[0]?.fixes.flatMap((fix) => fix.commands) ?? [];

describe('fixes fit the log', () => {
  it.each([
    ['Alpine', 'RUN apk add gcc\n/usr/bin/ld: cannot find -lz\n', 'apk add zlib-static zlib-dev'],
    ['Nix', '/nix/store/x-binutils/bin/ld: cannot find -lz\n', 'nix build nixpkgs#pkgsStatic.zlib'],
    ['Debian', 'apt-get install gcc\n/usr/bin/ld: cannot find -lz\n', 'apt-get update'],
  ])('of %s', (_, log, command) => {
    expect(first(log)?.commands[0]).toBe(command);
  });

  it.each([
    ['musl-gcc -o app main.o -lsodium\n', 'sodium --rung musl-gcc'],
    ["  CC: 'musl-gcc'\napt-get install make\n", 'sodium --rung musl-gcc'],
    ['zig cc -target x86_64-linux-musl main.c\n', 'sodium --rung zig'],
    ['/opt/x/bin/aarch64-linux-musl-gcc -o app main.o\n', 'sodium --rung musl-cross --arch aarch64'],
  ])('builds a library for a compiler that searches no packages: %j', (log, words) => {
    expect(first(`${log}/usr/bin/ld: cannot find -lsodium\n`)?.commands).toEqual([`musl-wizard libs add ${words}`]);
  });

  it.each(['gcc -static -o app main.o\n', 'musl-gcc-12.patch applied\n', 'apk add x86_64-alpine-linux-musl-gcc2\n'])(
    'builds none for another one: %j',
    (log) => {
      const all = commands(`${log}/usr/bin/ld: cannot find -lsodium\n`);
      expect(all.filter((command) => command.includes('libs add'))).toEqual([]);
    },
  );

  it('says where a distribution has no static archive', () => {
    const titles = libraryFixes('uv').map(({ title }) => title);
    expect(titles.some((title) => /Debian's package of uv has no static archive/.test(title))).toBe(true);
  });

  it.each([
    ['', /^apt-get .* apt-file search include\/frob\/Flux\.h$/, 0],
    ['RUN apk add gcc\n', /^Alpine: https:\/\/pkgs\.alpinelinux\.org\/contents\?file=Flux\.h /, 0],
    ['/nix/store/x-gcc/bin/gcc\n', /^nix run .* include\/frob\/Flux\.h$/, 0],
  ])('tells how to find the package of an unknown header: %j', (log, words, at) => {
    const { fixes = [] } =
      explainText(`${log}a.c:1:9: fatal error: frob/Flux.h: No such file or directory\n`).diagnoses[0] ?? {};
    expect(
      [fixes[at]?.title, ...(fixes[at]?.commands ?? [])].some((text) => text !== undefined && words.test(text)),
    ).toBe(true);
    expect(fixes.flatMap(({ commands: all }) => all).filter((each) => each.startsWith('apk search'))).toEqual([]);
  });

  it('takes no header into a command whose name a shell would read', () => {
    const log = 'a.c:1:9: fatal error: frob$(id).h: No such file or directory\n';
    expect(commands(log).filter((each) => each.includes('$(id)'))).toEqual([]);
  });

  it('has nothing to say about an unknown library', () => {
    expect(libraryFixes('frobnicate')).toEqual([]);
  });

  it('names no tool first that the log does not show', () => {
    expect(first('make -j8\nc++: fatal error: Killed signal terminated program cc1plus\n')?.commands[0]).not.toMatch(
      /^(?:cargo|nix|ninja) /,
    );
    expect(
      commands('error: could not compile `a`\nCaused by: cargo: (signal: 9, SIGKILL: kill)\n').slice(0, 2),
    ).toContain('cargo build -j 1');
  });

  it('puts fixes for another system last', () => {
    const log = "building '/nix/store/x-a.drv'...\n/usr/bin/ld: cannot find -lc\n";
    const titles = explainText(log).diagnoses[0]?.fixes.map(({ title }) => title) ?? [];
    expect(titles[0]).toMatch(/Nix/);
    expect(titles.at(-1)).toMatch(/Debian|Fedora/);
  });

  it('runs containers with the engine of the log', () => {
    const log = 'STEP 2/3: RUN make\npodman build: exec container process: Exec format error\n';
    expect(commands(log).some((command) => command.startsWith('docker '))).toBe(false);
  });
});
