/** Any part of a type, at any depth; lists are whole. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** A copy of a value with some of it, at any depth, in the place of what it had; a list takes the place of the whole list. */
export const overlay = <T>(base: T, part: DeepPartial<NoInfer<T>>): T => merge(base, part) as T;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (base: unknown, over: unknown): unknown => {
  if (!isRecord(base) || !isRecord(over)) return structuredClone(over === undefined ? base : over);
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, key in over ? merge(base[key], over[key]) : base[key]]));
};
