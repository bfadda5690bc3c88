// A thread beside the program's own, started by inspect-files.ts: inspects the blocks that it gets hold of.
import { parentPort, workerData } from 'node:worker_threads';
import { inspectBlocks, type Share } from './share.js';

for (const block of inspectBlocks(workerData as Share)) parentPort?.postMessage(block);
