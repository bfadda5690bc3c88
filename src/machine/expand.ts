/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Puts in the values of `$NAME` in a key's argument.
 * @returns null when a variable is unset or empty
 */
export const expand = (argument: string, env: Environment): string | null => {
  let complete = true;
  const text = argument.replace(/\$([A-Z_][A-Z0-9_]*)/g, (_, name: string) => {
    const value = env[name];
    if (!value) complete = false;
    return value ?? '';
  });
  return complete ? text : null;
};
