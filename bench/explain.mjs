// Reads a large log with `explain` and with ripgrep looking for the texts that announce its patterns, on the same file.
// Usage: node bench/explain.mjs [BYTES]. Prints one JSON line a figure: {name, value, goal, unit}.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { bundleFile } from '../scripts/bundle.mjs';
import { root } from '../scripts/ensure.mjs';
import { packedWasm } from '../scripts/wasm-plugin.mjs';
import { packedYaml } from '../scripts/yaml-plugin.mjs';

const wanted = Number(process.argv[2] ?? 1e9);
const runs = 3;

// A healthy build as Make, CMake, configure, cargo, apk, Nix and tests write it, in proportions seen in real logs.
const words = [
  'parser',
  'error_log',
  'socket',
  'codec',
  'fatal',
  'alloc',
  'utf8',
  'thread',
  'errors',
  'musl',
  'tls',
  'zip',
];
let seed = 42;
const random = (below) => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return (seed >>> 8) % below;
};
const word = () => words[random(words.length)];
const shapes = [
  () => `[${random(100)}%] Building CXX object src/CMakeFiles/${word()}.dir/${word()}_${random(999)}.cpp.o`,
  () =>
    `cc -O2 -g -Wall -Werror -Wextra -I./include -I/usr/include/${word()} -DHAVE_CONFIG_H -c src/${word()}/${word()}.c -o build/${word()}_${random(9999)}.o`,
  () => `checking for ${word()}_${word()}... ${random(3) ? 'yes' : 'no'}`,
  () => `   Compiling ${word()}-${word()} v${random(9)}.${random(30)}.${random(9)}`,
  () => `test ${word()}::tests::${word()}_${random(999)}_returns_error ... ok`,
  () => `(${random(90)}/90) Installing ${word()} (${random(9)}.${random(9)}-r${random(9)})`,
  () =>
    `copying path '/nix/store/${random(1e9)}-${word()}-${random(9)}.${random(9)}' from 'https://cache.nixos.org'...`,
  () =>
    `#${random(30)} ${random(900)}.${100 + random(899)} libtool: compile: gcc -DPACKAGE_NAME=\\"${word()}\\" -fPIC -c ${word()}.c`,
  () => `src/${word()}.c:${random(900)}:${random(80)}: warning: unused variable '${word()}' [-Wunused-variable]`,
  () => `  LD      ${word()}/${word()}.o`,
];
const failure = [
  '/usr/bin/ld: cannot find -lsodium: No such file or directory',
  'collect2: error: ld returned 1 exit status',
  'make[2]: *** [Makefile:12: app] Error 1',
];

const generate = (path) => {
  const block = Array.from({ length: 60_000 }, () => shapes[random(shapes.length)]()).join('\n');
  const file = openSync(path, 'w');
  let bytes = 0;
  while (bytes < wanted) bytes += writeSync(file, `${block}\n`);
  writeSync(file, `${failure.join('\n')}\n`);
  closeSync(file);
};

/** Lines over and over, with other digits each time. */
const repeatLines = (lines, path, bytes) => {
  const block = Array.from({ length: 20_000 }, (_, i) =>
    lines[(i * 7919) % lines.length].replace(/\d/g, () => String(random(10))),
  ).join('\n');
  const file = openSync(path, 'w');
  for (let size = 0; size < bytes; ) size += writeSync(file, `${block}\n`);
  closeSync(file);
};

/** The samples of all signatures: what they find, and what only looks alike. */
const samples = (kind) => {
  const areas = join(root, 'flows/signatures');
  const causes = readdirSync(areas).flatMap((name) => load(readFileSync(join(areas, name), 'utf8')).causes);
  return causes.flatMap(({ signatures }) =>
    signatures.flatMap((each) => each[kind].flatMap((text) => text.split('\n'))),
  );
};

/** Healthy logs of real builds: MUSL_WIZARD_HEALTHY, or those in the repository. */
const healthyLines = () => {
  const logs = process.env.MUSL_WIZARD_HEALTHY ?? join(root, 'fixtures/logs/healthy');
  return readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n'));
};

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'explain-bench-'));
const print = (figure) => process.stdout.write(`${JSON.stringify(figure)}\n`);
try {
  const log = join(folder, 'build.log');
  const patterns = join(folder, 'patterns');
  const program = join(folder, 'explain.mjs');
  generate(log);
  await bundleFile(program, {
    text: `
        import { openInput } from './src/console/open-input.js';
        import { explainStream } from './src/explain/explain.js';
        import { alternativesOf } from './src/explain/required-literals.js';
        import { shippedCatalogue } from './src/explain/shipped.js';
        if (process.argv[2] === 'patterns') {
          const texts = shippedCatalogue().probes.flatMap(({ pattern }) => alternativesOf(pattern.source).flatMap(([, searched]) => searched));
          process.stdout.write([...new Set(texts)].join('\\n') + '\\n');
        } else {
          const started = performance.now();
          const found = await explainStream(openInput(process.argv[2], new AbortController()));
          process.stdout.write(JSON.stringify({
            ms: performance.now() - started,
            cpuMs: (process.cpuUsage().user + process.cpuUsage().system) / 1000,
            cause: found.diagnoses[0]?.cause,
            lines: found.lines,
            rss: process.resourceUsage().maxRSS * 1024,
          }));
        }`,
    plugins: [packedYaml, packedWasm],
    minify: true,
  });
  writeFileSync(patterns, execFileSync(process.execPath, [program, 'patterns']));

  const read = (file) => JSON.parse(execFileSync(process.execPath, [program, file], { encoding: 'utf8' }));
  const ours = () => read(log);
  const ripgrep = (...options) => {
    const started = performance.now();
    const { status, error, stderr } = spawnSync('rg', ['-c', '-F', ...options, '-f', patterns, log], {
      encoding: 'utf8',
    });
    if (error ?? status === 2) throw new Error(`rg failed: ${error?.message ?? stderr}`);
    return performance.now() - started;
  };
  const best = { explain: ours(), rg: ripgrep(), rgCaseless: ripgrep('-i') };
  for (let run = 1; run < runs; run += 1) {
    const again = ours();
    if (again.ms < best.explain.ms) best.explain = again;
  }
  if (best.explain.cause !== 'missing-static-lib') throw new Error(`wrong cause: ${best.explain.cause}`);
  const speed = (ms) => Math.round(wanted / 1e6 / (ms / 1000));
  const rounded = (value) => Math.round(value * 100) / 100;
  print({ name: 'explain', value: speed(best.explain.ms), goal: null, unit: 'MB/s' });
  print({ name: 'rg -c -F -f TEXTS', value: speed(best.rg), goal: null, unit: 'MB/s' });
  print({
    name: 'rg -i -c -F -f TEXTS (as explain: caseless)',
    value: speed(best.rgCaseless),
    goal: null,
    unit: 'MB/s',
  });
  print({ name: 'explain speed / rg speed', value: rounded(best.rg / best.explain.ms), goal: '>= 0.5', unit: 'ratio' });
  print({
    name: 'explain speed / rg -i speed',
    value: rounded(best.rgCaseless / best.explain.ms),
    goal: '>= 0.5',
    unit: 'ratio',
  });
  const kinds = [
    ['real healthy logs', healthyLines(), '>= 110'],
    ['near misses', samples('nearMiss'), '>= 10'],
    ['a hit in each line', samples('positive'), '>= 10'],
  ];
  for (const [name, lines, goal] of kinds) {
    const bytes = Math.min(wanted, 1e8);
    repeatLines(lines, log, bytes);
    const fastest = Math.min(...Array.from({ length: runs }, () => read(log).cpuMs));
    print({
      name: `explain, ${name} (processor time)`,
      value: Math.round(bytes / 1e6 / (fastest / 1000)),
      goal,
      unit: 'MB/s',
    });
  }
  print({ name: 'peak memory of explain', value: rounded(best.explain.rss / 1e6), goal: '<= 150', unit: 'MB' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
