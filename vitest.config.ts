import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { canarySources } from './scripts/canary-plugin.mjs';
import { viteWasm } from './scripts/wasm-plugin.mjs';
import { viteYaml } from './scripts/yaml-plugin.mjs';

// Vitest's own leaves a processor free, which on two is half of them.
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  plugins: [viteYaml, viteWasm, canarySources],
  define: { __VERSION__: '"0.0.0-test"' },
  test: {
    setupFiles: ['test/support/same-examples.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/lab/**', 'test/tools/**', 'test/pty/**', 'test/exercises/**'],
          maxWorkers,
          sequence: { groupOrder: 1 },
          // These end what hangs; how long a test takes is no verdict, since a machine may have other work to do.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      // Real terminals and tools of this machine that serve several at once: side by side.
      {
        extends: true,
        test: {
          name: 'tools',
          include: ['test/tools/**/*.test.ts', 'test/pty/**/*.test.{ts,tsx}', 'test/exercises/**/*.test.ts'],
          globalSetup: ['test/support/built.ts'],
          maxWorkers,
          sequence: { groupOrder: 1 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      // One file at a time, since they share engines, binfmt, /tmp and dist, and look at all processes.
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/lab/**/*.test.ts'],
          globalSetup: ['test/support/built.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
