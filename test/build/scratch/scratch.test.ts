import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canaryLabel, removeLeftovers } from '../../../src/build/scratch/leftovers.js';
import { removeTree } from '../../../src/build/scratch/remove-tree.js';
import { createScratch, markerName, prefix, scratchBases } from '../../../src/build/scratch/scratch.js';
import { lockFile } from '../../../src/files/kernel-lock.js';
import { works } from '../../support/lab.js';
import { trustedFolder } from '../../support/trusted-folder.js';

const isRoot = process.getuid?.() === 0;
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await delay(20);
};

let base: string;
beforeEach(() => {
  base = trustedFolder('mw-base-');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
/** What a run that was killed left behind, by which it is recognised. */
const dead = { locked: true, boot: bootId() };

const leave = (name: string, marker: unknown): string => {
  const path = join(base, prefix + name);
  mkdirSync(path, { mode: 0o700 });
  if (marker !== undefined)
    writeFileSync(join(path, markerName), typeof marker === 'string' ? marker : JSON.stringify(marker));
  return path;
};

describe('createScratch', () => {
  it('makes a private folder and removes it, read-only folders in it and all', async () => {
    const scratch = await createScratch([base]);
    expect(lstatSync(scratch.path).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(join(scratch.path, markerName), 'utf8'))).toMatchObject({ id: scratch.id });
    mkdirSync(join(scratch.path, 'cache/module'), { recursive: true });
    writeFileSync(join(scratch.path, 'cache/module/file'), '');
    chmodSync(join(scratch.path, 'cache/module'), 0o500);
    await scratch.remove();
    expect(existsSync(scratch.path)).toBe(false);
  });

  it('goes on to the next base, and says of each why not', async () => {
    const scratch = await createScratch([join(base, 'missing'), base]);
    expect(scratch.path.startsWith(base)).toBe(true);
    await scratch.remove();
    await expect(createScratch([join(base, 'missing'), '/proc'])).rejects.toMatchObject({
      evidence: [`${join(base, 'missing')}: ENOENT`, expect.stringMatching(/^\/proc: E/)],
      nextSteps: [expect.stringContaining('/proc/mounts')],
    });
  });

  it('leaves what is to be kept to the user, and reports where it is', async () => {
    const scratch = await createScratch([base]);
    writeFileSync(join(scratch.path, 'program'), '');
    expect(scratch.keep()).toContain(scratch.path);
    // By its marker a run of a process that has ended would be known as left over.
    expect(existsSync(join(scratch.path, markerName))).toBe(false);
    expect((await removeLeftovers([base], [])).scratch).toEqual([]);
    expect(existsSync(scratch.path)).toBe(true);
  });

  it('looks only in absolute folders, each once, and in caches before what all may write to', () => {
    const root = process.getuid?.() === 0 ? ['/var/cache'] : [];
    expect(scratchBases({ TMPDIR: '/tmp', HOME: '/home/me', XDG_RUNTIME_DIR: 'relative' }, '/work')).toEqual([
      '/tmp',
      ...root,
      '/home/me/.cache',
      '/var/tmp',
      '/work',
    ]);
    // As if it were not set: XDG Base Directory Specification.
    for (const XDG_CACHE_HOME of ['', 'relative'])
      expect(scratchBases({ HOME: '/home/me', XDG_CACHE_HOME }, '/work')).toContain('/home/me/.cache');
  });

  it('takes no base to which others can write, nor one below it, and says who can', async () => {
    const open = join(base, 'open');
    mkdirSync(join(open, 'below'), { recursive: true });
    chmodSync(open, 0o777);
    const scratch = await createScratch([open, join(open, 'below'), base]);
    expect(dirname(scratch.path)).toBe(base);
    await scratch.remove();
    await expect(createScratch([join(open, 'below')])).rejects.toMatchObject({
      evidence: [expect.stringContaining(`${open} can be written by every user (mode 0777)`)],
      nextSteps: [expect.stringContaining('export TMPDIR='), expect.anything()],
    });
    expect(readdirSync(join(open, 'below'))).toEqual([]);
  });

  it('takes a folder like /tmp after all others, and once nothing shows another user there', async () => {
    const [shared, own] = [join(base, 'shared'), join(base, 'own')];
    mkdirSync(own);
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    for (const [bases, at] of [
      [[shared, own, base], own],
      // The project's own folder, named last, is the last resort.
      [[shared, own], shared],
      [[shared], shared],
    ] as const) {
      const scratch = await createScratch(bases);
      expect(dirname(scratch.path)).toBe(at);
      await scratch.remove();
    }
    if (process.getuid?.() !== 0) return;
    mkdirSync(join(shared, '.cargo'));
    chownSync(join(shared, '.cargo'), 1234, 1234);
    await expect(createScratch([shared])).rejects.toMatchObject({
      evidence: [expect.stringContaining(`${join(shared, '.cargo')} belongs to user 1234`)],
    });
  });
});

describe('the removal of leftovers', () => {
  const id = 'a1b2c3d4e5f6';

  it('removes what a dead owner left, and nothing of the living', async () => {
    const left = leave('dead', { id, ...dead });
    const kept = await createScratch([base]);
    expect(await removeLeftovers([base], [])).toMatchObject({ scratch: [left] });
    expect(existsSync(left)).toBe(false);
    expect(existsSync(kept.path)).toBe(true);
    await kept.remove();
  });

  it('leaves, and names, whose owner nothing shows', async () => {
    const path = leave('unlocked', { id, locked: false, boot: bootId() });
    expect(await removeLeftovers([base], [])).toMatchObject({ scratch: [], unknown: [path] });
    expect(existsSync(path)).toBe(true);
    // On a local file system what another boot left has no owner.
    const old = leave('old-boot', { id: 'b1b2c3d4e5f6', locked: true, boot: 'another' });
    expect((await removeLeftovers([base], [])).scratch).toEqual([old]);
  });

  it.runIf(isRoot && works('unshare', '--pid', '--fork', '--mount-proc', 'true'))(
    'removes nothing of a run that lives in another PID namespace, and all of it once that is killed (needs root, unshare)',
    async () => {
      const path = leave('far', { id, ...dead });
      // There the owner has a number that here is another process, or none.
      const owner = spawn(
        'unshare',
        ['--pid', '--fork', '--mount-proc', '--kill-child', 'flock', join(path, markerName), 'sleep', '60'],
        { stdio: 'ignore' },
      );
      await until(() => spawnSync('flock', ['-n', join(path, markerName), 'true']).status === 1);
      expect(await removeLeftovers([base], [])).toMatchObject({ scratch: [], unknown: [] });
      owner.kill('SIGKILL');
      await once(owner, 'exit');
      await until(() => spawnSync('flock', ['-n', join(path, markerName), 'true']).status === 0);
      expect((await removeLeftovers([base], [])).scratch).toEqual([path]);
    },
  );

  it.each(['{', 'null', '{"id":"../../etc","locked":true,"boot":null}', '{"id":"a1b2c3d4e5f6"}'])(
    'leaves a folder with the marker %j',
    async (marker) => {
      const path = leave('odd', marker);
      expect((await removeLeftovers([base], [])).scratch).toEqual([]);
      expect(existsSync(path)).toBe(true);
    },
  );

  it.runIf(works('flock', '--version'))(
    'removes an old folder whose mark is not whole, once nobody holds it (needs flock)',
    async () => {
      const path = join(base, `${prefix}half`);
      mkdirSync(path);
      const lock = lockFile(join(path, `${markerName}.new`));
      expect((await removeLeftovers([base], [])).scratch).toEqual([]);
      utimesSync(path, new Date(0), new Date(0));
      expect((await removeLeftovers([base], [])).scratch).toEqual([]);
      if (typeof lock === 'object') lock.release();
      expect((await removeLeftovers([base], [])).scratch).toEqual([path]);
    },
  );

  it('follows no link', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'mw-else-'));
    writeFileSync(join(elsewhere, markerName), JSON.stringify({ id, ...dead }));
    symlinkSync(elsewhere, join(base, `${prefix}link`));
    expect((await removeLeftovers([base], [])).scratch).toEqual([]);
    expect(existsSync(join(elsewhere, markerName))).toBe(true);
    rmSync(elsewhere, { recursive: true });
  });

  it('removes a folder for one look an hour after it, whoever has its number', async () => {
    vi.stubEnv('TMPDIR', base);
    const [young, old] = ['musl-wizard-probe-x1Y2z3', 'musl-wizard-root-Ab3dE6'].map((name) => join(base, name)) as [
      string,
      string,
    ];
    for (const path of [young, old]) mkdirSync(path);
    utimesSync(old, new Date(0), new Date(0));
    expect((await removeLeftovers([base], [])).scratch).toEqual([old]);
    expect(existsSync(young)).toBe(true);
    vi.unstubAllEnvs();
  });

  it("leaves alone a folder of the user's that is called nearly so, or so in a project", async () => {
    const project = mkdtempSync(join(base, 'project-'));
    const own = [join(base, 'musl-wizard-root-filesystem'), join(project, 'musl-wizard-root-ubuntu')];
    vi.stubEnv('TMPDIR', base);
    for (const path of own) {
      mkdirSync(path);
      utimesSync(path, new Date(0), new Date(0));
    }
    expect((await removeLeftovers([base, project], [])).scratch).toEqual([]);
    expect(own.every((path) => existsSync(path))).toBe(true);
    vi.unstubAllEnvs();
  });

  it('removes an empty folder only when it is old', async () => {
    const young = leave('young', undefined);
    const old = leave('old', undefined);
    utimesSync(old, new Date(0), new Date(0));
    expect((await removeLeftovers([base], [])).scratch).toEqual([old]);
    expect(existsSync(young)).toBe(true);
  });

  it.each([
    [
      'docker',
      [
        'ps --all --quiet --no-trunc --filter label=LABEL',
        'rm --force one two',
        'images --all --quiet --no-trunc --filter label=LABEL',
        'image prune --all --force --filter label=LABEL',
      ],
    ],
    [
      'buildah',
      [
        `containers --quiet --filter name=musl-wizard-canary-${id}`,
        'rm one two',
        'images --all --quiet --no-trunc --filter label=LABEL',
        'rmi --force one two',
      ],
    ],
  ])('removes containers and images of a dead run, and nothing else, in the words of %s', async (name, words) => {
    leave('dead', { id, ...dead });
    const engine = join(base, name);
    const log = join(base, 'calls');
    const script = `#!/bin/sh\necho "$*" >>'${log}'\ncase $* in *quiet*) printf 'one\\ntwo\\n\\n-x y\\n' ;; esac\n`;
    writeFileSync(engine, script, { mode: 0o755 });
    const removed = await removeLeftovers([base], [engine], { PATH: process.env.PATH });
    expect(removed).toMatchObject({ containers: ['one', 'two'], images: ['one', 'two'] });
    const calls = readFileSync(log, 'utf8').replaceAll(`label=${canaryLabel}=${id}`, 'label=LABEL').trim().split('\n');
    expect(calls).toEqual(words);
  });

  it('ends the processes that carry the canary’s mark', async () => {
    leave('dead', { id, ...dead });
    const child = spawnSync('/bin/sh', ['-c', `MUSL_WIZARD_CANARY=${id} setsid sleep 60 >/dev/null 2>&1 & echo $!`], {
      encoding: 'utf8',
    });
    const removed = await removeLeftovers([base], []);
    expect(removed.processes).toBeGreaterThan(0);
    expect(Number(child.stdout)).toBeGreaterThan(1);
  });
});

describe('removeTree', () => {
  it('removes what says whose folder it is after all else, or a kill would leave the rest to nobody', async () => {
    const scratch = await createScratch([base]);
    for (let n = 0; n < 50; n += 1) mkdirSync(join(scratch.path, `${n}/deep`), { recursive: true });
    const gone: (string | null)[] = [];
    const watcher = watch(scratch.path, (_, name) => gone.push(name));
    await scratch.remove();
    await until(() => gone.includes(markerName));
    watcher.close();
    const names = gone.filter((name) => name === markerName || /^\d+$/.test(name ?? ''));
    expect(new Set(names).size).toBe(51);
    expect(names.indexOf(markerName)).toBe(names.length - 1);
  });

  it('does nothing for a folder that is not there', async () => {
    await expect(removeTree(join(base, 'missing'))).resolves.toBeUndefined();
  });
});
