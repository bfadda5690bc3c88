// The wizard's own share of a canary's wall time: the canary less the same commands run bare.
// Goal: under 5 % of the bare time or 150 ms, whichever is more.
// `node bench/canary.mjs`; a way whose tools are missing is left out.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, report } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'dist/musl-wizard.cjs');
const rounds = 7;
const compilers = { 'musl-gcc': 'musl-gcc', 'glibc-static': 'cc' };

/** Milliseconds of the commands alone, in a folder of their own. */
const bare = (compiler) => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-bench-'));
  cpSync(join(root, 'fixtures/canaries/c-hello'), folder, { recursive: true });
  const output = join(folder, 'canary');
  const words = ['-static', '-O2', '-pthread', '-o', output, 'main.c', '-lm'];
  const started = performance.now();
  const built = spawnSync(compiler, words, { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, stdio: 'ignore' });
  const ran = spawnSync(output, [], { stdio: 'ignore' });
  const ms = performance.now() - started;
  rmSync(folder, { recursive: true });
  return built.status === 0 && ran.status === 0 ? ms : null;
};

/** Milliseconds of a canary, as it says of itself: from scratch folder to result, machine already read. */
const canary = (rung) => {
  const { stdout } = spawnSync(process.execPath, [program, 'canary', '--quiet', '--json', rung], { encoding: 'utf8' });
  const [result] = JSON.parse(stdout).results;
  return result.outcome === 'passed' ? result.durationMs : null;
};

for (const [rung, compiler] of Object.entries(compilers)) {
  const pairs = Array.from({ length: rounds }, () => [bare(compiler), canary(rung)]);
  if (pairs.flat().includes(null)) continue;
  const alone = median(pairs.map(([ms]) => ms));
  const value = Math.round(median(pairs.map(([, ms]) => ms)) - alone);
  const goal = Math.round(Math.max(150, alone * 0.05));
  report(`canary ${rung}: own share`, value, 'ms', `<= ${goal}`, `beside ${Math.round(alone)} ms of the bare commands`);
}
