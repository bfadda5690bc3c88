/** Shorter ones are easier to read where they stand. */
const leastCharacters = 120;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON Schema in which each part that is said more than once stands once, under $defs, named by the key it has first. Pure. */
export const shareRepeats = (document: object): object => {
  const schema = JSON.parse(JSON.stringify(document)) as { [key: string]: Json };
  const times = new Map<string, number>();
  count(schema, times);
  const { $defs: own, ...rest } = schema;
  const definitions: { [name: string]: Json } = { ...(own as object) };
  const names = new Map<string, string>();

  const share = (value: Json, key: string): Json => {
    const text = textOf(value);
    if (text === null || (times.get(text) ?? 0) < 2) return inside(value, key);
    let name = names.get(text);
    if (name === undefined) {
      name = free(key, definitions);
      names.set(text, name);
      definitions[name] = true;
      definitions[name] = inside(value, key);
    }
    return { $ref: `#/$defs/${name}` };
  };
  const inside = (value: Json, key: string): Json => {
    if (Array.isArray(value)) return value.map((item) => share(item, key));
    if (typeof value !== 'object' || value === null) return value;
    const named = Object.entries(value).map(([name, item]) => [name, share(item, isWord(name) ? key : name)] as const);
    return Object.fromEntries(named);
  };

  const shared = inside(rest, 'document') as object;
  return Object.keys(definitions).length > 0 ? { ...shared, $defs: definitions } : shared;
};

/** How often each part is said; what stands within one counts once, since the part will stand once. */
const count = (value: Json, times: Map<string, number>): void => {
  if (typeof value !== 'object' || value === null) return;
  const text = textOf(value);
  const before = text === null ? 0 : (times.get(text) ?? 0);
  if (text !== null) times.set(text, before + 1);
  if (before === 0) for (const item of Object.values(value)) count(item, times);
};

/** What a schema says; null for what is none (a map of properties, a list) or too short to be shared. */
const textOf = (value: Json): string | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const isSchema = ['type', 'anyOf', 'enum', 'const'].some((word) => {
    const said = (value as { [key: string]: Json })[word];
    return typeof said === 'string' || Array.isArray(said);
  });
  const text = JSON.stringify(value);
  return isSchema && text.length >= leastCharacters ? text : null;
};

const words = new Set(['properties', 'patternProperties', 'items', 'anyOf', 'allOf', 'additionalProperties', '$defs']);
const isWord = (key: string): boolean => words.has(key);

const free = (key: string, taken: object): string => {
  const name = key.replace(/\W+/g, '') || 'part';
  let free = name;
  for (let n = 2; Object.hasOwn(taken, free); n += 1) free = `${name}${n}`;
  return free;
};
