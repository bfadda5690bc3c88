import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/flow/lint/lint.js';
import { parseTree } from '../../src/flow/parse.js';
import { shippedForest } from '../../src/flow/shipped.js';

const head = 'flow: mine\ntitle: t\nabout: a\nstart: s\nnodes:\n';
const problems = (text: string) => {
  const source = parseTree('mine.yaml', text);
  const forest = new Map([...shippedForest, ...(source.tree ? [['mine', source.tree] as const] : [])]);
  const vocabulary = { findings: new Set(['nix-absent']), causes: new Set(['disk-full']) };
  return lint(source, { forest, vocabulary }).map(({ line, message }) => `${line}: ${message}`);
};
const end = '  e: { done: remedy, because: so, commands: [x] }\n';

describe('a tree with a fault is refused at its line', () => {
  it.each([
    ['no YAML', `${head}  s: [`, /^6: not YAML/],
    ['no map', '- 1', /^1: a tree is a map/],
    ['a key twice', `${head}${end}${end}`, /^7: not YAML: duplicated mapping key/],
    ['a kind that is none', `${head}  s: { dream: x }`, /^6: nodes\.s: a node has exactly one of/],
    ['two kinds', `${head}  s: { note: x, ask: y, to: e }`, /this one has ask, note/],
    ['a key too many', `${head}  s: { note: x, to: e, foo: 1 }\n${end}`, /nodes\.s\.foo: there is no such key here/],
    ['a missing key', `${head}  s: { note: x }`, /^6: nodes\.s: must have required properties to/],
    ['done without reason', `${head}  s: { done: elsewhere, commands: [x] }`, /required properties because/],
    ['elsewhere and nothing to do', `${head}  s: { done: elsewhere, because: so }`, /needs commands or a message/],
    ['no operator', `${head}  s: { check: q, if: { fact: pids.limit }, to: { yes: e } }\n${end}`, /nodes\.s\.if/],
    [
      'an unknown fact',
      `${head}  s: { check: q, if: { fact: pids.none, is: 1 }, to: { yes: e, no: e, unknown: e } }\n${end}`,
      /there is no fact "pids\.none"/,
    ],
    [
      'a value that never is',
      `${head}  s: { check: q, if: { fact: init.system, is: sysv }, to: { yes: e, no: e, unknown: e } }\n${end}`,
      /cannot be "sysv"/,
    ],
    [
      'an unknown finding',
      `${head}  s: { check: q, if: { finding: nope }, to: { yes: e, no: e } }\n${end}`,
      /there is no finding "nope"/,
    ],
    [
      'an unknown cause',
      `${head}  s: { try: zig, causes: { nope: x }, to: { passed: e, failed: e, blocked: e, skipped: e, nope: e } }\n${end}`,
      /there is no cause "nope"/,
    ],
    ['an unknown tree', `${head}  s: { goto: nope }`, /there is no tree "nope"/],
    [
      'no branch for unknown',
      `${head}  s: { check: q, if: { fact: pids.limit, is: 1 }, to: { yes: e, no: e } }\n${end}`,
      /no branch for the outcome "unknown"/,
    ],
    [
      'a branch for nothing',
      `${head}  s: { check: q, if: { finding: nix-absent }, to: { yes: e, no: e, unknown: e } }\n${end}`,
      /"unknown" is not an outcome of this node/,
    ],
    ['a target that is not there', `${head}  s: { note: x, to: nope }`, /there is no node "nope"/],
    ['a node that nobody reaches', `${head}  s: { goto: upx }\n${end}`, /^7: e: no branch leads here/],
    [
      'an option that is none',
      `${head}  s: { try: alpine, options: { image: '--privileged' }, to: { passed: e, failed: e, blocked: e, skipped: e } }\n${end}`,
      /nodes\.s\.options\.image/,
    ],
    [
      'a hook for Nix',
      `${head}  s: { try: pkgs-musl, options: { nixSettings: { post-build-hook: x } }, to: { passed: e, failed: e, blocked: e, skipped: e } }\n${end}`,
      /nixSettings\.post-build-hook: there is no such key/,
    ],
    [
      'a circle',
      `${head}  s: { note: x, to: t }\n  t: { note: y, to: s }`,
      /endless loop: mine\/s → mine\/t → mine\/s/,
    ],
    ['a circle through another tree', `${head}  s: { goto: mine }`, /endless loop: mine\/s → mine\/s/],
    [
      'a setup that nothing proved',
      `${head}  s: { done: setup, because: so }`,
      /must name a rung, because a path leads here/,
    ],
    [
      'an end that no machine reaches',
      `${head}  s: { check: q, if: { fact: pids.limit, lt: 1 }, to: { yes: t, no: e, unknown: e } }\n  t: { check: q, if: { fact: pids.limit, gt: 9 }, to: { yes: dead, no: e, unknown: e } }\n  dead: { done: remedy, because: so, commands: [x] }\n${end}`,
      /dead: no machine was found/,
    ],
  ])('%s', (_, text, message) => {
    expect(problems(text).join('\n')).toMatch(message);
  });
});

it('lets a fix that helped go back to the check', () => {
  const text = `${head}  s: { check: q, if: { finding: nix-absent }, to: { yes: f, no: e } }\n  f: { fix: { finding: nix-absent }, to: { helped: s, failed: e, skipped: e } }\n${end}`;
  expect(problems(text)).toEqual([]);
});

describe('hostile text', () => {
  it.each([
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((c, at) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(',')}]`)
        .join('\n')}`,
    ],
    ['endless nesting', '['.repeat(100_000)],
    ['a file too large', 'x'.repeat(300_000)],
    ['a prototype', `${head}  __proto__: { done: remedy, because: so, commands: [x] }`],
    ['a constructor', `${head}  s: { note: x, to: constructor }`],
  ])('%s is one more problem', (_, text) => {
    expect(problems(text).length).toBeGreaterThan(0);
    expect(({} as { done?: string }).done).toBeUndefined();
  });
  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void problems(text)));
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => void problems(text)));
  });
});

it('the shipped trees give only commands that a shell can parse', () => {
  const commands = [...shippedForest.values()].flatMap(({ nodes }) =>
    Object.values(nodes).flatMap((node) => ('commands' in node ? (node.commands ?? []) : [])),
  );
  expect(commands.length).toBeGreaterThan(100);
  expect(spawnSync('sh', ['-n'], { input: commands.join('\n'), encoding: 'utf8' }).stderr).toBe('');
});
