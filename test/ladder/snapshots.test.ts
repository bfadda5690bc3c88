import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeMachine } from '../../src/engine/judge-machine.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import { loadSnapshot } from '../../src/machine/snapshot.js';
import { interpret } from '../../src/probes/interpret.js';

const folder = join(import.meta.dirname, '../../fixtures/snapshots');
const said = join(import.meta.dirname, 'said');

/** What is said of a machine, short enough to be read whole after a change. */
const sayOf = async (file: string): Promise<string> => {
  const { captures } = await loadSnapshot(join(folder, file));
  const { findings, rungs, recommendation } = judgeMachine(interpret(captures), captures, defaultPolicy);
  const lines = [
    ...rungs.map(({ id, verdict, because }) =>
      `${id.padEnd(13)} ${verdict.padEnd(11)} ${because.join(', ')}`.trimEnd(),
    ),
    `take          ${recommendation.rung ?? 'none'}`,
    ...findings.map(({ id, severity }) => `${severity.padEnd(13)} ${id}`),
  ];
  return `${lines.join('\n')}\n`;
};

describe('what is said of the machines that are kept', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const name = file.replace(/\.json$/, '.txt');
    // A machine that is new is written down by `SAY=1 npm test -- test/ladder/snapshots`, to be read and kept.
    it(name, async () => {
      const text = await sayOf(file);
      expect(text).toContain('take ');
      if (existsSync(join(said, name)) || process.env.SAY) await expect(text).toMatchFileSnapshot(join(said, name));
    });
  }
});
