import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../../src/probes/interpret.js';

const folder = join(import.meta.dirname, '../../src/diagnosis');
const asked = new Set<string>(keysOf());
const key = /'((?:file|stat|link|run|which|env|environ|glob|paths|connect|talk|df|group|sysctl):[^']+)'/g;

describe('whatever a finding looks at is asked of the machine', () => {
  for (const file of readdirSync(folder)) {
    it(file, () => {
      const source = readFileSync(join(folder, file), 'utf8');
      const looked = [...source.matchAll(key)].map(([, name]) => name ?? '');
      // With a blank behind the colon it is a line of evidence.
      expect(looked.filter((name) => !name.includes(': ') && !asked.has(name))).toEqual([]);
    });
  }
});
