import { existsSync, statSync } from 'node:fs';
import { machine } from 'node:os';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { failed, ok } from '../../../src/machine/read/errno.js';
import { readForeign } from '../../../src/machine/read/foreign.js';

const other = machine() === 'riscv64' ? 'aarch64' : 'riscv64';
const ran = (code: number | null, stderr = '', more = {}) => ({ code, stdout: '', stderr, ...more });
const nobody = () => Promise.reject(new Error('nothing is to be run'));

it('runs nothing for the architecture of this process, and for one that it has no program of', async () => {
  expect(await readForeign(machine(), nobody)).toEqual(ok('ok'));
  expect(await readForeign('vax', nobody)).toEqual(failed('unsupported'));
});

it.each([
  ['it ran', ran(0), ok('ok')],
  ['it did not end in time', ran(null, '', { timedOut: true }), failed('timeout')],
  ['a signal ended it', ran(null), failed('exit by signal')],
  [
    'the kernel does not take its format',
    ran(126, 'sh: probe: cannot execute binary file: Exec format error'),
    failed('exit 126'),
  ],
  ['the folder is noexec', ran(126, 'sh: probe: Permission denied'), failed('EACCES')],
  ['a shell read it as a script', ran(2, 'sh: probe: Syntax error'), failed('exit 2')],
  ['a shell read it as a script of bad format', ran(127, 'sh: ELF: not found'), failed('exit 127')],
  ['no shell could be started', failed('EAGAIN'), failed('EAGAIN')],
])('%s', async (_, answer, expected) => {
  let program = '';
  const run = async (path: string) => {
    program = path;
    expect(statSync(path).mode & 0o777).toBe(0o700);
    return answer;
  };
  expect(await readForeign(other, run)).toEqual(expected);
  expect(existsSync(dirname(program))).toBe(false);
});

it('leaves nothing behind when it cannot be run', async () => {
  let program = '';
  const run = async (path: string) => {
    program = path;
    throw Object.assign(new Error('no memory'), { code: 'ENOMEM' });
  };
  expect(await readForeign(other, run)).toEqual(failed('ENOMEM'));
  expect(existsSync(dirname(program))).toBe(false);
});
