/**
 * Really different places, made and read: by the shell collector, by the Node collector where Node
 * can start, and from a snapshot. All must tell the same facts, and those that were set.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFile } from '../../scripts/bundle.mjs';
import { viteYaml } from '../../scripts/yaml-plugin.mjs';
import { collect } from '../../src/engine/collect.js';
import { judgeMachine } from '../../src/engine/judge-machine.js';
import type { Facts } from '../../src/facts/facts.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import type { Capture, Captures } from '../../src/machine/capture.js';
import { remoteMachine } from '../../src/machine/remote.js';
import { parseSnapshot, snapshotMachine, snapshotSchemaId } from '../../src/machine/snapshot.js';
import { interpret } from '../../src/probes/interpret.js';
import { createRedactor } from '../../src/redact/redact.js';
import { program, works } from '../support/lab.js';
import { expectSame } from '../support/redacted.js';
import { containers, makeImages } from './environments/containers.js';
import type { Environment, Place } from './environments/environment.js';
import { host } from './environments/host.js';

const folder = mkdtempSync(join(tmpdir(), 'mwmachine-lab-'));
process.env.MW_LAB_FOLDER = folder;
const bundle = join(folder, 'collect.mjs');
const signal = new AbortController().signal;
const environments: readonly Environment[] = [...host, ...containers];

beforeAll(async () => {
  chmodSync(folder, 0o755);
  await bundleFile(bundle, { input: join(import.meta.dirname, 'environments/collect.ts'), plugins: [viteYaml] });
  if (works('docker', 'info')) makeImages('docker');
  if (program('podman').met()) makeImages('podman');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environmentOf = (place: Place): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...process.env, ...place.env }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );

const byShell = async (place: Place): Promise<Captures> => {
  const [command = 'sh', ...args] = [...place.enter, 'sh', '-s'];
  const machine = remoteMachine('exec:lab', { command, args, advice: [] }, { env: environmentOf(place), cwd: '/' });
  for (let attempt = 1; ; attempt += 1) {
    try {
      // A busy machine starts all programs at once and ends none of them in the two seconds of a short deadline.
      return (await collect(machine, { signal, deadlineMs: 60_000 })).captures;
    } catch (error) {
      if (attempt >= (place.attempts ?? 1)) throw error;
    }
  }
};

const byNode = async (place: Place, inside: boolean): Promise<Captures> => {
  const [command = 'node', ...args] = [...place.enter, process.execPath, inside ? '/lab/collect.mjs' : bundle];
  const { stdout } = await execa(command, args, {
    env: environmentOf(place),
    extendEnv: false,
    cwd: '/',
    timeout: 90_000,
  });
  return JSON.parse(stdout).captures;
};

/** Runs something there, whatever the result. */
const enter = async (place: Place, words: readonly string[]): Promise<void> => {
  const [command = 'true', ...args] = [...place.enter, ...words];
  await execa(command, args, { env: environmentOf(place), extendEnv: false, cwd: '/', timeout: 30_000, reject: false });
};

/** Servers that did not answer in their one second: how soon one answers is another at each asking. */
const lateOf = ({ network }: Facts): string[] =>
  network.endpoints.filter(({ state }) => state === 'timeout').map(({ name }) => name);

/**
 * Facts without what changes from one moment to the next.
 * @param late names of servers whose answer does not count
 */
const steady = (facts: Facts, late: ReadonlySet<string>): unknown => {
  const { memory, pids, disk, network, container, engines } = facts;
  // Other tests make and remove images meanwhile.
  const withoutImages = <E extends Facts['engines']['docker']>(engine: E) => ({
    ...engine,
    daemon: { ...engine.daemon, images: [] },
  });
  return {
    ...facts,
    memory: { ...memory, availableBytes: 0, effectiveBytes: 0, swapBytes: 0 },
    pids: { ...pids, current: 0, effective: 0 },
    disk: Object.fromEntries(
      Object.entries(disk).map(([label, one]) => [label, { ...one, freeBytes: 0, freeInodes: 0 }]),
    ),
    network: {
      ...network,
      endpoints: network.endpoints.map(({ name, state }) => ({ name, state: late.has(name) ? 'timeout' : state })),
    },
    engines: Object.fromEntries(Object.entries(engines).map(([name, engine]) => [name, withoutImages(engine)])),
    container: { ...container, evidence: container.evidence.map(withoutNumbers) },
  };
};

/** Each reading enters a new namespace, which has a number of its own. */
const withoutNumbers = (line: string): string => line.replace(/ [\d-]+ [\d-]+ [\d-]+$/, '').replace(/:\[\d+\]$/, '');

const replayed = async (captures: Captures): Promise<Facts> => {
  const meta = { collectedAt: '', collector: 'sh', target: 'lab', redacted: false };
  const snapshot = parseSnapshot(JSON.stringify({ schema: snapshotSchemaId, meta, captures }), 'lab');
  return (await collect(snapshotMachine('snapshot:lab', snapshot), { signal, deadlineMs: 1000 })).facts;
};

/** Without what only describes the machine that the lab ran on: its kernel's build, its own init and mounts. */
const neutral = ([key, capture]: readonly [string, Capture]): [string, Capture] => {
  const init = readFileSync('/proc/1/comm', 'utf8').trim();
  const plain = (text: string): string =>
    text
      .replaceAll(release(), '6.18.0-lab')
      .replace(new RegExp(`${init}/[0-9a-f]{32}`, 'g'), 'lab/0')
      .replaceAll(init, 'lab-init')
      .replace(/^.* \/mnt\/.*\n/gm, '');
  if (key === 'file:/proc/cmdline')
    return [key, { ok: true, text: 'console=ttyS0 reboot=k panic=1 -- --firecracker-init\n' }];
  if ('code' in capture) return [key, { ...capture, stdout: plain(capture.stdout), stderr: plain(capture.stderr) }];
  return [key, capture.ok ? { ok: true, text: plain(capture.text) } : capture];
};

/** Renews a file of fixtures/snapshots: RECORD_SNAPSHOTS=1 npm test -- test/lab/environments.test.ts */
const record = (name: string, captures: Captures): void => {
  const meta = { collectedAt: new Date().toISOString(), collector: 'sh', target: 'exec', redacted: true };
  const document = {
    schema: snapshotSchemaId,
    meta,
    captures: Object.fromEntries(Object.entries(captures).map(neutral)),
  };
  writeFileSync(
    join(import.meta.dirname, `../../fixtures/snapshots/${name}.json`),
    `${JSON.stringify(document, null, 1)}\n`,
  );
};

describe('environments', () => {
  it('are many', () => expect(environments.length).toBeGreaterThanOrEqual(25));

  for (const environment of environments) {
    const missing = (environment.needs ?? []).filter(({ met }) => !met()).map(({ name }) => name);
    const test = missing.length === 0 || process.env.CI ? it : it.skip;
    test(missing.length === 0 ? environment.name : `${environment.name} (needs ${missing.join(', ')})`, async () => {
      expect(missing, 'what the lab lacks').toEqual([]);
      const place = await environment.make();
      try {
        if (place.first) await enter(place, place.first);
        const captures = await byShell(place);
        const facts = interpret(captures);
        const expected = { ...environment.facts };
        const endpoints = expected.network?.endpoints;
        if (endpoints) {
          // Only the endpoints that are named are compared.
          expect(facts.network.endpoints).toEqual(
            expect.arrayContaining(endpoints.map((one) => expect.objectContaining(one))),
          );
          expected.network = { ...expected.network, endpoints: facts.network.endpoints };
        }
        expect(facts).toMatchObject(expected);

        expect(JSON.stringify(await replayed(captures)), 'a snapshot of it').toBe(JSON.stringify(facts));
        const redactor = createRedactor(captures);
        const redacted = interpret(redactor.captures());
        if (process.env.RECORD_SNAPSHOTS && environment.snapshot) record(environment.snapshot, redactor.captures());
        expectSame(facts, redacted, redactor, 'a redacted snapshot of it');

        if (place.node !== false) {
          const inside = /docker|podman|chroot/.test(place.enter[0] ?? '');
          const nodeFacts = interpret(await byNode(place, inside));
          const late = new Set([...lateOf(facts), ...lateOf(nodeFacts)]);
          expect(steady(nodeFacts, late), 'the Node collector').toEqual(steady(facts, late));
        }

        const ids = judgeMachine(facts, captures, defaultPolicy).findings.map(({ id }) => id);
        expect(ids).toEqual(expect.arrayContaining([...(environment.findings?.has ?? [])]));
        for (const id of environment.findings?.hasNot ?? []) expect(ids).not.toContain(id);
      } finally {
        await place.remove?.();
      }
    });
  }
});
