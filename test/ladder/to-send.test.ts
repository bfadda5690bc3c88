import { expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import { judgeAll } from '../../src/ladder/judge.js';
import { toSend } from '../../src/ladder/to-send.js';
import type { Captures } from '../../src/machine/capture.js';
import { sentLine } from '../../src/presentation/finding.js';
import { type DeepPartial, someFacts } from '../support/facts.js';

/** What the kernel says of routes where there are none. */
const offline: Captures = {
  'file:/proc/net/route': { ok: true, text: 'Iface\tDestination\n' },
  'file:/proc/net/ipv6_route': { ok: true, text: '' },
};
const noPython: Captures = { 'which:python3': { ok: false, error: 'ENOENT' } };
/** A container with none of the tools that rungs need. */
const bare: DeepPartial<Facts> = {
  container: { kind: 'docker' },
  isolation: { uid: 1000, capabilities: [] },
  nix: { installed: false, store: { exists: false } },
  network: { endpoints: someFacts().network.endpoints.map((each) => ({ ...each, state: 'dns' as const })) },
  engines: Object.fromEntries(
    ['docker', 'podman', 'buildah'].map((name) => [name, { cli: null, daemon: { state: 'absent' } }]),
  ),
  toolchain: { cc: null, muslGcc: null, zig: null, glibcStatic: null },
};
const lineIn = (over: DeepPartial<Facts>, captures: Captures) => {
  const facts = someFacts(over);
  const findings = diagnoseFacts(facts, captures);
  const asked = toSend(findings, judgeAll(findings, facts));
  return asked && sentLine({ title: asked.finding.title, fix: asked.fix });
};
const ofDebian =
  'musl-gcc is not installed. Please: Add musl-tools to the image of this container (RUN in its Dockerfile): apt-get update && apt-get install -y --no-install-recommends musl-tools';

it.each<[string, DeepPartial<Facts>, Captures, string | RegExp | null]>([
  ['the tool of a rung, not the socket of an engine', bare, offline, ofDebian],
  ['the same where the root cannot be written', { ...bare, disk: { root: { readOnly: true } } }, noPython, ofDebian],
  ['the tool in a pod', { ...bare, container: { kind: 'kubernetes' } }, offline, ofDebian],
  [
    'the tool of a rung by the packages of Fedora',
    { ...bare, os: { id: 'fedora' } },
    offline,
    /^(zig|musl-gcc) is not.* dnf install -y \1$/,
  ],
  [
    'what blocks all rungs first',
    { ...bare, disk: { tmp: { readOnly: true }, home: { readOnly: true }, cwd: { readOnly: true } } },
    offline,
    /read-only.*--tmpfs/,
  ],
  ['nothing where the user can do something', { ...bare, isolation: { uid: 0 } }, {}, null],
  ['nothing on a healthy machine', {}, {}, null],
])('asks others for %s', (_, over, captures, line) => {
  const asked = lineIn(over, captures);
  if (line instanceof RegExp) expect(asked).toMatch(line);
  else expect(asked).toBe(line);
});
