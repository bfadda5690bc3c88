import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildWasm, builtFrom, findZig, hashOf, modules, versionOf } from '../../scripts/wasm.mjs';

describe.each(modules)('%s.wasm', (path) => {
  const wasm = readFileSync(join(import.meta.dirname, '../..', `${path}.wasm`));
  const source = join(import.meta.dirname, '../..', `${path}.c`);

  it('was built from the source beside it', () => {
    expect(builtFrom(wasm).hash, 'run node scripts/wasm.mjs').toBe(hashOf(readFileSync(source)));
  });

  it('is what zig makes of it', ({ skip }) => {
    const zig = findZig();
    if (zig === null) return skip('needs zig');
    // Another version may make other bytes.
    const built = buildWasm(source, zig);
    if (versionOf(zig) === builtFrom(wasm).zig) expect(Buffer.from(built).equals(wasm)).toBe(true);
    else expect(builtFrom(built).hash).toBe(builtFrom(wasm).hash);
  });
});
