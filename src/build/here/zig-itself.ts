import { isAbsolute } from 'node:path';
import type { Facts } from '../../facts/facts.js';
import { queryFolder } from '../../machine/query-environment.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import { type GroupOptions, runInGroup } from '../processes/run-in-group.js';

/**
 * Facts with the path of zig itself, where Python or the shim of a version manager starts it: each compile would start that
 * first, which takes several times as long as zig does. Zig is asked for it (`zig env`), and must then answer the same.
 * Without such an answer, and for scripts of another kind, which may do more than to start it, the facts as they are.
 */
export const withZigItself = async (
  facts: Facts,
  rung: RungId,
  { env, signal }: Pick<GroupOptions, 'env' | 'signal'>,
): Promise<Facts> => {
  const { zig } = facts.toolchain;
  if (zig === null || !startsIt.test(zig.path) || !rungs[rung].basis({}).includes('toolchain.zig.path')) return facts;
  const ask = async (words: readonly string[]): Promise<string | null> => {
    const limits = { timeoutMs: 20_000, maxOutput: 64 * 1024 };
    const { code, stdout } = await runInGroup([...words, 'env'], { cwd: queryFolder, env, signal, ...limits });
    return code === 0 ? stdout : null;
  };
  const answer = await ask(zig.path.split(' '));
  const path = answer === null ? null : programIn(answer);
  if (path === null || (await ask([path])) !== answer) return facts;
  return { ...facts, toolchain: { ...facts.toolchain, zig: { ...zig, path } } };
};

/** PyPI's module, and what asdf, mise and pyenv put on the search path. */
const startsIt = / -m ziglang$|\/shims\/zig$/;

/**
 * The path of zig's own program in what `zig env` prints: ZON, before zig 0.15 JSON. Null where there is none, or none that
 * can be one word of a compiler's name. Pure.
 */
export const programIn = (output: string): string | null => {
  const [, path] = /(?:\.|")zig_exe"?\s*[=:]\s*"([^"\\\s]+)"/.exec(output) ?? [];
  return path !== undefined && isAbsolute(path) ? path : null;
};
