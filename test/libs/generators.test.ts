import { expect, it } from 'vitest';
import { generatorsFor } from '../../src/libs/generators.js';

it.each([
  ['', ['autoreconf']],
  ['AC_INIT([a], [1])\nAM_INIT_AUTOMAKE([foreign])\n', ['autoreconf', 'automake']],
  ['AM_INIT_AUTOMAKE\nLT_INIT([win32-dll])\n', ['autoreconf', 'automake', 'libtoolize']],
  ['AC_PROG_LIBTOOL\n', ['autoreconf', 'libtoolize']],
  ['AM_PROG_LIBTOOL\n', ['autoreconf', 'libtoolize']],
])('knows what %j takes', (macros, programs) => {
  expect(generatorsFor(macros)).toEqual(programs);
});
