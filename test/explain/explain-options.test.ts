import { expect, it } from 'vitest';
import type { Diagnosis } from '../../src/explain/diagnosis.js';
import { explainOptions } from '../../src/explain/explain-options.js';
import type { RungOptions } from '../../src/rungs/options.js';
import { someFacts } from '../support/facts.js';

const commandsFor = (cause: string, options: RungOptions, rustup = false): readonly string[] => {
  const diagnosis: Diagnosis = {
    ...{ cause, root: true, confidence: 0.9, line: 1, excerpt: 'x', title: 'x', why: 'x', links: [] },
    fixes: [{ title: 'general', commands: ['general'], needsRoot: false, changes: null, undo: null, runnable: false }],
  };
  const facts = someFacts({ toolchain: { rustup: rustup ? { path: '/usr/bin/rustup', version: null } : null } });
  return explainOptions([diagnosis], options, facts).flatMap(({ fixes }) => fixes.flatMap(({ commands }) => commands));
};

it('says of a build that was given no network how to give it one', () => {
  const again = 'musl-wizard choose --rung alpine --network default --yes';
  expect(commandsFor('dns-resolution-failed', { network: 'none' })).toEqual([again, 'general']);
  expect(commandsFor('dns-resolution-failed', {})).toEqual(['general']);
  expect(commandsFor('disk-full', { network: 'none' })).toEqual(['general']);
});

it('names the Rust target that is built for, and rustup only where it is', () => {
  const armv7 = { arch: 'armv7l' };
  expect(commandsFor('rust-std-target-missing', armv7, true)).toEqual([
    'rustup target add armv7-unknown-linux-musleabihf',
  ]);
  expect(commandsFor('rust-std-target-missing', {}, true)).toEqual(['rustup target add x86_64-unknown-linux-musl']);
  expect(commandsFor('rust-std-target-missing', {})).toEqual([
    'musl-wizard choose --rung alpine --yes',
    'musl-wizard choose --rung pkgs-musl --yes',
  ]);
});
