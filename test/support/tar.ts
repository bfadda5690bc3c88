/** A tar archive as bytes, also one that no tar would write. */
export const tarOf = (...entries: readonly TarPart[]): Buffer =>
  Buffer.concat([...entries.flatMap(partOf), Buffer.alloc(1024)]);

export interface TarPart {
  readonly name: string;
  readonly type?: string;
  readonly target?: string;
  readonly content?: string;
  readonly mode?: number;
  readonly mtime?: number;
}

const partOf = ({ name, type = '0', target = '', content = '', mode = 0o644, mtime = 0 }: TarPart): Buffer[] => {
  const header = Buffer.alloc(512);
  const body = Buffer.from(content);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  header.write(name, 0, 100);
  header.write(octal(mode, 8), 100);
  header.write(octal(body.length, 12), 124);
  header.write(octal(mtime, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(target, 157, 100);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((before, byte) => before + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
};
