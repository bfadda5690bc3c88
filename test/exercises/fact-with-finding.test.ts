import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyRepository, type RepositoryCopy } from '../support/repository-copy.js';
import { expectGuideToHold, unit } from './exercise.js';

// A fact with a finding is added as docs/architecture.md says.

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository('src', 'test', 'scripts', 'bench', 'flows', 'docs', 'fixtures');
});
afterAll(() => copy.dispose());

it('without their tests they are named as forgotten', () => {
  copy.edit(
    'src/facts/schema.ts',
    "    kernel: text('release of the kernel'),\n",
    "    kernel: text('release of the kernel'),\n    tainted: flag('the kernel is tainted'),\n",
  );
  copy.edit(
    'src/probes/os.ts',
    "[...libcKeys, 'file:/proc/sys/kernel/osrelease', 'file:/proc/sys/kernel/arch', 'run:uname -rm'],",
    `[
    ...libcKeys,
    'file:/proc/sys/kernel/osrelease',
    'file:/proc/sys/kernel/arch',
    'file:/proc/sys/kernel/tainted',
    'run:uname -rm',
  ],`,
  );
  copy.edit(
    'src/probes/os.ts',
    '      libc: libcOf(captures),\n',
    "      libc: libcOf(captures),\n      tainted: tainted === undefined ? null : tainted !== '0',\n",
  );
  copy.edit(
    'src/probes/os.ts',
    '    return {\n      id:',
    "    const tainted = textOf(captures, 'file:/proc/sys/kernel/tainted')?.trim();\n    return {\n      id:",
  );
  copy.edit(
    'src/diagnosis/catalogue.ts',
    "  'os-arch-rare':",
    "  'os-tainted': info(all, 'The kernel is tainted.'),\n  'os-arch-rare':",
  );
  copy.edit(
    'src/diagnosis/os.ts',
    '  if (arch !== null && !served.includes(arch)) {\n',
    `  if (facts.os.tainted === true) {
    findings.push(
      finding('os-tainted', {
        title: 'The kernel is tainted',
        evidence: evidence(facts, captures, [{ capture: 'file:/proc/sys/kernel/tainted' }, { fact: 'os.tainted' }]),
      }),
    );
  }
  if (arch !== null && !served.includes(arch)) {
`,
  );
  const { fails, text } = unit(copy, 'test/checks/forgotten.test.ts', 'test/diagnosis/diagnose.test.ts');
  expect(fails).toBe(true);
  expect(text).toContain('os: no test in test/probes expects tainted');
  expect(text).toContain('os: no sample of file:/proc/sys/kernel/tainted');
  expect(text).toMatch(/has a case for every finding[\s\S]*os-tainted/);
});

it('with them everything holds, and no other file is touched', () => {
  copy.edit(
    'test/probes/rows.test.ts',
    'const rows: readonly (readonly [string, Captures, DeepPartial<Facts>])[] = [\n',
    "const rows: readonly (readonly [string, Captures, DeepPartial<Facts>])[] = [\n  ['a kernel that is tainted', captured({ 'file:/proc/sys/kernel/tainted': '4096\\n' }), { os: { tainted: true } }],\n  ['one that is not', captured({ 'file:/proc/sys/kernel/tainted': '0\\n' }), { os: { tainted: false } }],\n",
  );
  copy.edit(
    'test/diagnosis/diagnose.test.ts',
    "  ['a healthy machine', {}, {}, []],\n",
    "  ['a healthy machine', {}, {}, []],\n  ['a tainted kernel', { os: { tainted: true } }, {}, ['os-tainted']],\n",
  );
  expect(copy.run('scripts/facts-doc.mjs').text).toBe('');
  unit(copy, 'test/diagnosis/reference', '-u');
  expectGuideToHold(
    copy,
    ['A fact', 'A finding'],
    ['test/checks/forgotten', 'test/probes/rows', 'test/probes/interpret', 'test/diagnosis/', 'test/facts'],
  );
});
