// `npm start [-- ARGS]`: installs and builds what is missing, then runs the program in the folder that npm was called from.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensure, root } from './ensure.mjs';

ensure();
const { status, signal } = spawnSync(process.execPath, [join(root, 'dist/musl-wizard.cjs'), ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
});
process.exitCode = status ?? (signal === 'SIGTERM' ? 143 : 130);
