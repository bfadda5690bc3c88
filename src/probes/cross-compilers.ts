import type { Facts } from '../facts/facts.js';
import { muslTripleOf } from './parse/triples.js';

/** Whether a name is one that a tool of a cross compiler has, and nothing that a shell or terminal reads. Pure. */
export const isToolName = (name: string): boolean => /^[\w+-][\w.+-]*$/.test(name) && name.includes('-linux-musl');

/** The cross compilers for musl among programs, by their names; of the same name the first. Pure. */
export const crossCompilers = (paths: readonly string[]): NonNullable<Facts['toolchain']['muslCross']> => {
  const seen = new Set<string>();
  // A folder may be on the search path twice.
  const own = [...new Set(paths)];
  return own.flatMap((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = muslTripleOf(name);
    if (found === null || seen.has(name)) return [];
    seen.add(name);
    const beside = path.slice(0, -'gcc'.length);
    const tools = own.filter((other) => other.startsWith(beside)).map((other) => other.slice(beside.length));
    return [{ path, ...found, tools }];
  });
};
