/**
 * Settings of nix.conf, of NIX_CONFIG or of `nix show-config`, which all write "name = value"
 * lines; later ones win, "extra-NAME" adds to NAME, and what follows a # is a comment.
 * Source: nix.conf(5).
 */
export const nixSettings = (...texts: readonly (string | null)[]): Map<string, string> => {
  const settings = new Map<string, string>();
  for (const line of texts.join('\n').split('\n')) {
    const text = line.split('#')[0] ?? '';
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(at, 0)).trim();
    if (!/^[a-z][a-z0-9-]*$/.test(name)) continue;
    const value = text.slice(at + 1).trim();
    // This one has its prefix by birth.
    const base = name === 'extra-platforms' ? name : name.replace(/^extra-/, '');
    if (base === name) settings.set(name, value);
    else settings.set(base, [settings.get(base), value].filter(Boolean).join(' '));
  }
  return settings;
};

/** A setting that is a list of words. */
export const words = (value: string | null | undefined): string[] => value?.split(/\s+/).filter(Boolean) ?? [];
