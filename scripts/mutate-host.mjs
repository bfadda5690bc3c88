// Runs unit tests for mutate.mjs, again and again in one process, which spares each run its start and what was compiled
// before. Gets `{tests, changed}` (absolute paths, tests in the order in which they are to run), answers with
// `{failed, took}`: the files of tests that fail, and the milliseconds that each file took.
import { createVitest } from 'vitest/node';

let order = [];
class AsAsked {
  sort(specifications) {
    return [...specifications].sort((a, b) => order.indexOf(a.moduleId) - order.indexOf(b.moduleId));
  }
}

const vitest = await createVitest('test', {
  root: process.cwd(),
  watch: false,
  project: ['unit'],
  bail: 1,
  reporters: [{}],
  sequence: { sequencer: AsAsked },
});
await vitest.standalone();
process.on('message', async ({ tests, changed }) => {
  order = tests;
  vitest.invalidateFile(changed);
  const specifications = (await vitest.globTestSpecifications()).filter(({ moduleId }) => tests.includes(moduleId));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const failed = testModules.filter((module) => !module.ok()).map(({ moduleId }) => moduleId);
  const took = testModules.map((module) => {
    const { collectDuration, duration } = module.diagnostic();
    return [module.moduleId, collectDuration + duration];
  });
  // A module that cannot be loaded, or an error that no test waited for.
  const blamed = failed.length === 0 && (unhandledErrors.length > 0 || testModules.length === 0) ? tests : failed;
  process.send({ failed: blamed, took });
});
process.send('ready');
