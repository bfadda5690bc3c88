/** Names as keys of rows: each one of its own, also where several rows have the same name (`a`, `a~2`, ...). */
export const uniqueKeys = (names: readonly string[]): string[] => {
  const taken = new Set<string>();
  return names.map((name) => {
    let key = name;
    for (let count = 2; taken.has(key); count += 1) key = `${name}~${count}`;
    taken.add(key);
    return key;
  });
};
