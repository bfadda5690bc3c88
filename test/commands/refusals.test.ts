import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import * as allow from '../../src/commands/allow.js';
import * as choose from '../../src/commands/choose.js';
import * as doctor from '../../src/commands/doctor.js';
import * as status from '../../src/commands/status.js';
import * as undo from '../../src/commands/undo.js';
import { UsageError } from '../../src/errors.js';
import { testContext } from '../support/context.js';

/** What a command says of words that do not fit; nothing is read or done before. */
const refused = async (
  run: (context: never, words: readonly string[], flags: never) => unknown,
  words: readonly string[],
  flags: object,
) => {
  const { context, written } = testContext({ cwd: tmpdir(), env: { HOME: '/nonexistent' } });
  const error = await Promise.resolve()
    .then(() => run(context as never, words, flags as never))
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect(written).toEqual({ out: '', err: '' });
  return (error as UsageError).message;
};

it.each([
  ['doctor', doctor.run],
  ['choose', choose.run],
  ['status', status.run],
  ['undo', undo.run],
  ['allow', allow.run],
] as const)('%s takes no arguments, and shows harmlessly what it got', async (name, run) => {
  expect(await refused(run as never, ['x', '\u001b[2Jy'], {})).toMatch(
    new RegExp(`^${name} takes no arguments \\(got: x .*y\\)$`),
  );
});

it.each([{ on: ['ssh:box'] }, { on: ['local', 'ssh:box'] }, { whatIf: ['os.libc=musl'] }, { json: true }])(
  'doctor fixes this machine alone, and asks: not with %j',
  async (flags) => {
    expect(await refused(doctor.run as never, [], { fix: true, ...flags })).toMatch(/--fix works only on this machine/);
  },
);
