import type { Facts } from '../facts/facts.js';
import { type Captures, errorOf, stdoutOf, textOf } from '../machine/capture.js';
import { parseMountinfo } from '../machine/mountinfo.js';
import { colonFields } from './parse/fields.js';
import type { Probe } from './probe.js';

type Handler = Facts['binfmt']['handlers'][number];

const folder = '/proc/sys/fs/binfmt_misc';
/** Where emulators are installed; these show whether a handler's interpreter exists. */
const emulators = [
  'paths:/usr/bin/qemu-*',
  'paths:/usr/local/bin/qemu-*',
  'paths:/usr/libexec/qemu-binfmt/*',
  'paths:/run/binfmt/*',
  'paths:/mnt/rosetta*',
] as const;
const architectures = ['x86_64', 'aarch64', 'riscv64'] as const;

/** Emulation of other architectures. Source: Documentation/admin-guide/binfmt-misc.rst. */
export const binfmtProbe: Probe<'binfmt'> = {
  domain: 'binfmt',
  reads: [
    'file:/proc/filesystems',
    'file:/proc/self/mountinfo',
    'run:uname -rm',
    `file:${folder}/status`,
    `glob:${folder}/*`,
    ...emulators,
    ...architectures.map((arch) => `foreign:${arch}` as const),
  ],
  interpret: (captures) => {
    const status = textOf(captures, `file:${folder}/status`)?.trim();
    const handlers = readHandlers(captures);
    return {
      supported: supported(captures),
      mounted: mounted(captures),
      enabled: status === undefined ? null : status === 'enabled',
      handlers,
      emulates: emulated(captures, handlers, status !== 'disabled'),
    };
  },
};

const supported = (captures: Captures): boolean | null => {
  if (textOf(captures, `file:${folder}/status`) !== null) return true;
  const filesystems = textOf(captures, 'file:/proc/filesystems');
  return filesystems === null ? null : /\bbinfmt_misc\b/.test(filesystems);
};

const mounted = (captures: Captures): boolean | null => {
  if (textOf(captures, `file:${folder}/status`) !== null) return true;
  const mountinfo = textOf(captures, 'file:/proc/self/mountinfo');
  if (mountinfo === null) return errorOf(captures, `file:${folder}/status`) === 'ENOENT' ? false : null;
  return parseMountinfo(mountinfo).some(({ fsType }) => fsType === 'binfmt_misc');
};

const readHandlers = (captures: Captures): Handler[] => {
  const paths = textOf(captures, `glob:${folder}/*`)?.split('\n') ?? [];
  return paths.flatMap((path) => {
    const name = path.slice(folder.length + 1);
    const text = textOf(captures, `file:${path}`);
    if (!text || name === 'status' || name === 'register') return [];
    return [parseHandler(captures, name, text)];
  });
};

const parseHandler = (captures: Captures, name: string, text: string): Handler => {
  const interpreter = /^interpreter (.+)$/m.exec(text)?.[1] ?? null;
  return {
    name,
    arch: archOfMagic(/^magic ([\da-f]+)$/m.exec(text)?.[1] ?? null) ?? archOfName(name),
    interpreter,
    flags: colonFields(text).get('flags') ?? null,
    enabled: /^enabled$/m.test(text) ? true : /^disabled$/m.test(text) ? false : null,
    interpreterFound: interpreter === null ? null : found(captures, interpreter),
  };
};

/** Names of ELF machines by e_machine; little endian unless stated. Source: elf.h. */
const elfMachines: Readonly<Record<string, string>> = {
  '0300': 'i386',
  '0600': 'i386',
  '3e00': 'x86_64',
  '2800': 'arm',
  b700: 'aarch64',
  f300: 'riscv64',
  '1500': 'ppc64le',
  '0016': 's390x',
  '0200': 'sparc',
  '0201': 'loongarch64',
};

/** The architecture that an ELF magic stands for: e_machine is the half word at byte 18. */
const archOfMagic = (magic: string | null): string | null =>
  magic?.startsWith('7f454c46') && magic.length >= 40 ? (elfMachines[magic.slice(36, 40)] ?? null) : null;

const archOfName = (name: string): string | null => {
  const arch = /^qemu-([a-z0-9_]+)$/.exec(name)?.[1] ?? null;
  return name === 'rosetta' ? 'x86_64' : arch;
};

const found = (captures: Captures, interpreter: string): boolean | null => {
  for (const key of emulators) {
    const [prefix = ''] = key.slice('paths:'.length).split('*');
    if (!interpreter.startsWith(prefix)) continue;
    const paths = textOf(captures, key);
    return paths === null ? null : paths.split('\n').includes(interpreter);
  }
  return null;
};

/**
 * What really ran; for architectures that were not tried, what the handlers promise. With flag F
 * the emulator was opened at registration, so that its path no longer matters.
 */
const emulated = (captures: Captures, handlers: readonly Handler[], enabled: boolean): string[] => {
  // Without the machine's own architecture its own programs would count as foreign.
  const own = /\S+$/.exec(stdoutOf(captures, 'run:uname -rm') ?? '')?.[0];
  if (own === undefined) return [];
  const tried = new Map<string, boolean>();
  for (const arch of architectures) {
    const error = errorOf(captures, `foreign:${arch}`);
    if (textOf(captures, `foreign:${arch}`) === 'ok') tried.set(arch, true);
    else if (/^(?:ENOEXEC|ENOENT|exit .*)$/.test(error ?? '')) tried.set(arch, false);
  }
  const promised = handlers.flatMap(({ arch, enabled: on, flags, interpreterFound }) =>
    arch && enabled && on && !tried.has(arch) && (flags?.includes('F') || interpreterFound) ? [arch] : [],
  );
  const ran = [...tried].flatMap(([arch, works]) => (works ? [arch] : []));
  return [...new Set([...ran, ...promised])].filter((arch) => arch !== own).sort();
};
