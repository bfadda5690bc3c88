import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program, root } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** Every command line of the README, from its code blocks, its table and what it says of npm and bash, in its order. */
const commands = [
  ...new Set(
    [...readme.matchAll(/^ {4}(\S.*?)(?: +#.*)?$|^\| `(musl-wizard[^`]*)` \||`((?:npm|bash) [^`]+)`/gm)].map(
      ([, block, row, inline]) => block ?? row ?? inline ?? '',
    ),
  ),
];

/** What a command is expected to print, on either stream, with exit code 0 or the one named. */
interface Expected {
  readonly prints: RegExp;
  readonly code?: number;
}

/** In an order in which each finds what it needs: a setup is saved before it is built with. */
const expected: Readonly<Record<string, Expected>> = {
  'musl-wizard snapshot --script > collect.sh': { prints: /^/ },
  'ssh HOST sh < collect.sh > machine.json': { prints: /^/ },
  'musl-wizard doctor --on snapshot:machine.json': { prints: /glibc-static/ },
  'musl-wizard': { prints: /choose --yes/ },
  'musl-wizard build.log': { prints: /sodium/ },
  'musl-wizard doctor': { prints: /musl-gcc/ },
  'musl-wizard doctor --on docker:NAME --json': { prints: /"schema": "musl-wizard.doctor\/1"/, code: 1 },
  'musl-wizard explain build.log': { prints: /sodium/ },
  'musl-wizard inspect app --require static,musl,x86_64': { prints: /static/ },
  'musl-wizard canary musl-gcc': { prints: /musl-gcc/ },
  'musl-wizard flow run choose-setup': { prints: /./ },
  'musl-wizard choose --yes': { prints: /musl-gcc|zig|alpine/ },
  'musl-wizard build': { prints: /dist-static/ },
  'musl-wizard libs': { prints: /librar/i },
  'musl-wizard status': { prints: /^Still valid/ },
  'musl-wizard recipe --list': { prints: /Dockerfile/ },
  'musl-wizard recipe --write': { prints: /Wrote|written/i },
  'musl-wizard snapshot -o machine.json': { prints: /machine\.json/ },
  'musl-wizard undo --list': { prints: /./ },
};

/** Commands that other tests run: the package from a registry, and this clone's own scripts. */
const elsewhere: Readonly<Record<string, string>> = {
  'npx musl-wizard': 'test/lab/package.test.ts',
  'npm install -g musl-wizard': 'test/lab/package.test.ts',
  'npm start': 'test/lab/bare-root.sh',
  'npm start -- --version': 'test/lab/bare-root.sh',
  'npm test': 'test/lab/bare-root.sh',
  'bash test/lab/install.sh': '.ci/run',
};

it('every command of the README is run by a test', () => {
  const known = [...Object.keys(expected), ...Object.keys(elsewhere)];
  expect(commands.toSorted()).toEqual(known.toSorted());
});

describeLab('the commands of the README', [root, program('musl-gcc'), program('docker')], () => {
  let base: string;
  let folder: string;
  const container = `mw-readme-${process.pid}`;
  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'mw-readme-'));
    folder = join(base, 'project');
    mkdirSync(folder);
    writeFileSync(join(folder, 'hello.c'), '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n');
    writeFileSync(
      join(folder, 'build.log'),
      '/usr/bin/ld: cannot find -lsodium\ncollect2: error: ld returned 1 exit status\n',
    );
    await execa('musl-gcc', ['-static', '-o', 'app', 'hello.c'], { cwd: folder });
    // A container with a shell and nothing else.
    await execa(
      'sh',
      [
        '-c',
        `mkdir -p rootfs/bin && cp "$(command -v busybox)" rootfs/bin/sh && tar -C rootfs -c . | docker import - ${container}`,
      ],
      { cwd: folder },
    );
    await execa('docker', [
      'run',
      '-d',
      '--rm',
      '--name',
      container,
      container,
      '/bin/sh',
      '-c',
      'while :; do sleep 1; done',
    ]);
  });
  afterAll(async () => {
    await execa('docker', ['rm', '-f', container], { reject: false });
    await execa('docker', ['rmi', '-f', container], { reject: false });
    rmSync(base, { recursive: true, force: true });
  });

  it.each(Object.keys(expected))('%s', async (command) => {
    const { prints, code = 0 } = expected[command]!;
    const line = command
      .replace('musl-wizard', `"${process.execPath}" "${cli}" --config-dir "${join(base, 'config')}"`)
      .replace('ssh HOST sh', 'sh')
      .replace('NAME', container);
    if (command === 'musl-wizard snapshot -o machine.json') rmSync(join(folder, 'machine.json'), { force: true });
    const { stdout, stderr, exitCode } = await execa('sh', ['-c', line], {
      cwd: folder,
      stdin: 'ignore',
      reject: false,
      timeout: 110_000,
      env: { NO_COLOR: '1' },
    });
    expect(exitCode, `${stdout}\n${stderr}`).toBe(code);
    expect(`${stdout}${stderr}`).toMatch(prints);
  });
});
