import { expect, it } from 'vitest';
import { asCalled } from '../../src/text/as-called.js';

it.each([
  ['musl-wizard build', 'npx musl-wizard build'],
  ['  musl-wizard choose --yes', '  npx musl-wizard choose --yes'],
  ['musl-wizard choose --rung zig && musl-wizard build', 'npx musl-wizard choose --rung zig && npx musl-wizard build'],
  ['gzip -dc log | musl-wizard explain -', 'gzip -dc log | npx musl-wizard explain -'],
  ['Next rung: musl-wizard choose', 'Next rung: npx musl-wizard choose'],
  [
    'there is no such command; musl-wizard --help lists them',
    'there is no such command; npx musl-wizard --help lists them',
  ],
  ['say a rung, or run musl-wizard choose.', 'say a rung, or run npx musl-wizard choose.'],
  ['climbing instead (musl-wizard choose)', 'climbing instead (npx musl-wizard choose)'],
  ['Saved: zig, in /home/ann/musl-wizard/setup.json', 'Saved: zig, in /home/ann/musl-wizard/setup.json'],
  ['mv musl-wizard.json musl-wizard.old', 'mv musl-wizard.json musl-wizard.old'],
  ['docker rm musl-wizard-build-1', 'docker rm musl-wizard-build-1'],
])('%s', (command, expected) => {
  expect(asCalled(command, 'npx musl-wizard')).toBe(expected);
});

it('takes the words as they are', () => {
  expect(asCalled('musl-wizard build', "node '/a $& b/musl-wizard.cjs'")).toBe("node '/a $& b/musl-wizard.cjs' build");
});
