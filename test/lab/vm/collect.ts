// Bundled by the test and run on the lab's machine: prints what the Node collector reads there, of the domains that are named.
import { collect } from '../../../src/engine/collect.js';
import type { Domain } from '../../../src/facts/facts.js';
import { localMachine } from '../../../src/machine/local.js';

const domains = process.argv.slice(2) as Domain[];
const { captures, durationMs } = await collect(localMachine({ env: process.env, cwd: process.cwd() }), {
  signal: new AbortController().signal,
  domains,
});
process.stdout.write(JSON.stringify({ captures, durationMs }));
