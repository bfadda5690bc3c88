interface Machine {
  readonly elfMachine: number;
  /** Instructions that end the program with a status. */
  readonly code: (status: 0 | 1) => readonly number[];
}

/**
 * The smallest ELF programs that only end, one an architecture.
 * Source: elf(5); the calling conventions of syscall(2).
 */
const machines: Readonly<Record<string, Machine>> = {
  x86_64: {
    elfMachine: 62,
    // push STATUS; pop rdi; mov eax,60 (exit); syscall
    code: (status) => [0x6a, status, 0x5f, 0xb8, 0x3c, 0x00, 0x00, 0x00, 0x0f, 0x05],
  },
  aarch64: {
    elfMachine: 183,
    // mov x0,#STATUS; mov x8,#93 (exit); svc #0
    code: (status) => [status << 5, 0x00, 0x80, 0xd2, 0xa8, 0x0b, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4],
  },
  riscv64: {
    elfMachine: 243,
    // li a0,STATUS; li a7,93 (exit); ecall
    code: (status) => [0x13, 0x05, status << 4, 0x00, 0x93, 0x08, 0xd0, 0x05, 0x73, 0x00, 0x00, 0x00],
  },
};

export interface ProgramShape {
  /** What it ends with; 0 when absent. */
  readonly status?: 0 | 1;
  /** Makes it dynamic: the loader that the kernel is to start in its place. */
  readonly interpreter?: string;
}

const base = 0x400000n;
const headerBytes = 64;
const programHeaderBytes = 56;

/** The program for an architecture as `uname -m` names it, or null where there is none here. */
export const foreignProgram = (arch: string, { status = 0, interpreter }: ProgramShape = {}): Buffer | null => {
  const machine = machines[arch];
  if (!machine) return null;
  const code = Buffer.from(machine.code(status));
  const loader = interpreter === undefined ? null : Buffer.from(`${interpreter}\0`);
  const segments = loader ? 2 : 1;
  const start = headerBytes + segments * programHeaderBytes;
  const file = Buffer.alloc(start + code.length + (loader?.length ?? 0));
  file.write('\x7fELF\x02\x01\x01', 'latin1'); // 64 bits, little endian, version 1
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(machine.elfMachine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(base + BigInt(start), 24); // entry
  file.writeBigUInt64LE(BigInt(headerBytes), 32); // program headers
  file.writeUInt16LE(headerBytes, 52);
  file.writeUInt16LE(programHeaderBytes, 54);
  file.writeUInt16LE(segments, 56);
  const whole = { type: 1, offset: 0, bytes: file.length }; // PT_LOAD
  const name = { type: 3, offset: start + code.length, bytes: loader?.length ?? 0 }; // PT_INTERP, before any PT_LOAD
  for (const [index, { type, offset, bytes }] of (loader ? [name, whole] : [whole]).entries()) {
    const at = headerBytes + index * programHeaderBytes;
    file.writeUInt32LE(type, at);
    file.writeUInt32LE(5, at + 4); // readable, executable
    file.writeBigUInt64LE(BigInt(offset), at + 8);
    file.writeBigUInt64LE(base + BigInt(offset), at + 16);
    file.writeBigUInt64LE(base + BigInt(offset), at + 24);
    file.writeBigUInt64LE(BigInt(bytes), at + 32);
    file.writeBigUInt64LE(BigInt(bytes), at + 40);
    file.writeBigUInt64LE(0x1000n, at + 48);
  }
  code.copy(file, start);
  loader?.copy(file, start + code.length);
  return file;
};
