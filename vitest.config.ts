import { defineConfig } from 'vitest/config';
import { canarySources } from './scripts/canary-plugin.mjs';
import { viteWasm } from './scripts/wasm-plugin.mjs';
import { viteYaml } from './scripts/yaml-plugin.mjs';

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
          exclude: ['test/lab/**', 'test/pty/**', 'test/exercises/**'],
          // These end what hangs; how long a test takes is no verdict, since a machine may have other work to do.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      // Real tools and real terminals: one file at a time, since they share engines, binfmt and the screen.
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/pty/**/*.test.{ts,tsx}', 'test/lab/**/*.test.ts', 'test/exercises/**/*.test.ts'],
          globalSetup: ['test/support/built.ts'],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
