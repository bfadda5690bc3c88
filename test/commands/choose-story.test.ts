import { expect, it } from 'vitest';
import { chooseStory } from '../../src/commands/choose-story.js';
import { canaryResult } from '../support/canary-result.js';

const descent = { results: [canaryResult({ rung: 'zig', outcome: 'passed' })], chosen: 'zig', trace: [] } as const;

it('names the command that builds by what was saved', () => {
  expect(chooseStory(descent, '/settings/one.json', false, false).slice(-3)).toEqual([
    'Saved: zig, in /settings/one.json',
    'Build your project by it:',
    '  musl-wizard build',
  ]);
});

it('where another setup was kept, does not say that a build would be by this one', () => {
  const lines = chooseStory(descent, null, false, false);
  expect(lines).toContain('  musl-wizard build --rung zig');
  expect(lines).toContain('  musl-wizard choose --rung zig --yes');
  expect(lines).not.toContain('  musl-wizard build');
});
