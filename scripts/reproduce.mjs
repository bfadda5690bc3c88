// `node scripts/reproduce.mjs`: builds a copy of this folder elsewhere and compares it, byte for byte, with the build here.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ensure, root } from './ensure.mjs';

/** What no build reads, or what it writes. */
const left = new Set(['dist', '.git', 'node_modules', 'test']);

ensure();
const folder = mkdtempSync(join(tmpdir(), 'musl-wizard-another-folder-'));
try {
  const copy = join(folder, 'of another depth', 'copy');
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(root).filter((each) => !left.has(each)))
    cpSync(join(root, name), join(copy, name), { recursive: true });
  run('cp', ['-a', '--reflink=auto', join(root, 'node_modules'), copy]);
  run(process.execPath, ['scripts/build.mjs'], copy);
  const [here, there] = [files(join(root, 'dist')), files(join(copy, 'dist'))];
  const differing = [...new Set([...here.keys(), ...there.keys()])].filter(
    (name) => !here.get(name)?.equals(there.get(name) ?? Buffer.alloc(0)),
  );
  if (differing.length > 0) console.error(`these differ between two builds:\n${differing.join('\n')}`);
  else console.log(`${here.size} files of ${basename(root)}/dist are the same, byte for byte`);
  process.exitCode = differing.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(command, args, cwd = root) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] });
  if (error || status !== 0) throw error ?? new Error(`${command} ended with ${status}`);
}

/** Every file below a folder, by its path. */
function files(top) {
  const names = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(top, name)).isFile(),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(top, name))]));
}
