/** Word size and byte order of an ELF file (e_ident[EI_CLASS], e_ident[EI_DATA]). */
export interface ElfEncoding {
  readonly is64: boolean;
  readonly little: boolean;
}

/**
 * Reads the fields of a table by byte offset. Reading behind the end gives 0, so that a cut table
 * cannot throw; loops over tables run over whole entries only.
 */
export class Fields {
  readonly length: number;
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #is64: boolean;

  constructor(bytes: Uint8Array, layout: ElfEncoding) {
    this.length = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = layout.little;
    this.#is64 = layout.is64;
  }

  u8(offset: number): number {
    return offset < this.length ? this.#view.getUint8(offset) : 0;
  }

  u16(offset: number): number {
    return offset + 2 <= this.length ? this.#view.getUint16(offset, this.#little) : 0;
  }

  u32(offset: number): number {
    return offset + 4 <= this.length ? this.#view.getUint32(offset, this.#little) : 0;
  }

  /** 64 bits as a number; above 2^53 it loses low bits, and every caller compares it with a file size first. */
  u64(offset: number): number {
    return this.#little
      ? this.u32(offset + 4) * 0x1_0000_0000 + this.u32(offset)
      : this.u32(offset) * 0x1_0000_0000 + this.u32(offset + 4);
  }

  /** An address, offset or size: Elf32_Addr/Elf32_Off or Elf64_Addr/Elf64_Off. */
  word(offset: number): number {
    return this.#is64 ? this.u64(offset) : this.u32(offset);
  }
}
