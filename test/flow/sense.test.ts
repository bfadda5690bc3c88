import { expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import { evaluate } from '../../src/flow/condition.js';
import type { Condition } from '../../src/flow/condition-schema.js';
import { shippedForest } from '../../src/flow/shipped.js';
import { type DeepPartial, someFacts } from '../support/facts.js';

/** What a reader understands by a question: on such a machine the answer is this. */
const understood: readonly (readonly [question: RegExp, machine: DeepPartial<Facts>, answer: 'yes' | 'no'])[] = [
  [/this folder writable/, { disk: { cwd: { readOnly: true } } }, 'no'],
  [/this folder writable/, { disk: { cwd: { readOnly: false } } }, 'yes'],
  [/temporary folder writable/, { disk: { tmp: { readOnly: true } } }, 'no'],
  [/programs in this folder be executed/, { disk: { cwd: { noexec: true } } }, 'no'],
  [/programs in this folder be executed/, { disk: { cwd: { noexec: false } } }, 'yes'],
  [/temporary folder be executed/, { disk: { tmp: { noexec: true } } }, 'no'],
  [/temporary folder be executed/, { disk: { tmp: { noexec: false } } }, 'yes'],
  [/no folder in which programs/, { disk: { tmp: { noexec: false } } }, 'no'],
  [/inside a container/, { container: { kind: 'docker' } }, 'yes'],
  [/inside a container/, { container: { kind: 'none' } }, 'no'],
  [/a Kubernetes pod/, { container: { kind: 'kubernetes' } }, 'yes'],
  [/impossible for this process to become root/, { isolation: { noNewPrivs: true } }, 'yes'],
  [/impossible for this process to become root/, { isolation: { noNewPrivs: false } }, 'no'],
  [/[Ii]s \/proc mounted/, { isolation: { procMounted: false } }, 'no'],
  [/too few tasks left/, { pids: { effective: 3 } }, 'yes'],
  [/enough (?:tasks|processes)|Can enough processes/, { pids: { effective: 3 } }, 'no'],
  [/enough memory/, { memory: { effectiveBytes: 1 << 20 } }, 'no'],
  [/enough memory/, { memory: { effectiveBytes: 64 * 1024 ** 3 } }, 'yes'],
  [/enough space (?:in the temporary|for what)/, { disk: { tmp: { freeBytes: 0 }, cwd: { freeBytes: 0 } } }, 'no'],
  [/Is (?:this )?SELinux enforcing/, { isolation: { selinux: 'enforcing' } }, 'yes'],
  [/Is this root\?/, { isolation: { uid: 0 } }, 'yes'],
  [/Is this root\?/, { isolation: { uid: 1000 } }, 'no'],
  [/Is systemd running/, { init: { system: 'systemd' } }, 'yes'],
  [/Is (?:UPX|zig) installed/, { toolchain: { upx: null, zig: null } }, 'no'],
  [/machine natively aarch64/, { os: { arch: 'aarch64' } }, 'yes'],
  [/Is there swap/, { memory: { swapBytes: 0 } }, 'no'],
];

const checks = [...shippedForest.values()].flatMap(({ flow, nodes }) =>
  Object.entries(nodes).flatMap(([id, node]) => {
    if (!('check' in node)) return [];
    const condition: Condition | null =
      'if' in node ? node.if : 'fact' in node && node.to.yes !== undefined ? { fact: node.fact, is: true } : null;
    return condition ? [{ name: `${flow}/${id}`, question: node.check, condition }] : [];
  }),
);

it.each(understood)('%s on %j: %s', (question, machine, answer) => {
  const asked = checks.filter((each) => question.test(each.question));
  expect(asked).not.toEqual([]);
  const facts = someFacts(machine);
  const answers = asked.map(({ name, condition }) => [
    name,
    evaluate(condition, { facts, findings: diagnoseFacts(facts, {}), rungs: [] }).truth,
  ]);
  expect(answers).toEqual(asked.map(({ name }) => [name, answer]));
});
