// Start-up, the whole of `doctor --json`, and what an installation costs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capabilitiesIn } from '../scripts/sizes.mjs';
import { pair, report, time } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = process.execPath;
const program = join(root, 'dist/musl-wizard.cjs');

const version = pair(
  () => time([node, program, '--version']),
  () => time([node, '-e', '0']),
  15,
);
report(
  '--version : node -e 0',
  version.ratio,
  '×',
  '<= 1.3',
  `${version.a.toFixed(0)} ms : ${version.b.toFixed(0)} ms`,
);

const envinfo = join(root, 'node_modules/envinfo/dist/cli.js');
const doctor = pair(
  () => time([node, program, 'doctor', '--json'], { codes: [0, 1] }),
  () => time([node, envinfo, '--all', '--json']),
  7,
);
report(
  'doctor --json : envinfo --all',
  doctor.ratio,
  '×',
  '<= 0.5',
  `${doctor.a.toFixed(0)} ms : ${doctor.b.toFixed(0)} ms`,
);

// Of the programs that doctor asks, the one that takes longest by itself: all the rest should fit beside it.
const { captures } = JSON.parse(
  spawnSync(node, [program, 'snapshot', '--no-redact'], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout,
);
const any = { codes: Array.from({ length: 256 }, (_, code) => code) };
const asked = Object.entries(captures)
  .filter(([key, capture]) => key.startsWith('run:') && 'code' in capture && !capture.timedOut)
  .map(([key]) => key.slice('run:'.length).split(' '))
  .filter(([name]) => spawnSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', name]).status === 0);
const [slowest] = asked
  .map((argv) => ({ argv, ms: Math.min(time(argv, any), time(argv, any)) }))
  .sort((a, b) => b.ms - a.ms);
if (slowest) {
  const beside = pair(
    () => time([node, program, 'doctor', '--json'], { codes: [0, 1] }),
    () => time(slowest.argv, any),
    7,
  );
  const figures = `${beside.a.toFixed(0)} ms : ${beside.b.toFixed(0)} ms of ${slowest.argv.join(' ')}`;
  report('doctor --json : its slowest command', beside.ratio, '×', '<= 1.2', figures);
}

const tellPeak = "process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";
const peakOf = (args) => {
  const { stderr } = spawnSync(node, ['--import', `data:text/javascript,${encodeURIComponent(tellPeak)}`, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return Number(/peak (\d+)$/.exec(stderr)?.[1]) / 1024;
};
const bare = peakOf(['-e', '0']);
for (const args of [
  ['doctor', '--json'],
  ['inspect', '--json', node],
]) {
  report(
    `peak memory of ${args.slice(0, 2).join(' ')}`,
    peakOf([program, ...args]),
    'MiB',
    null,
    `node -e 0: ${bare.toFixed(0)} MiB`,
  );
}

const scratch = mkdtempSync(join(tmpdir(), 'musl-wizard-bench-'));
try {
  const pack = (cwd, words) => {
    const { stdout, status, stderr } = spawnSync(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch, ...words],
      { cwd, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const parsed = JSON.parse(stdout);
    const [entry] = Array.isArray(parsed) ? parsed : Object.values(parsed);
    return { path: join(scratch, entry.filename), files: entry.entryCount ?? entry.files?.length };
  };
  const own = pack(root, []);
  const other = pack(scratch, ['envinfo']);
  report(
    'packed size',
    statSync(own.path).size / 1000,
    'kB',
    '<= 1000',
    `${own.files} files; what each capability adds: docs/dependencies.md`,
  );
  const features = capabilitiesIn(readFileSync(join(root, 'docs/dependencies.md'), 'utf8'));
  const before = statSync(own.path).size - features.reduce((sum, { packed }) => sum + packed, 0);
  report('packed size without those capabilities', before / 1000, 'kB', '<= 620');
  let n = 0;
  const install = (tarball) => () => {
    n += 1;
    const prefix = join(scratch, `p${n}`);
    return time(
      ['npm', 'install', '--prefix', prefix, '--cache', join(scratch, `c${n}`), '--no-audit', '--no-fund', tarball],
      { cwd: scratch },
    );
  };
  const cold = pair(install(own.path), install(other.path), 5);
  report('cold install : envinfo', cold.ratio, '×', '<= 1.5', `${cold.a.toFixed(0)} ms : ${cold.b.toFixed(0)} ms`);
  const lock = JSON.parse(readFileSync(join(scratch, 'p1/package-lock.json'), 'utf8'));
  report('packages installed', Object.keys(lock.packages).length - 1, '', '<= 1');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
