import { expect, it } from 'vitest';
import { detectProject } from '../../src/project/detect.js';
import { linkProgram } from '../../src/project/link-program.js';
import type { ChosenProject } from '../../src/project/project.js';

const projectOf = (texts: Readonly<Record<string, string>>): ChosenProject => {
  const { name, candidates } = detectProject({
    name: 'app',
    paths: Object.keys(texts).sort(),
    texts: new Map(Object.entries(texts)),
    truncated: false,
  });
  const [only] = candidates;
  if (only === undefined) throw new Error('no project');
  return { ...only, name };
};
const make = (flags: string) =>
  linkProgram(
    projectOf({ Makefile: `app: app.c\n\t$(CC) -o app app.c ${flags}\n`, 'app.c': 'int main(void){return 0;}\n' }),
  );

it('uses a symbol of each library that a project requires, in its order', () => {
  const program = make('-lssl -lcrypto -lz');
  expect(program?.libraries.map(({ id }) => id)).toEqual(['openssl', 'zlib']);
  expect(program?.source).toMatch(
    /#include <openssl\/ssl\.h>[\s\S]*#include <zlib\.h>[\s\S]*OPENSSL_init_ssl[\s\S]*zlibVersion/,
  );
  expect(program?.untried).toEqual([]);
});

it('leaves untried what it does not know how to use', () => {
  expect(make('-lfrobnicate -lz')).toMatchObject({
    untried: ['frobnicate'],
    source: expect.stringContaining('zlib.h'),
  });
  expect(make('-lfrobnicate')).toMatchObject({ untried: ['frobnicate'], source: null, libraries: [] });
});

it('has nothing to link where nothing is required, or crates bring it', () => {
  expect(make('-lm -lpthread')).toBeNull();
  const cargo = {
    'Cargo.toml': '[package]\nname = "a"\n[dependencies]\nlibz-sys = "1"\n',
    'src/main.rs': 'fn main() {}\n',
  };
  expect(linkProgram(projectOf(cargo))).toBeNull();
});
