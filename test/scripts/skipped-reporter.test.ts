import { expect, it } from 'vitest';
import { skippedLines } from '../../scripts/skipped-reporter.mjs';

it('names what skipped tests lack, the most frequent first', () => {
  expect(
    skippedLines([
      { fullName: 'undo > a fix', note: 'needs root' },
      { fullName: 'rungs (needs nix, docker) > was not tried' },
      { fullName: 'rungs (needs nix, docker) > builds' },
      { fullName: 'a list', note: "Debian's lists cannot be had" },
      { fullName: 'says nothing' },
    ]),
  ).toEqual([
    'Skipped, with what they need:',
    '    2  nix, docker',
    '    1  root',
    "    1  Debian's lists cannot be had",
    '    1  says nothing',
  ]);
});

it('says nothing where none was skipped', () => {
  expect(skippedLines([])).toEqual([]);
});
