import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { renderTable } from '../../src/commands/doctor/table.js';
import { renderMachine } from '../../src/commands/doctor/text.js';
import { documentOf, type Examined } from '../../src/commands/doctor.js';
import { doctorSchema } from '../../src/commands/schemas/doctor.js';
import type { Sink } from '../../src/console/context.js';
import type { Examination } from '../../src/engine/examination.js';
import { judgeMachine } from '../../src/engine/judge-machine.js';
import { UserError } from '../../src/errors.js';
import type { Facts } from '../../src/facts/facts.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import { type DeepPartial, noEngine, someFacts } from '../support/facts.js';

const examinationOf = (overrides: DeepPartial<Facts> = {}, target = 'local'): Examination => ({
  machine: { target, collectedAt: '2026-01-01T00:00:00.000Z', collector: 'node', durationMs: 12 },
  captures: {},
  project: null,
  ...judgeMachine(someFacts(overrides), {}, defaultPolicy),
});
const sink = (columns?: number): Sink => ({ write: () => {}, isTTY: false, columns, color: false });
const noNix = { nix: { installed: false, store: { exists: false } } };
const restricted: DeepPartial<Facts> = {
  ...noNix,
  container: { kind: 'docker' },
  isolation: { uid: 1000, capabilities: [], noNewPrivs: true },
  engines: { docker: noEngine() },
  pids: { limit: 8, current: 6, effective: 2 },
};

describe('doctor for people', () => {
  it('is quiet where all is well', () => {
    expect(renderMachine(examinationOf(), sink(80), false)).toMatchInlineSnapshot(`
      "local  debian 12, x86_64, 8 CPUs, 28 GiB

      Static build options (best first)
      ✓ pkgs-musl     ready     Nix, pkgsMusl
      ✓ alpine        ready     Alpine in a container
      ✓ zig           ready     zig cc
      ✓ musl-gcc      ready     musl-gcc
      ✓ glibc-static  ready     static glibc
      - native-musl   not here  For systems whose own C library is musl, such as
                                Alpine; here it is glibc
      - musl-cross    not here  No TRIPLE-linux-musl-gcc is on the search path;
                                --toolchain DIR takes one from elsewhere

      Take pkgs-musl. Nix, pkgsMusl is ready. A musl binary from a pinned,
      reproducible package set; static libraries come from nixpkgs.
      Next: musl-wizard canary pkgs-musl
      "
    `);
  });

  it('says worst first, the next command last', () => {
    const lines = renderMachine(
      examinationOf({ ...noNix, engines: { docker: { daemon: { storageDriver: 'vfs' } } } }),
      sink(80),
      false,
    ).split('\n');
    expect(lines.indexOf('Blockers')).toBeGreaterThan(0);
    expect(lines.indexOf('Warnings')).toBeGreaterThan(lines.indexOf('Blockers'));
    expect(lines.at(-2)).toBe('Next: musl-wizard canary alpine');
  });

  it('names the nearest rung where none can be taken, and who must change what', () => {
    const text = renderMachine(examinationOf(restricted), sink(80), false);
    expect(text.replace(/\n/g, ' ')).toContain(
      'One problem blocks every option: 2 more processes and threads can be started;',
    );
    expect(text).toMatch(
      /Nearest is (zig|musl-gcc|glibc-static):\n {2}needs +pids\.limit = 10 \(now 8\); the administrator/,
    );
  });

  it('shows evidence, fixes and what would have to change, when asked', () => {
    const text = renderMachine(examinationOf(restricted), sink(80), true);
    expect(text).toContain('evidence  pids.limit = 8');
    expect(text).toContain('fix       Raise the process limit of this container (the administrator of this');
    expect(text).toContain('needs     pids.limit = 14 (now 8)');
  });

  it.each([40, 80, 200])('stays within %i columns, but for commands, which are never broken', (columns) => {
    for (const overrides of [{}, noNix, restricted]) {
      const examination = examinationOf(overrides);
      const lines = renderMachine(examination, sink(columns), true).split('\n');
      const fixes = examination.findings.flatMap((finding) => finding.fixes);
      const commands = fixes.flatMap((fix) => [...fix.commands, ...(fix.undo ? [fix.undo] : [])]);
      for (const command of commands)
        expect(
          lines.some((line) => line.endsWith(` ${command}`)),
          command,
        ).toBe(true);
      for (const line of lines.filter((each) => !commands.some((command) => each.endsWith(` ${command}`))))
        expect(line.length, line).toBeLessThanOrEqual(Math.max(columns, 50));
    }
  });

  it('says commands of this program as they are called here, and for another machine', () => {
    const there = (overrides: DeepPartial<Facts>) =>
      renderMachine(examinationOf(overrides, 'exec:kubectl exec -i pod --'), sink(80), true, 'npx musl-wizard');
    expect(there({})).toContain('\nNext, on that machine: npx musl-wizard canary pkgs-musl\n');
    expect(there(restricted)).toContain(
      "\nNext: npx musl-wizard doctor --on 'exec:kubectl exec -i pod --' --verbose\n",
    );
    const noImage: DeepPartial<Facts> = {
      engines: { docker: { daemon: { images: [] } } },
      network: { endpoints: [{ name: 'docker-hub', url: 'https://registry-1.docker.io/v2/', state: 'dns', ms: null }] },
    };
    expect(there(noImage)).toContain('          npx musl-wizard canary alpine --image REGISTRY/alpine:TAG\n');
  });

  it('gives the first fix of each finding, and says that there is more', () => {
    const text = renderMachine(examinationOf(restricted), sink(80), false);
    expect(text).toContain('            docker update --pids-limit 4096 CONTAINER\n');
    expect(text).toContain('With --verbose: the evidence, other fixes');
    expect(text).not.toContain('  undo ');
  });

  it('names the project of the folder and which rung has its libraries', () => {
    const zlib = { kind: 'library', id: 'zlib', required: true, evidence: { file: 'Makefile', line: 1 } } as const;
    const seen = examinationOf({});
    const text = renderMachine(
      {
        ...seen,
        project: { name: 'hello', languages: ['c'], buildSystem: 'make', needs: [zlib] },
        rungs: seen.rungs.map((rung) => ({ ...rung, project: { fits: rung.id === 'alpine', supplies: [] } })),
      },
      sink(80),
      false,
    );
    expect(text).toContain('\nProject hello: C, make; needs zlib\n');
    expect(text).toMatch(/ alpine +\w+ +zlib ✓/);
    expect(text).toMatch(/ glibc-static +\w+ +zlib ✗/);
  });

  it('lets no escape sequence of the machine through', () => {
    const hostile = '\x1b]0;owned\x07\x1b[2Jx\u202e';
    const facts = {
      os: { id: hostile, arch: hostile },
      disk: { tmp: { path: hostile, readOnly: true } },
      network: { proxy: hostile },
    };
    const text =
      renderMachine(examinationOf(facts, hostile), sink(80), true) +
      renderTable([{ target: hostile, examination: examinationOf(facts) }], sink(80), true);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  });
});

describe('several machines', () => {
  const examined: Examined[] = [
    { target: 'local', examination: examinationOf() },
    { target: 'ssh:build', examination: examinationOf(restricted, 'ssh:build') },
    { target: 'ssh:gone', error: new UserError('ssh:gone cannot be read.', ['Connection refused']) },
  ];

  it('make a table', () => {
    expect(renderTable(examined, sink(), false)).toMatchInlineSnapshot(`
      "machine    pkgs-musl  alpine     zig        musl-gcc   glibc-static  take
      local      ready      ready      ready      ready      ready         pkgs-musl
      ssh:build  by others  by others  by others  by others  by others     none
      ssh:gone   ssh:gone cannot be read. Connection refused
      "
    `);
  });

  it('stand below each other on a narrow screen', () => {
    const text = renderTable(examined, sink(40), false);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(text).toContain('  glibc-static  by others');
  });
});

describe('doctor --json', () => {
  const check = new Ajv.default({ strict: false }).compile(doctorSchema);

  it.each<[string, readonly Examined[]]>([
    ['one machine', [{ target: 'local', examination: examinationOf() }]],
    ['a restricted one', [{ target: 'local', examination: examinationOf(restricted) }]],
    [
      'several',
      [
        { target: 'a', examination: examinationOf() },
        { target: 'b', error: new UserError('gone') },
      ],
    ],
  ])('keeps to its schema: %s', (_, examined) => {
    const document = JSON.parse(JSON.stringify(documentOf(examined)));
    expect(check(document), JSON.stringify(check.errors)).toBe(true);
    expect(JSON.stringify(document)).not.toContain('"captures"');
  });
});
