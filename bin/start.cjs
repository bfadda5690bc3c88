// Behind the doorway: the program itself, which is ES modules.
'use strict';
import('./cli.mjs').then(
  function (cli) { return cli.main(process.argv.slice(2)); }
).catch(function (error) {
  process.stderr.write('musl-wizard could not start: ' + (error && error.message) + '\n');
  process.exitCode = 3;
});
