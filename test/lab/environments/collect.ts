// Bundled by the test and run where Node can start: prints what the Node collector reads there.
import { collect } from '../../../src/engine/collect.js';
import { localMachine } from '../../../src/machine/local.js';

const { captures, durationMs } = await collect(localMachine({ env: process.env, cwd: process.cwd() }), {
  signal: new AbortController().signal,
  deadlineMs: 60_000,
});
process.stdout.write(JSON.stringify({ captures, durationMs }));
