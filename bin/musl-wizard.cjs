#!/usr/bin/env node
// The doorway: plain CommonJS that even an old Node can parse, so that it can say what is wrong. Before Node 10
// `import()` is a syntax error, so it stands in a file of its own.
'use strict';
var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(
    'musl-wizard needs Node 20 or newer; this is Node ' + process.versions.node +
    '. Get one from your distribution, or run: npx -y -p node@24 -p musl-wizard musl-wizard\n'
  );
  process.exitCode = 3;
} else if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.on('error', function (error) {
    if (error.code === 'EPIPE') return;
    process.stderr.write('musl-wizard: The output could not be written to standard output.\n  ' + error.message + '\n');
    process.exitCode = 3;
  });
  process.stdout.write('__VERSION__\n');
} else {
  require('./start.cjs');
}
