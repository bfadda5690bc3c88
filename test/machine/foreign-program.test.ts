import { expect, it } from 'vitest';
import { foreignProgram } from '../../src/machine/foreign-program.js';

// As an assembler writes them, in bytes: ends with a status by exit(2).
it.each([
  ['x86_64', 0, '6a 00 5f b8 3c 00 00 00 0f 05'],
  ['x86_64', 1, '6a 01 5f b8 3c 00 00 00 0f 05'],
  ['aarch64', 0, '00 00 80 d2 a8 0b 80 d2 01 00 00 d4'],
  ['aarch64', 1, '20 00 80 d2 a8 0b 80 d2 01 00 00 d4'],
  ['riscv64', 0, '13 05 00 00 93 08 d0 05 73 00 00 00'],
  ['riscv64', 1, '13 05 10 00 93 08 d0 05 73 00 00 00'],
] as const)('a program for %s ends with %i', (arch, status, code) => {
  const program = foreignProgram(arch, { status });
  const bytes = Buffer.from(code.replaceAll(' ', ''), 'hex');
  expect(program?.subarray(-bytes.length).toString('hex')).toBe(bytes.toString('hex'));
  // Its entry point is that code.
  expect(program?.readBigUInt64LE(24)).toBe(0x400000n + BigInt((program?.length ?? 0) - bytes.length));
});
