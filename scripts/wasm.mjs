// `node scripts/wasm.mjs`: builds each C source of src that has a WebAssembly file beside it, with zig (or `python3 -m ziglang`).
// The file says at its end which source it was built from and by which zig: test/checks/wasm.test.ts reads that.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './ensure.mjs';

/** Paths without the suffix. */
export const modules = ['src/explain/multi-search'];
const section = 'built-from';

const zigs = [['zig'], ['python3', '-m', 'ziglang']];
/** The command that is zig here, or null. */
export const findZig = () =>
  zigs.find(([program, ...args]) => spawnSync(program, [...args, 'version']).status === 0) ?? null;

/** What a module says of its source: a hash of it, and the version of zig. */
export const builtFrom = (wasm) => {
  const [bytes] = WebAssembly.Module.customSections(new WebAssembly.Module(wasm), section);
  const [hash, zig] = Buffer.from(bytes).toString().split(' ');
  return { hash, zig };
};

export const hashOf = (source) => createHash('sha256').update(source).digest('hex');

export const versionOf = ([program, ...args]) =>
  execFileSync(program, [...args, 'version'], { encoding: 'utf8' }).trim();

/** The module that a source becomes, with the section that names it. */
export const buildWasm = (source, zig) => {
  const [program, ...args] = zig;
  const folder = mkdtempSync(join(tmpdir(), 'musl-wizard-wasm-'));
  try {
    const file = join(folder, 'module.wasm');
    const flags = ['-O3', '-nostdlib', '-Wl,--no-entry,--strip-all'];
    const cache = { ZIG_LOCAL_CACHE_DIR: folder, ZIG_GLOBAL_CACHE_DIR: folder };
    execFileSync(
      program,
      [...args, 'cc', '-target', 'wasm32-freestanding', '-mcpu=mvp+bulk_memory+simd128', ...flags, '-o', file, source],
      {
        env: { ...process.env, ...cache },
      },
    );
    const text = Buffer.from(`${hashOf(readFileSync(source))} ${versionOf(zig)}`);
    // A custom section: 0, its length, the length of its name, the name (WebAssembly, 5.5.3). All are below 128 bytes.
    const content = Buffer.concat([Buffer.of(section.length), Buffer.from(section), text]);
    return Buffer.concat([readFileSync(file), Buffer.of(0, content.length), content]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const zig = findZig();
  if (zig === null) throw new Error('zig is needed: pip install ziglang');
  for (const path of modules) writeFileSync(join(root, `${path}.wasm`), buildWasm(join(root, `${path}.c`), zig));
}
