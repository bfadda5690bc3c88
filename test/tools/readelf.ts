import { execFileSync } from 'node:child_process';

/** What readelf says of a file, in the inspector's words. */
export interface ReadelfFile {
  readonly class: number | null;
  readonly endian: string | null;
  readonly type: string | null;
  /** As readelf names it: "Advanced Micro Devices X86-64". */
  readonly machine: string | null;
  readonly interpreter: string | null;
  readonly needed: readonly string[];
  readonly linkage: string | null;
}

const filesPerRun = 200;

/** Runs `readelf -hldW` over ELF files. */
export const readelf = (paths: readonly string[]): Map<string, ReadelfFile> => {
  const found = new Map<string, ReadelfFile>();
  for (let i = 0; i < paths.length; i += filesPerRun) {
    // A second name makes readelf print "File: ..." also for a single file.
    const some = [...paths.slice(i, i + filesPerRun), '/dev/null'];
    const text = run(some);
    for (const part of text.split(/^File: /m).slice(1)) {
      const end = part.indexOf('\n');
      found.set(part.slice(0, end), parse(part.slice(end)));
    }
  }
  return found;
};

/** readelf ends with 1 when any file has a flaw; its output is whole anyway. */
const run = (paths: readonly string[]): string => {
  const options = { encoding: 'latin1', maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C' } } as const;
  try {
    return execFileSync('readelf', ['-hldW', ...paths], { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout) return stdout;
    throw error;
  }
};

const parse = (text: string): ReadelfFile => {
  const field = (name: string) => new RegExp(`^ {2}${name}: +(.*)$`, 'm').exec(text)?.[1] ?? null;
  const fileClass = field('Class');
  const data = field('Data');
  const type = field('Type')?.split(' ', 1)[0] ?? null;
  const interpreter = /\[Requesting program interpreter: (.*)\]/.exec(text)?.[1] ?? null;
  const hasInterpreter = /^ {2}INTERP /m.test(text);
  const hasDynamic = /^ {2}DYNAMIC /m.test(text);
  const needed = [...text.matchAll(/\(NEEDED\) +Shared library: \[(.*)\]/g)].map((match) => match[1] ?? '');
  const pie = /\(FLAGS_1\) +Flags:.*\bPIE\b/.test(text);
  const entry = Number(field('Entry point address'));
  const types: Readonly<Record<string, string>> = { REL: 'rel', EXEC: 'exec', DYN: 'dyn', CORE: 'core' };
  const linkage = (() => {
    if (type === 'REL') return 'relocatable';
    if (type !== 'EXEC' && type !== 'DYN') return null;
    if (hasInterpreter) return 'dynamic';
    if (type === 'EXEC') return needed.length > 0 ? 'dynamic' : 'static';
    if (!pie && (hasDynamic || entry === 0)) return 'shared-library';
    return needed.length > 0 ? 'dynamic' : 'static-pie';
  })();
  return {
    class: fileClass === 'ELF64' ? 64 : fileClass === 'ELF32' ? 32 : null,
    endian: data?.includes('little') ? 'little' : data?.includes('big') ? 'big' : null,
    type: (type && types[type]) ?? null,
    machine: field('Machine'),
    interpreter,
    needed,
    linkage,
  };
};

/** readelf's names of machines → the names that the inspector may give them. */
export const machineNames: Readonly<Record<string, RegExp>> = {
  'Advanced Micro Devices X86-64': /^x86_64$/,
  'Intel 80386': /^i686$/,
  AArch64: /^aarch64(?:_be)?$/,
  ARM: /^arm/,
  'RISC-V': /^riscv(?:32|64)$/,
  PowerPC: /^ppc$/,
  PowerPC64: /^ppc64(?:le)?$/,
  'IBM S/390': /^s390x?$/,
  'MIPS R3000': /^mips(?:64)?$/,
  LoongArch: /^loongarch64$/,
  'Sparc v9': /^sparc64$/,
  Sparc: /^sparc$/,
  'Sparc v8+': /^sparc$/,
  'QUALCOMM DSP6 Processor': /^hexagon$/,
  'Linux BPF': /^bpf$/,
  MC68000: /^m68k$/,
  HPPA: /^parisc(?:64)?$/,
  Alpha: /^alpha$/,
  'Intel IA-64': /^ia64$/,
  'Renesas / SuperH SH': /^sh4$/,
};
