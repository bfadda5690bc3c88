// `npm run fuzz [-- SECONDS [TARGET...]]`: coverage-guided fuzzing of the parsers of foreign bytes (test/hostile/targets.ts)
// by Jazzer.js. It is no dependency, since its native part is not for every machine that installs us: it is fetched into a
// folder of its own. It needs glibc 2.38 or newer; on an older system, name a Node that runs on one, such as
// FUZZ_NODE='ROOT/lib64/ld-linux-x86-64.so.2 --library-path ROOT/usr/lib/x86_64-linux-gnu /usr/bin/node'. What it finds belongs into fixtures/finds/TARGET, where the suite plays it again.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFile, importSource } from './bundle.mjs';
import { root } from './ensure.mjs';
import { packedWasm } from './wasm-plugin.mjs';
import { packedYaml } from './yaml-plugin.mjs';

const jazzer = '@jazzer.js/core@4.0.0';
const folder = join(tmpdir(), 'musl-wizard-fuzz');
const [seconds = '60', ...wanted] = process.argv.slice(2);
const [node, ...nodeWords] = (process.env.FUZZ_NODE ?? process.execPath).split(' ');

mkdirSync(folder, { recursive: true, mode: 0o700 });
writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
const installed = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', jazzer], {
  cwd: folder,
  stdio: 'inherit',
});
if (installed.status !== 0) process.exit(3);

await bundleFile(join(folder, 'hostile-targets.cjs'), {
  text: "import { targets } from './test/hostile/targets.ts';\nexport const fuzz = targets[process.env.FUZZ_TARGET];",
  plugins: [packedYaml, packedWasm],
  define: { 'import.meta.url': 'here' },
  format: 'cjs',
  banner: "const here = require('node:url').pathToFileURL(__filename).href;",
});
const { samplesOf } = await importSource('test/hostile/samples.ts');

let finds = 0;
for (const [target, samples] of Object.entries(samplesOf(root))) {
  if (wanted.length > 0 && !wanted.includes(target)) continue;
  const corpus = join(folder, 'corpus', target);
  const found = join(folder, 'finds', target);
  for (const each of [corpus, found]) mkdirSync(each, { recursive: true });
  for (const [at, sample] of samples.entries()) writeFileSync(join(corpus, `sample-${at}`), sample);
  const ran = spawnSync(
    node,
    [
      ...nodeWords,
      'node_modules/@jazzer.js/core/dist/cli.js',
      ...[
        'hostile-targets.cjs',
        `corpus/${target}`,
        ...(target === 'source' ? [] : ['--sync']),
        '--includes',
        'hostile-targets',
        '--timeout',
        '10000',
      ],
      ...[
        '--',
        `-max_total_time=${seconds}`,
        `-artifact_prefix=finds/${target}/`,
        '-print_final_stats=1',
        '-max_len=40000',
      ],
    ],
    { cwd: folder, env: { ...process.env, FUZZ_TARGET: target }, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const said = ran.stdout + ran.stderr;
  const stat = (name) => new RegExp(`stat::${name}:\\s+(\\d+)`).exec(said)?.[1] ?? '?';
  const coverage = [...said.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? '?';
  const kept = readdirSync(found);
  finds += kept.length;
  console.log(
    `${target.padEnd(10)} ${stat('number_of_executed_units').padStart(9)} inputs, ${coverage.padStart(6)} branches, ${String(readdirSync(corpus).length).padStart(5)} kept, ${kept.length} finds`,
  );
  if (ran.status !== 0) console.log(said.slice(-1500));
  if (ran.status !== 0 && kept.length === 0) process.exit(3);
}
console.log(finds === 0 ? 'No finds.' : `${finds} finds below ${join(folder, 'finds')}`);
process.exit(finds === 0 ? 0 : 1);
