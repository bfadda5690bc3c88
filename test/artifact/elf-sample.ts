/** A small ELF file made in memory, with every part that the inspector reads. */
export interface SampleOptions {
  readonly is64?: boolean;
  readonly little?: boolean;
  readonly machine?: number;
  readonly type?: number;
  readonly interpreter?: string | null;
  readonly needed?: readonly string[];
  readonly pie?: boolean;
  readonly dynamic?: boolean;
  readonly versions?: readonly string[];
  readonly notes?: readonly { owner: string; type: number; description: Uint8Array }[];
  /** Whether the notes are only in a section, and in no segment. */
  readonly notesBySection?: boolean;
  readonly soname?: string;
  readonly rodata?: string;
  /** Names of further sections, without content. */
  readonly sectionNames?: readonly string[];
  /** Names of functions that the symbol table defines; null for a stripped file. */
  readonly symbols?: readonly string[] | null;
  readonly entryCode?: string;
  /** Code for Thumb: the address of the entry is odd. */
  readonly thumb?: boolean;
}

const base = 0x400000;

/** Builds the bytes: headers, interpreter, notes, strings, dynamic section, versions, code, texts, symbols, section headers. */
export const elfSample = (options: SampleOptions = {}): Uint8Array => {
  const { is64 = true, little = true, interpreter = null, needed = [], versions = [], notes = [] } = options;
  const bytes = Buffer.alloc(16 * 1024);
  const u16 = (at: number, value: number) => (little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
  const u32 = (at: number, value: number) =>
    little ? bytes.writeUInt32LE(value >>> 0, at) : bytes.writeUInt32BE(value >>> 0, at);
  const word = (at: number, value: number) => {
    if (!is64) return void u32(at, value);
    u32(little ? at : at + 4, value);
    u32(little ? at + 4 : at, 0);
  };
  let end = 0x400;
  const place = (content: Uint8Array): { offset: number; size: number } => {
    const offset = end;
    bytes.set(content, offset);
    end = Math.ceil((offset + content.length) / 16) * 16;
    return { offset, size: content.length };
  };
  const stringTable = (names: readonly string[]) => {
    const indexes = new Map<string, number>();
    let text = '\0';
    for (const name of names) {
      indexes.set(name, text.length);
      text += `${name}\0`;
    }
    return { ...place(Buffer.from(text, 'latin1')), index: (name: string) => indexes.get(name) ?? 0 };
  };

  const segments: { type: number; offset: number; size: number; align: number }[] = [];
  if (interpreter !== null) segments.push({ type: 3, align: 1, ...place(Buffer.from(`${interpreter}\0`)) });
  let noteRange: { offset: number; size: number } | null = null;
  if (notes.length > 0) {
    const parts = notes.map(({ owner, type, description }) => {
      const note = Buffer.alloc(12 + Math.ceil((owner.length + 1) / 4) * 4 + Math.ceil(description.length / 4) * 4);
      const put = (at: number, value: number) =>
        little ? note.writeUInt32LE(value, at) : note.writeUInt32BE(value, at);
      put(0, owner.length + 1);
      put(4, description.length);
      put(8, type);
      note.write(owner, 12, 'latin1');
      note.set(description, 12 + Math.ceil((owner.length + 1) / 4) * 4);
      return note;
    });
    noteRange = place(Buffer.concat(parts));
    if (!options.notesBySection) segments.push({ type: 4, align: 4, ...noteRange });
  }
  if (options.dynamic ?? (needed.length > 0 || options.pie || options.soname)) {
    const strings = stringTable([...needed, ...versions, options.soname ?? '']);
    const wordSize = is64 ? 8 : 4;
    const entries: [number, number][] = needed.map((name) => [1, strings.index(name)]);
    entries.push([5, base + strings.offset], [10, strings.size]);
    if (options.soname) entries.push([14, strings.index(options.soname)]);
    if (options.pie) entries.push([0x6ffffffb, 0x08000000]);
    if (versions.length > 0) {
      const table = place(Buffer.alloc(16 + 16 * versions.length));
      u16(table.offset, 1);
      u16(table.offset + 2, versions.length);
      u32(table.offset + 4, strings.index(needed[0] ?? ''));
      u32(table.offset + 8, 16);
      versions.forEach((name, i) => {
        const at = table.offset + 16 + 16 * i;
        u32(at + 8, strings.index(name));
        u32(at + 12, i + 1 < versions.length ? 16 : 0);
      });
      entries.push([0x6ffffffe, base + table.offset], [0x6fffffff, 1]);
    }
    entries.push([0, 0]);
    const table = place(Buffer.alloc(entries.length * 2 * wordSize));
    entries.forEach(([tag, value], i) => {
      word(table.offset + i * 2 * wordSize, tag);
      word(table.offset + (i * 2 + 1) * wordSize, value);
    });
    segments.push({ type: 2, align: wordSize, ...table });
  }
  const code = place(Buffer.from(options.entryCode ?? '90'.repeat(16), 'hex'));
  const rodata = place(Buffer.from(`${options.rodata ?? ''}\0`, 'latin1'));

  const sections: { name: string; type: number; flags: number; offset: number; size: number; link: number }[] = [
    { name: '', type: 0, flags: 0, offset: 0, size: 0, link: 0 },
    { name: '.rodata', type: 1, flags: 2, link: 0, ...rodata },
    ...(options.sectionNames ?? []).map((name) => ({ name, type: 1, flags: 3, link: 0, offset: 0, size: 0 })),
  ];
  if (noteRange && options.notesBySection) sections.push({ name: '.note', type: 7, flags: 2, link: 0, ...noteRange });
  if (options.symbols) {
    const strings = stringTable(options.symbols);
    const size = is64 ? 24 : 16;
    const table = place(Buffer.alloc(size * options.symbols.length));
    options.symbols.forEach((name, i) => {
      u32(table.offset + i * size, strings.index(name));
      u16(table.offset + i * size + (is64 ? 6 : 14), 1);
    });
    sections.push({ name: '.symtab', type: 2, flags: 0, link: sections.length + 1, ...table });
    sections.push({ name: '.strtab', type: 3, flags: 0, link: 0, ...strings });
  }
  const sectionNames = stringTable([...sections.map(({ name }) => name), '.shstrtab']);
  sections.push({ name: '.shstrtab', type: 3, flags: 0, link: 0, ...sectionNames });
  const sectionTable = place(Buffer.alloc(sections.length * (is64 ? 64 : 40)));
  sections.forEach(({ name, type, flags, offset, size, link }, i) => {
    const at = sectionTable.offset + i * (is64 ? 64 : 40);
    u32(at, sectionNames.index(name));
    u32(at + 4, type);
    word(at + 8, flags);
    word(at + (is64 ? 24 : 16), offset);
    word(at + (is64 ? 32 : 20), size);
    u32(at + (is64 ? 40 : 24), link);
  });

  segments.push({ type: 1, offset: 0, size: end, align: 4096 });
  const headerSize = is64 ? 64 : 52;
  bytes.set([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, little ? 1 : 2, 1]);
  u16(16, options.type ?? (options.pie ? 3 : 2));
  u16(18, options.machine ?? 62);
  word(24, base + code.offset + (options.thumb ? 1 : 0));
  word(is64 ? 32 : 28, headerSize);
  word(is64 ? 40 : 32, sectionTable.offset);
  const rest = is64 ? 48 : 36;
  u16(rest + 4, headerSize);
  u16(rest + 6, is64 ? 56 : 32);
  u16(rest + 8, segments.length);
  u16(rest + 10, is64 ? 64 : 40);
  u16(rest + 12, sections.length);
  u16(rest + 14, sections.length - 1);
  segments.forEach(({ type, offset, size, align }, i) => {
    const at = headerSize + i * (is64 ? 56 : 32);
    u32(at, type);
    if (is64) {
      u32(at + 4, 5);
      word(at + 8, offset);
      word(at + 16, base + offset);
      word(at + 32, size);
      word(at + 40, size);
      word(at + 48, align);
    } else {
      u32(at + 4, offset);
      u32(at + 8, base + offset);
      u32(at + 16, size);
      u32(at + 20, size);
      u32(at + 24, 5);
      u32(at + 28, align);
    }
  });
  // A plain array: a slice of a Buffer would share its memory.
  return new Uint8Array(bytes.subarray(0, end));
};
