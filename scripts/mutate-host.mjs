// Runs unit tests for mutate.mjs, again and again in one process, which spares each run its start and what was compiled
// before. Gets `{tests, changed}` (absolute paths), answers with the files of tests that fail.
import { createVitest } from 'vitest/node';

const vitest = await createVitest('test', {
  root: process.cwd(),
  watch: false,
  project: ['unit'],
  bail: 1,
  reporters: [{}],
});
await vitest.standalone();
process.on('message', async ({ tests, changed }) => {
  vitest.invalidateFile(changed);
  const specifications = (await vitest.globTestSpecifications()).filter(({ moduleId }) => tests.includes(moduleId));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const failed = testModules.filter((module) => !module.ok()).map(({ moduleId }) => moduleId);
  // A module that cannot be loaded, or an error that no test waited for.
  const blamed = failed.length === 0 && (unhandledErrors.length > 0 || testModules.length === 0) ? tests : failed;
  process.send(blamed);
});
process.send('ready');
