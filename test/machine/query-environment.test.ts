import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fixedVariables,
  queryEnvironment,
  queryFolder,
  removedVariables,
} from '../../src/machine/query-environment.js';
import { valuesFor } from '../support/foreign-values.js';

const cwd = '/home/me/project';
const of = (name: string, value: string, where = cwd, more: Readonly<Record<string, string>> = {}) =>
  queryEnvironment({ HOME: '/home/me', [name]: value, ...more }, where, '/home/me')[name];

describe('the environment of a query', () => {
  it.each([
    ['a list without the current folder', 'PYTHONPATH', `/a:${cwd}/lib:${cwd}:/b`, '/a:/b'],
    ['a variable of which nothing is left', 'DOCKER_CONFIG', `${cwd}/.docker`, undefined],
    ['a path that only begins alike', 'DOCKER_CONFIG', `${cwd}-other/.docker`, `${cwd}-other/.docker`],
    ['a path that leads round about into it', 'GOROOT', `/usr/../home/me//project/./go/`, undefined],
    ['a named entry', 'NIX_PATH', `nixpkgs=${cwd}/nixpkgs:/b`, '/b'],
    ['an entry whose own name has an equals sign', 'LD_LIBRARY_PATH', `${cwd}/a=b:/c`, '/c'],
    ['an address', 'DOCKER_HOST', `unix://${cwd}/docker.sock`, `unix://${cwd}/docker.sock`],
    ['what is no path', 'ODD', 'a::b', 'a::b'],
    ['the packages of npm above it', 'NODE_PATH', '/home/me/node_modules/.bin:/usr/bin', '/usr/bin'],
    ['the packages of npm elsewhere', 'NODE_PATH', '/opt/tools/node_modules/.bin', '/opt/tools/node_modules/.bin'],
    ['options of make', 'MAKEFLAGS', '-f evil', undefined],
    ["the user's choice of a Go toolchain", 'GOTOOLCHAIN', 'go1.99.1', 'local'],
    ["the user's choice of a Rust toolchain", 'RUSTUP_TOOLCHAIN', 'nightly', 'nightly'],
  ])('has %s', (_, name, value, expected) => expect(of(name, value)).toBe(expected));

  describe.each([cwd, '/home/me/my project, (é) @2', '/work'])('in %s', (where) => {
    it.each(valuesFor(where))('has %s', (_, value, expected) => expect(of('ODD', value, where)).toBe(expected));
  });

  it.each([`x = ${cwd}/../other`, 'x = /home/me/a/..'])('has a text that leads past the folder: %s', (value) => {
    expect(of('ODD', value)).toBe(value);
  });

  it('has the folders of a search path that are not of the project, whatever they are called', () => {
    expect(of('PATH', `/opt/x ${cwd}/bin:${cwd}/bin`)?.split(':')).toContain(`/opt/x ${cwd}/bin`);
  });

  it('has a search path without relative and empty entries, and with the well-known folders', () => {
    const path = of('PATH', `:.:bin:${cwd}/bin:/opt/bin:`)?.split(':') ?? [];
    expect(path[0]).toBe('/opt/bin');
    expect(path).toEqual(expect.arrayContaining(['/home/me/.cargo/bin', '/usr/bin']));
    expect(path.filter((folder) => !folder.startsWith('/'))).toEqual([]);
  });

  it('knows the folder by the name that the shell has for it', () => {
    expect(of('GOROOT', '/link/go', cwd, { PWD: '/link' })).toBeUndefined();
  });

  it.each(['/home/me', '/home', '/', '/usr', '/usr/bin', '/nix'])(
    'keeps what lies in %s, which is no project',
    (where) => {
      const value = `/home/me/bin:/usr/bin:/nix/store/x/bin`;
      expect(of('PYTHONPATH', value, where)).toBe(value);
    },
  );

  it.each([cwd, `${cwd}/home`])('takes a project for no home where HOME is %s', (home) => {
    const env = { HOME: home, PATH: `${cwd}/bin:/opt/bin`, DOCKER_CONFIG: `${cwd}/.docker` };
    const made = queryEnvironment(env, cwd, '/home/me');
    expect(made).not.toHaveProperty('HOME');
    expect(made).not.toHaveProperty('DOCKER_CONFIG');
    expect(made.PATH).not.toContain(cwd);
    // Where the system knows no home, nothing else shows it.
    expect(queryEnvironment(env, cwd, null)).toMatchObject({ HOME: home });
  });

  it('never names the current folder, whatever the variables are', () => {
    const part = fc.constantFrom(
      '',
      '.',
      'bin',
      cwd,
      `${cwd}/bin`,
      '/usr/bin',
      `x=${cwd}`,
      `-I${cwd}/y, z`,
      `x = '${cwd}'`,
      '/home/me/node_modules/.bin',
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z]{1,3}$/), fc.array(part)), (lists) => {
        const env = Object.fromEntries(Object.entries(lists).map(([name, parts]) => [name, parts.join(':')]));
        const made = queryEnvironment({ ...env, HOME: '/home/me' }, cwd, '/home/me');
        for (const value of Object.values(made)) {
          expect(value).not.toContain(cwd);
          expect(value).not.toContain('node_modules');
        }
        expect(made).toMatchObject({ ...fixedVariables, PWD: queryFolder });
      }),
    );
  });

  it('is documented completely', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/queries.md'), 'utf8');
    for (const [name, value] of Object.entries(fixedVariables))
      expect(page).toContain(`| \`${name}\` | \`${value}\` |`);
    for (const name of removedVariables) expect(page).toMatch(new RegExp(`^\\| .*\`${name}\`.* \\| removed \\|`, 'm'));
  });

  it('has no variable that it both sets and removes', () => {
    expect(removedVariables.filter((name) => Object.hasOwn(fixedVariables, name))).toEqual([]);
  });
});
