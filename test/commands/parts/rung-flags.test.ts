import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addRungFlags, type RungFlags, rungWords, timeoutOf } from '../../../src/commands/parts/rung-flags.js';

it('gives the words again that the options came from', () => {
  const words = [
    ...[
      '--nix-set',
      'pkgsStatic',
      '--nixpkgs',
      'flake:nixpkgs',
      '--nix-option',
      'sandbox=false',
      '--nix-option',
      'cores=1',
    ],
    ...[
      '--nix-builders',
      'ssh://a',
      '--engine',
      'podman',
      '--builder',
      'b',
      '--image',
      'x/alpine:3',
      '--image-archive',
      'a.tar',
    ],
    ...['--toolchain', '/opt/x', '--apk-mirror', 'http://m', '--network', 'host', '--arch', 'aarch64', '--jobs', '2'],
    ...['--fcommon', '--lenient', '--small'],
  ];
  const parse = (given: readonly string[]) =>
    addRungFlags(new Command()).exitOverride().parse(given, { from: 'user' }).opts<RungFlags>();
  const again = rungWords(parse(words));
  expect(again).toEqual(words);
  // No option was forgotten.
  expect(Object.keys(parse(again))).toHaveLength(addRungFlags(new Command()).options.length);
});

it('reads a time, of which a timer can count no more than some weeks', () => {
  expect([timeoutOf(undefined, 5), timeoutOf('0.5'), timeoutOf('604800')]).toEqual([5, 500, 604_800_000]);
  for (const text of ['', '0', '-1', 'soon', '604801', 'Infinity']) expect(() => timeoutOf(text)).toThrow('--timeout');
});
