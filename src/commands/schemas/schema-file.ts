import { readFileSync } from 'node:fs';

/**
 * What `--json-schema` prints after a command and its first word: the file that the build wrote (json-schema.ts).
 * @throws {Error} for a command that prints no JSON
 */
export const shippedSchema = (command: string, word: string | undefined): string => {
  for (const name of [`${command}-${word}`, command]) {
    if (!/^[a-z-]+$/.test(name)) continue;
    try {
      const file = readFileSync(new URL(`../schemas/${name}.json`, import.meta.url), 'utf8');
      return `${JSON.stringify(JSON.parse(file), null, 2)}\n`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`${command} prints no JSON`);
};
