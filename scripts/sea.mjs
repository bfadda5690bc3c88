// Makes dist-sea/musl-wizard: one file with Node inside (Node's single executable applications), for a
// machine of the same architecture and libc that has no Node. Source: nodejs.org/api/single-executable-applications.html
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ensure, root } from './ensure.mjs';

ensure();
const dist = join(root, 'dist');
const out = join(root, 'dist-sea');
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const built = (await readdir(dist, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
  .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
// As in the package: Ink reads the package.json above it when DEV=true is in the environment.
const files = ['package.json', ...built].sort();
const hash = createHash('sha256');
for (const file of files) hash.update(file).update(await readFile(join(root, file)));

// The program is ES modules in several files, which an embedded script cannot import: so it lays them
// down once in a private cache folder, under the hash of their content, and starts the doorway there.
const main = join(out, 'main.cjs');
await writeFile(
  main,
  `'use strict';
const { getRawAsset } = require('node:sea');
const fs = require('node:fs');
const path = require('node:path');
const os = require('node:os');
const id = ${JSON.stringify(hash.digest('hex').slice(0, 24))};
const files = ${JSON.stringify(files)};
const bases = [process.env.XDG_CACHE_HOME, path.join(os.homedir(), '.cache'), os.tmpdir()];
const mine = (folder) => { const s = fs.lstatSync(folder); return s.isDirectory() && s.uid === process.getuid() && (s.mode & 0o022) === 0; };
const lay = (base) => {
  const folder = path.join(base, 'musl-wizard-' + process.getuid() + '-' + id);
  if (fs.existsSync(folder)) { if (mine(folder)) return folder; throw new Error(folder + ' belongs to somebody else'); }
  fs.mkdirSync(base, { recursive: true });
  const fresh = fs.mkdtempSync(path.join(base, '.musl-wizard-'));
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(fresh, file)), { recursive: true, mode: 0o700 });
    fs.writeFileSync(path.join(fresh, file), Buffer.from(getRawAsset(file)), { mode: 0o600 });
  }
  try { fs.renameSync(fresh, folder); } catch (error) { fs.rmSync(fresh, { recursive: true, force: true }); if (!fs.existsSync(folder) || !mine(folder)) throw error; }
  return folder;
};
let folder, reason;
for (const base of bases) {
  if (!base || !path.isAbsolute(base)) continue;
  try { folder = lay(base); break; } catch (error) { reason = error; }
}
if (!folder) {
  process.stderr.write('musl-wizard cannot unpack itself: ' + (reason && reason.message) + '. Set XDG_CACHE_HOME to a folder that can be written.\\n');
  process.exit(3);
}
require('node:module').createRequire(path.join(folder, 'x.cjs'))('./dist/musl-wizard.cjs');
`,
);
const config = join(out, 'sea.json');
await writeFile(
  config,
  JSON.stringify({
    main,
    output: join(out, 'sea.blob'),
    disableExperimentalSEAWarning: true,
    assets: Object.fromEntries(files.map((file) => [file, join(root, file)])),
  }),
);
const run = (command, args) => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr || stdout}`);
};
run(process.execPath, ['--experimental-sea-config', config]);
const program = join(out, 'musl-wizard');
await copyFile(process.execPath, program);
await chmod(program, 0o755);
run(join(root, 'node_modules/.bin/postject'), [
  program,
  'NODE_SEA_BLOB',
  join(out, 'sea.blob'),
  '--sentinel-fuse',
  'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
]);
await Promise.all([main, config, join(out, 'sea.blob')].map((path) => rm(path)));
console.log(program);
