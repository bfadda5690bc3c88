import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pickPrograms } from '../../src/project/pick-programs.js';

const paths = (...names: string[]) => names.map((path) => ({ path }));

it.each([
  [
    ['lua', 'luac'],
    ['src/lua', 'src/luac', 'src/helper'],
    ['src/lua', 'src/luac'],
  ],
  [[], ['b', 'a'], ['a', 'b']],
  [['gone'], ['bc/fbc', 'bc/bc'], ['bc/bc', 'bc/fbc']],
  [['x'], ['deep/er/x', 'x'], ['x']],
])('of the targets %j made as %j', (targets, made, expected) => {
  expect(
    pickPrograms(
      paths(...made),
      targets.map((name) => ({ name })),
    ),
  ).toEqual(paths(...expected));
});

it('takes the makefile of a subfolder for that folder alone', () => {
  // As mosquitto: of its folders one names its program by a variable.
  const made = paths('apps/ctrl/ctrl', 'apps/ctrl/gen', 'client/pub', 'src/server');
  const targets = [{ name: 'ctrl', scope: 'apps/ctrl' }];
  expect(pickPrograms(made, targets)).toEqual(paths('apps/ctrl/ctrl', 'client/pub', 'src/server'));
  // What the whole project installs is declared at its root.
  expect(pickPrograms(made, [...targets, { name: 'server' }])).toEqual(paths('apps/ctrl/ctrl', 'src/server'));
});

it('takes what is installed before what is named, and that before what is there', () => {
  const made = paths('app', 'tools/gen', 'test/t');
  const reported = (products: string[], started: string[] = []) => ({ products, started });
  expect(pickPrograms(made, [{ name: 'gen' }], reported(['app', '/nowhere/usr/bin/app']))).toEqual(paths('app'));
  expect(pickPrograms(made, [{ name: 'gen' }], reported(['gone']))).toEqual(paths('tools/gen'));
  // A word with a folder is of that file alone.
  expect(pickPrograms(paths('a/x', 'b/x', 'y'), [], reported(['./b/x']))).toEqual(paths('b/x'));
});

it('takes no helper that the build starts for a product, unless a file names it and it is static', () => {
  const linked = (path: string, linkage: string) => ({ path, artifact: { linkage } });
  const [app, gen, host] = [linked('app', 'static'), linked('gen', 'static'), linked('host', 'dynamic')];
  const reported = { products: [], started: ['./gen', './host'] };
  expect(pickPrograms([app, gen, host], [], reported)).toEqual([app]);
  expect(pickPrograms([app, gen, host], [{ name: 'app' }, { name: 'gen' }, { name: 'host' }], reported)).toEqual([
    app,
    gen,
  ]);
  expect(pickPrograms([gen], [], reported)).toEqual([gen]);
});

it('gives each name once, and something where something was made', () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.array(path), fc.array(fc.constantFrom('a', 'b', 'z')), (made, targets) => {
      const picked = pickPrograms(
        paths(...made),
        targets.map((name) => ({ name })),
      ).map((file) => file.path.split('/').at(-1));
      expect(new Set(picked).size).toBe(picked.length);
      expect(picked.length > 0).toBe(made.length > 0);
    }),
  );
});
