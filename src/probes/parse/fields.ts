/**
 * "Name: value" lines, as /proc/self/status, /proc/meminfo and many programs write them.
 * The first of two equal names wins; other lines are left out.
 */
export const colonFields = (text: string | null): Map<string, string> => pairs(text, ':');

/** "NAME=value" lines with optional quotes, as /etc/os-release. Source: os-release(5). */
export const shellFields = (text: string | null): Map<string, string> => {
  const fields = pairs(text, '=');
  for (const [name, value] of fields) {
    const quoted = /^(["'])(.*)\1$/.exec(value);
    if (quoted) fields.set(name, (quoted[2] ?? '').replace(/\\(["'\\$`])/g, '$1'));
  }
  return fields;
};

const pairs = (text: string | null, separator: string): Map<string, string> => {
  const fields = new Map<string, string>();
  for (const line of text?.split('\n') ?? []) {
    const at = line.indexOf(separator);
    const name = line.slice(0, Math.max(at, 0)).trim();
    if (name && !name.startsWith('#') && !fields.has(name)) fields.set(name, line.slice(at + 1).trim());
  }
  return fields;
};
