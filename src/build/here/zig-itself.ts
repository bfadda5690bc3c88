import { accessSync, constants } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Facts } from '../../facts/facts.js';
import { queryFolder } from '../../machine/query-environment.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import { type GroupOptions, runInGroup } from '../processes/run-in-group.js';

/**
 * Facts with the path of zig itself, where Python or the shim of a version manager starts it: each compile would start that
 * first, which takes several times as long as zig does. Zig is asked for it (`zig env`); without an answer the facts as they are.
 */
export const withZigItself = async (
  facts: Facts,
  rung: RungId,
  { env, signal }: Pick<GroupOptions, 'env' | 'signal'>,
): Promise<Facts> => {
  const { zig } = facts.toolchain;
  if (zig === null || !rungs[rung].basis({}).includes('toolchain.zig.path')) return facts;
  const asked = await runInGroup([...zig.path.split(' '), 'env'], {
    cwd: queryFolder,
    env,
    signal,
    timeoutMs: 20_000,
    maxOutput: 64 * 1024,
  });
  const path = asked.code === 0 ? programIn(asked.stdout) : null;
  return path === null || !isProgram(path)
    ? facts
    : { ...facts, toolchain: { ...facts.toolchain, zig: { ...zig, path } } };
};

/**
 * The path of zig's own program in what `zig env` prints: ZON, before zig 0.15 JSON. Null where there is none, or none that
 * can be one word of a compiler's name. Pure.
 */
export const programIn = (output: string): string | null => {
  const [, path] = /(?:\.|")zig_exe"?\s*[=:]\s*"([^"\\\s]+)"/.exec(output) ?? [];
  return path !== undefined && isAbsolute(path) ? path : null;
};

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
