import { expect, it } from 'vitest';
import { roomierThan } from '../../src/diagnosis/scratch.js';
import { interpret } from '../../src/probes/interpret.js';

it.each([
  ['/tmp/mw-1/source', ["mkdir -p '/home/it'\\''s me/.tmp'", "export TMPDIR='/home/it'\\''s me/.tmp'"]],
  ["/home/it's me/.cache/mw-1/source", ['df -h; df -i']],
])('names another folder with room, never the one that is full: %s', (full, commands) => {
  const home = {
    path: "/home/it's me",
    freeBytes: 2 ** 40,
    freeInodes: null,
    readOnly: false,
    noexec: false,
    writable: true,
    fsType: null,
  };
  expect(roomierThan(full, { ...interpret({}), disk: { home } })).toEqual(commands);
  // Nobody can put anything into a folder of another user's; of what is not known nothing is promised.
  for (const writable of [false, null])
    expect(roomierThan(full, { ...interpret({}), disk: { home: { ...home, writable } } })).toEqual(['df -h; df -i']);
});
