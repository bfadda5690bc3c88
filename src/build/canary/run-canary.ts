import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.js';
import type { Diagnosis } from '../../explain/diagnosis.js';
import { searchPath } from '../../machine/search-path.js';
import { doubtsOf, runControls } from '../check/controls.js';
import { proofOf, takeReadings } from '../check/evidence.js';
import { Course } from '../course.js';
import { explainLog } from '../log/explain-log.js';
import { createLogFile } from '../log/log-file.js';
import type { Place, Plan } from '../plan.js';
import { planOf } from '../planned.js';
import type { CanaryResult } from '../result.js';
import { createScratch, nothingAbove, type Scratch, scratchBases } from '../scratch/scratch.js';
import { canaryVariable, clearLeftovers } from '../scratch/sweep.js';
import type { CanaryOptions, RunCanary } from './canary.js';
import { programNamed, writeSources } from './program.js';
import { type Proof, prove } from './prove.js';
import { blockersOf, tooHeavy } from './weight.js';

/** The course that all rungs have in common: build, inspect, run, pack if asked, clear away. */
export const runCanary: RunCanary = async (rung, facts, options) => {
  const started = performance.now();
  const result = (part: Partial<CanaryResult> & Pick<CanaryResult, 'outcome' | 'reason'>): CanaryResult => ({
    rung,
    program: options.program,
    durationMs: Math.round(performance.now() - started),
    steps: [],
    artifact: null,
    ran: null,
    diagnoses: [],
    findings: [],
    logFile: null,
    packed: null,
    ...part,
  });
  const env = options.env ?? process.env;
  const program = programNamed(options.program);
  const heavy = tooHeavy(rung, program, facts, options.rungOptions);
  if (heavy) return result({ outcome: 'blocked', reason: heavy.blocked, findings: heavy.findings });
  const bases = scratchBases(env, process.cwd());
  await clearLeftovers(bases, facts, options.onEvent);
  let scratch: Scratch;
  try {
    scratch = await createScratch(bases);
  } catch (error) {
    const tried = error instanceof UserError ? error.evidence.join('; ') : '';
    const reason = [messageOf(error), tried].filter(Boolean).join(' ');
    return result({ outcome: 'blocked', reason, findings: ['canary-no-scratch-folder'] });
  }
  try {
    const place: Place = {
      id: scratch.id,
      scratch: scratch.path,
      source: join(scratch.path, 'source'),
      output: join(scratch.path, 'output', 'canary'),
    };
    const plan = planOf({
      rung,
      facts,
      options: options.rungOptions,
      program,
      place,
      env,
      timeoutMs: options.timeoutMs,
    });
    if ('blocked' in plan) {
      const findings = [...new Set([...plan.findings, ...blockersOf(rung, facts)])];
      return result({ outcome: 'blocked', reason: plan.blocked, findings });
    }
    prepare(plan, place, options);
    const logFile = createLogFile(env, tmpdir(), rung);
    options.onEvent({ type: 'log-file', path: logFile });
    // The probes found programs off the PATH too; the canary uses what they found.
    const around = {
      ...env,
      PATH: searchPath(env).join(':'),
      LC_ALL: 'C',
      TMPDIR: join(scratch.path, 'tmp'),
      ...nothingAbove(scratch.path),
      ...plan.env,
      [canaryVariable]: scratch.id,
    };
    const course = new Course({
      cwd: scratch.path,
      env: around,
      logFile,
      signal: options.signal,
      timeoutMs: options.timeoutMs,
      onEvent: options.onEvent,
    });
    const before = takeReadings(scratch.path);
    let proof: Proof;
    try {
      proof = await prove(course, rung, plan, place, facts, options);
    } finally {
      await course.cleanUp();
    }
    // A success has something to explain only when its log shows a warning.
    const explained = proof.outcome !== 'passed' || proof.findings.length > 0;
    const diagnoses = explained ? await explainLog(logFile, proof.outcome, facts, rung, options.rungOptions) : [];
    const counted = proof.outcome === 'passed' ? [] : proofOf(before, takeReadings(scratch.path), diagnoses);
    const controls =
      proof.outcome === 'failed' ? await runControls(place, facts, { env: around, signal: options.signal }) : null;
    return result({
      ...proof,
      reason: [withCause(proof, diagnoses), ...counted, ...doubtsOf(controls)].join(' '),
      diagnoses,
      evidence: counted,
      ...(proof.outcome === 'failed' ? { controls } : {}),
      steps: course.steps,
      logFile,
    });
  } catch (error) {
    // A full or failing disk under the scratch folder; anything else is a fault of this program.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return result({ outcome: 'failed', reason: `The scratch folder cannot be used: ${messageOf(error)}.` });
  } finally {
    if (options.keep) options.onEvent({ type: 'note', text: scratch.keep() });
    else await scratch.remove();
  }
};

const prepare = (plan: Plan, place: Place, { program }: CanaryOptions): void => {
  writeSources(program, place.source);
  for (const folder of [dirname(place.output), join(place.scratch, 'tmp')]) mkdirSync(folder, { mode: 0o700 });
  if (plan.passable) for (const folder of [place.scratch, join(place.scratch, 'tmp')]) chmodSync(folder, 0o711);
  for (const [name, content] of Object.entries(plan.files)) {
    const path = join(place.scratch, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, content, { mode: content.startsWith('#!') ? 0o700 : 0o600, flag: 'wx' });
  }
};

/** The reason with the root cause behind it, where the log told one. */
const withCause = ({ outcome, reason }: Proof, [first]: readonly Diagnosis[]): string =>
  outcome === 'failed' && first?.root ? `${reason} ${first.title.replace(/\.?$/, '.')}` : reason;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
