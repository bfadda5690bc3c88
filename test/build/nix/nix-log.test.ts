import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNixLog } from '../../../src/build/nix/nix-log.js';
import type { Progress } from '../../../src/build/plan.js';

const decode = (lines: readonly string[]) => {
  const progress: Progress[] = [];
  const decoder = decodeNixLog((each) => progress.push(each));
  return { lines: lines.flatMap(decoder), progress };
};

describe('decodeNixLog', () => {
  it('gives messages and build lines as Nix prints them, and counts as progress', () => {
    const { lines, progress } = decode([
      '@nix {"action":"msg","level":3,"msg":"this derivation will be built:"}',
      '@nix {"action":"start","id":1,"level":0,"text":"","type":104}',
      '@nix {"action":"start","fields":["/nix/store/x.drv","",1,1],"id":2,"level":3,"text":"building \'/nix/store/x.drv\'","type":105}',
      '@nix {"action":"result","fields":[0,2,1,0],"id":1,"type":105}',
      '@nix {"action":"result","fields":["\\u001b[1mmain.c:1: error\\u001b[0m"],"id":2,"type":101}',
      '@nix {"action":"result","fields":[2,2,0,0],"id":1,"type":105}',
      '@nix {"action":"start","id":3,"level":6,"text":"querying info about missing paths","type":0}',
      '@nix {"action":"stop","id":2}',
      '@nix {"action":"msg","level":0,"msg":"error: builder failed\\nlast line"}',
      '/nix/store/x',
    ]);
    expect(lines).toEqual([
      'this derivation will be built:',
      "building '/nix/store/x.drv'",
      'main.c:1: error',
      'error: builder failed',
      'last line',
      '/nix/store/x',
    ]);
    expect(progress).toEqual([
      { done: 0, total: 2, label: 'built' },
      { done: 2, total: 2, label: 'built' },
    ]);
  });

  it.each(['@nix {"action":"msg","level":0,"ms', '@nix null', '@nix 3', '@nix '])(
    'leaves %j as it is or drops it',
    (line) => {
      expect(() => decode([line])).not.toThrow();
    },
  );

  it('bears any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('msg', 'start', 'stop', 'result'), (value, action) => {
        decode([`@nix ${JSON.stringify(value)}`]);
        decode([
          `@nix ${JSON.stringify({ action, id: value, level: value, msg: value, text: value, fields: value, type: 105 })}`,
        ]);
      }),
    );
  });
});
