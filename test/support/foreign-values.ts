/**
 * Values of variables that name the current folder, or seem to: [what it is, the value, what a queried program gets of
 * it], with HERE for the folder; undefined where the variable is left out. Both collectors must behave so.
 */
const foreignValues: readonly (readonly [string, string, string | undefined])[] = [
  ['a Nix option', 'plugin-files = HERE/evil/x.so', undefined],
  ['a setting among others', 'cores = 2\nplugin-files = HERE/x.so\nmax-jobs = 1', undefined],
  ['a setting without blanks', 'a=HERE/b', undefined],
  ['two settings', 'a=1 b=HERE/b', undefined],
  ['an option', '-O2 -IHERE/include', undefined],
  ['an option of several letters', '-isystemHERE/include -O2', undefined],
  ['an option of the linker', '-Wl,-rpath,HERE/lib', undefined],
  ['an option with an equals sign', '--sysroot=HERE/root -O2', undefined],
  ['a module that is required', '--require HERE/evil.cjs', undefined],
  ['a list by commas', '/a,HERE/b', undefined],
  ['a list by semicolons', '/a;HERE/b', undefined],
  ['a list by blanks', '/a HERE', undefined],
  ['a list by bars', 'direct|HERE/proxy', undefined],
  ['quotes', '{"extra":["HERE/x"]}', undefined],
  ['a response file', '@HERE/options', undefined],
  ['the address of a file', 'file://HERE/cache', undefined],
  ['an address with a scheme of its own', 'git+file://HERE?ref=main', undefined],
  ['a parameter of an address', 'local?root=HERE/root', undefined],
  ['repeated slashes', 'x = HERE//y', undefined],
  ['repeated slashes before it', 'x = //./HERE/y', undefined],
  ['dots', 'x = /usr/../HERE/y', undefined],
  ['the packages of npm above it', 'x = ABOVE/node_modules/.bin', undefined],
  ['a list with text in one entry', '/a:b HERE/c:/d', undefined],
  ['a list with it and text', '/a:HERE/x:b HERE/c', undefined],
  ['a list', '/a:HERE/x:/b', '/a:/b'],
  ['a list with a named entry', 'x=HERE:y=/b', 'y=/b'],
  ['a list with an address', 'https://example.org/a:HERE/x', 'https://example.org/a'],
  ['only dots', 'HERE/.', undefined],
  ['dots that lead elsewhere', 'x = /usr/../opt/y', 'x = /usr/../opt/y'],
  ['a socket', 'unix://HERE/docker.sock', 'unix://HERE/docker.sock'],
  ['a name that begins alike', 'x = HERE-other/y', 'x = HERE-other/y'],
  ['a longer path', 'x = /mntHERE/y', 'x = /mntHERE/y'],
  ['another path', 'plugin-files = /usr/lib/x.so', 'plugin-files = /usr/lib/x.so'],
  ['a relative path', 'a=b/c -Ib', 'a=b/c -Ib'],
  ['only slashes', '// / ///', '// / ///'],
  ['no path', 'a, b; (c)', 'a, b; (c)'],
];

/** The table for a folder. */
export const valuesFor = (here: string): readonly (readonly [string, string, string | undefined])[] => {
  const above = here.slice(0, here.lastIndexOf('/'));
  const put = (text: string) => text.replaceAll('HERE', here).replaceAll('ABOVE', above);
  return foreignValues.map(([title, value, expected]) => [title, put(value), expected && put(expected)] as const);
};
