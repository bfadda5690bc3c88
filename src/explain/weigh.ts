/** What is known of the machine changes how likely a cause is, and puts figures into the words. */
import type { Facts } from '../facts/facts.js';
import { formatBytes } from '../text/format.js';
import type { Diagnosis } from './diagnosis.js';
import type { LogOrigin } from './fixes-here.js';

interface Weight {
  /** Multiplies the confidence. */
  readonly factor: number;
  /** A sentence that is put behind the reason. */
  readonly because: string;
}

/** @param line of the log; null where its paths are not those of the machine that the facts are of */
type Weigher = (facts: Facts, line: string | null) => Weight | null;

const GiB = 1024 ** 3;
const plentyOfMemory = 8 * GiB;
const littleMemory = 4 * GiB;
const plentyOfDisk = 5 * GiB;
const fewInodes = 1000;
const fewTasks = 1024;

const likelier = (because: string): Weight => ({ factor: 1.1, because });
const unlikelier = (because: string): Weight => ({ factor: 0.4, because });

const memory = ({ memory: { limitBytes, effectiveBytes } }: Facts): Weight | null => {
  if (effectiveBytes === null) return null;
  if (limitBytes !== null && limitBytes < plentyOfMemory)
    return likelier(`On this machine memory is limited to ${formatBytes(limitBytes)} by its control group.`);
  if (effectiveBytes < littleMemory) return likelier(`This machine has ${formatBytes(effectiveBytes)} for a build.`);
  if (effectiveBytes < plentyOfMemory) return null;
  return unlikelier(
    `This machine has ${formatBytes(effectiveBytes)} for a build, so something else may have killed the program: a timeout, a supervisor or a person.`,
  );
};

/** A file that could not be written: before what the system says, or quoted behind it. */
const unwritten =
  /(?:^|[\s'"`‘(=])(\/[^\s'"`’:]+)['"`’]?:? (?:no space left|ENOSPC|disk quota)|no space left on device[^/]{0,12}['"`‘](\/[^'"`’]+)/i;

/** The folder that the file named in a line is in, by its label; null where only the root folder holds it, or none is named. */
const labelIn = (line: string, disks: Facts['disk']): string | null => {
  const [, before, behind] = unwritten.exec(line) ?? [];
  const file = before ?? behind;
  const [nearest] = Object.entries(disks)
    .filter(([, { path }]) => path !== '/' && file?.startsWith(`${path}/`))
    .sort(([, a], [, b]) => b.path.length - a.path.length);
  return nearest?.[0] ?? null;
};

/** The folder whose file could not be written, else the tightest of those that may be meant. */
const full =
  (...labels: readonly string[]): Weigher =>
  (facts, line) => {
    const label = line === null ? null : labelIn(line, facts.disk);
    return disk(label === null ? labels : [label], facts);
  };

const disk = (labels: readonly string[], facts: Facts): Weight | null => {
  const known = labels.flatMap((label) => {
    const found = facts.disk[label];
    return found?.freeBytes == null ? [] : [{ path: found.path, free: found.freeBytes }];
  });
  const tightest = known.sort((a, b) => a.free - b.free)[0];
  if (tightest === undefined) return null;
  return tightest.free < plentyOfDisk
    ? likelier(`${tightest.path} has ${formatBytes(tightest.free)} free now.`)
    : unlikelier(
        `${tightest.path} has ${formatBytes(tightest.free)} free now: space was freed since, or another limit applied.`,
      );
};

const inodes = ({ disk: disks }: Facts): Weight | null => {
  const spent = Object.values(disks).find(({ freeInodes }) => freeInodes !== null && freeInodes < fewInodes);
  return spent === undefined ? null : likelier(`${spent.path} has ${spent.freeInodes} free inodes.`);
};

const tasks = ({ pids: { limit, effective } }: Facts): Weight | null => {
  if (effective === null) return null;
  const figure = limit === null ? `${effective} more tasks can be started now` : `the task limit is ${limit}`;
  return effective < fewTasks ? likelier(`On this machine ${figure}.`) : unlikelier(`On this machine ${figure}.`);
};

const noexec = ({ disk: { tmp } }: Facts): Weight | null => {
  if (tmp?.noexec == null) return null;
  return tmp.noexec ? likelier(`${tmp.path} is mounted noexec.`) : unlikelier(`${tmp.path} allows execution.`);
};

const docker = ({ engines: { docker: engine } }: Facts): Weight | null => {
  const { state } = engine.daemon;
  if (state === null) return null;
  return state === 'running'
    ? unlikelier('The Docker daemon responds now.')
    : likelier(`The Docker daemon here: ${state}.`);
};

const namespaces = ({ isolation: { userNamespaces } }: Facts): Weight | null => {
  if (userNamespaces.canCreate === null) return null;
  return userNamespaces.canCreate
    ? unlikelier('A user namespace could be created here.')
    : likelier('A user namespace could not be created here.');
};

const nixDaemon = ({ nix: { daemon } }: Facts): Weight | null => {
  if (daemon.state === null || daemon.state === 'unknown') return null;
  return daemon.state === 'running'
    ? unlikelier('The Nix daemon responds now.')
    : likelier(`The Nix daemon here: ${daemon.state}.`);
};

const muslGcc = ({ toolchain: { muslGcc: tool } }: Facts): Weight | null =>
  tool == null
    ? null
    : unlikelier(`There is a musl-gcc here, at ${tool.path}: the build may have used another name or folder.`);

const emulation = ({ binfmt }: Facts): Weight | null =>
  binfmt.emulates.length === 0
    ? likelier('No emulator is registered on this machine.')
    : { factor: 1, because: `This machine emulates ${binfmt.emulates.join(', ')}.` };

const weights: Readonly<Record<string, Weigher>> = {
  'oom-killed': memory,
  'fork-enomem': memory,
  'disk-full': full('cwd', 'nix', 'docker', 'root'),
  'tmp-dir-full': full('tmp'),
  'inodes-exhausted': inodes,
  'pids-limit-hit': tasks,
  'nproc-ulimit-hit': tasks,
  'tmp-noexec': noexec,
  'docker-daemon-not-running': docker,
  'userns-creation-denied': namespaces,
  'nix-daemon-not-running': nixDaemon,
  'nix-daemon-socket-absent': nixDaemon,
  'musl-gcc-missing': muslGcc,
  'no-emulator-for-foreign-binary': emulation,
};

const weighed = (diagnosis: Diagnosis, facts: Facts, place: LogOrigin): Diagnosis => {
  const line = place === 'container' ? null : diagnosis.excerpt;
  const weight = Object.hasOwn(weights, diagnosis.cause) ? weights[diagnosis.cause]?.(facts, line) : null;
  if (!weight) return diagnosis;
  const confidence = Math.min(0.99, Math.round(diagnosis.confidence * weight.factor * 100) / 100);
  return { ...diagnosis, confidence, why: `${diagnosis.why} ${weight.because}` };
};

/** Below this a diagnosis gives way to one that the facts do not speak against. */
const doubtful = 0.5;

/**
 * Diagnoses in the light of facts: confidence and reason change, and a root cause that the
 * facts speak against makes room for the next one that they do not.
 */
export const weigh = (diagnoses: readonly Diagnosis[], facts: Facts, place: LogOrigin): readonly Diagnosis[] => {
  const all = diagnoses.map((diagnosis) => weighed(diagnosis, facts, place));
  const isDoubtful = (diagnosis: Diagnosis, index: number) =>
    diagnosis.confidence < doubtful && diagnosis.confidence < (diagnoses[index]?.confidence ?? 0);
  const doubted = all.filter(isDoubtful);
  const rest = all.filter((diagnosis) => !doubted.includes(diagnosis));
  return [...rest, ...doubted].map((diagnosis, index) => ({ ...diagnosis, root: index === 0 }));
};
