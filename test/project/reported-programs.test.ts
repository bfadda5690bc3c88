import { expect, it } from 'vitest';
import { readCodemodel } from '../../src/project/cmake-codemodel.js';
import { readMesonTargets } from '../../src/project/meson-targets.js';

const codemodel = (...targets: readonly object[]) =>
  new Map([
    [
      'codemodel-v2-1.json',
      JSON.stringify({ configurations: [{ targets: targets.map((_, i) => ({ jsonFile: `target-${i}.json` })) }] }),
    ],
    ...targets.map((target, i) => [`target-${i}.json`, JSON.stringify(target)] as const),
  ]);
const program = (name: string, folder = '.', install?: object) => ({
  name,
  type: 'EXECUTABLE',
  artifacts: [{ path: `${folder}/${name}`.replace('./', '') }],
  paths: { source: folder, build: folder },
  ...(install ? { install } : {}),
});

it("takes from CMake's answer what is installed, else what is no test", () => {
  const [app, tool, check] = [program('app', 'src', { destinations: [] }), program('tool'), program('check', 'tests')];
  expect(readCodemodel(codemodel(app, tool, check), '/s')).toEqual([{ target: 'app', path: 'src/app' }]);
  expect(readCodemodel(codemodel(tool, check), '/s')).toEqual([{ target: 'tool', path: 'tool' }]);
  expect(readCodemodel(codemodel(check), '/s')).toEqual([{ target: 'check', path: 'tests/check' }]);
  expect(readCodemodel(codemodel({ ...tool, type: 'STATIC_LIBRARY' }), '/s')).toEqual([]);
});

it.each([new Map<string, string>(), new Map([['codemodel-v2-1.json', '{']]), new Map([['codemodel-v2-1.json', '[]']])])(
  'knows nothing without an answer of CMake',
  (reply) => {
    expect(readCodemodel(reply, '/s')).toBeNull();
  },
);

it("takes from Meson's targets what is installed, by a name that Meson builds", () => {
  const target = (name: string, folder: string, installed: boolean) => ({
    name,
    type: 'executable',
    defined_in: `/s/${folder}meson.build`,
    filename: [`/b/${folder}${name}`],
    subproject: null,
    installed,
  });
  const reported = (...targets: object[]) => readMesonTargets(JSON.stringify(targets), '/s', '/b');
  expect(reported(target('app', 'src/', true), target('helper', '', false))).toEqual([
    { target: 'src/app:executable', path: 'src/app' },
  ]);
  expect(reported(target('helper', '', false), target('t', 'tests/', false))).toEqual([
    { target: 'helper:executable', path: 'helper' },
  ]);
  expect(reported({ ...target('x', '', true), subproject: 'dep' })).toEqual([]);
  expect(readMesonTargets('', '/s', '/b')).toBeNull();
});
