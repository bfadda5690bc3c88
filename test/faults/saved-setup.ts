import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveSetup } from '../../src/settings/store.js';
import type { Place } from './cell.js';

/** Saves a setup as an earlier run would have. */
export const saveOld = ({ config, project }: Place): void =>
  void saveSetup(join(config, 'musl-wizard'), {
    schema: 'musl-wizard.setup/1',
    rung: 'glibc-static',
    upx: false,
    options: {},
    project,
    provedAt: '2026-01-01T00:00:00.000Z',
    proof: { sizeBytes: 800_000, libc: 'glibc', durationMs: 500 },
    basis: {},
  });

/** Rungs of the setups that are saved; a text that is not a setup is returned as it is. */
export const savedRungs = ({ config }: Place): string[] =>
  namesIn(join(config, 'musl-wizard'))
    .filter((name) => /^(project-|machine).*\.json$/.test(name))
    .map((name) => {
      const text = readFileSync(join(config, 'musl-wizard', name), 'utf8');
      try {
        return (JSON.parse(text) as { setup: { rung: string } }).setup.rung;
      } catch {
        return `broken: ${text.slice(0, 80)}`;
      }
    });

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Settings that are not as they were, or not those that the command saves: one setup, whole. */
export const brokenSetups = (place: Place): string[] => {
  const rungs = savedRungs(place);
  const whole = rungs.length === 1 && /^(glibc-static|musl-gcc)$/.test(rungs[0] ?? '');
  return whole ? [] : [`the saved setup is not whole: ${rungs.join() || 'none'}`];
};
