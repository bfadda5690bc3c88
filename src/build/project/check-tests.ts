import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isStatic } from '../../artifact/artifact.js';
import { diagnoseFacts } from '../../diagnosis/diagnose.js';
import { judgeRung } from '../../ladder/judge.js';
import { type RungId, rungIds, rungs } from '../../rungs/registry.js';
import { shellQuote } from '../../text/shell-quote.js';
import type { RunDifference } from '../check/compare-runs.js';
import { runsHere } from '../check/run-program.js';
import { onlyIn, type TestResults, testResultsIn } from '../check/test-results.js';
import { testsName } from '../here/with-tests.js';
import { logTail } from '../log/log-tail.js';
import { createScratch, scratchBases } from '../scratch/scratch.js';
import { type BuildOptions, buildProject } from './build-project.js';
import type { BuildResult } from './build-result.js';
import type { Behaviour, CheckedCommand } from './check-behaviour.js';
import type { NativeBuilds } from './native-builds.js';

/** What of the output of tests is read, in bytes; the end says how they ended. */
const maxOutput = 16 * 1024 ** 2;
/** Results that are shown where they differ. */
const maxShown = 8;

/** What the tests of a build ended with. */
interface TestRun {
  readonly code: number | null;
  readonly results: TestResults;
}

/**
 * Builds a project once more by its setup and once as on any machine, runs its own tests with either, and compares their
 * results by name. They run with the rights of the user, as everything that a build runs.
 * @throws {UserError} as `buildProject`
 */
export const checkTests = async (options: Omit<BuildOptions, 'output'>, natives: NativeBuilds): Promise<Behaviour> => {
  const { env, folder, setup, facts } = options;
  const blank = { command: "the project's tests", program: '', same: null, exit: null, differences: [] };
  const none = { outcome: 'blocked' as const, reason: 'It was not built.', logFile: null };
  const untried = (reason: string, native: Behaviour['native'] = none): Behaviour => ({
    native,
    checks: [{ ...blank, reason }],
  });
  const { where } = rungs[setup.rung].builds;
  if (where !== 'here') return untried(notHere(setup.rung, where, facts));
  const arch = setup.options.arch ?? null;
  if (!runsHere(arch, facts)) return untried(`They are for ${arch}, and no emulator is registered on this machine.`);
  const scratch = await createScratch(scratchBases(env, folder));
  try {
    const output = join(scratch.path, 'static');
    mkdirSync(output);
    const made = await buildProject({ ...options, setup: { ...setup, upx: false }, output, tests: true });
    const native = await natives.build(options, true);
    const [ofStatic, ofNative] = [testsOf(made), testsOf(native)];
    if (typeof ofStatic === 'string') return untried(`By ${setup.rung}: ${ofStatic}`, native);
    if (typeof ofNative === 'string') return untried(`By the native build: ${ofNative}`, native);
    const fault = faultOf(made, native, options.glibcFloor === undefined);
    if (fault !== null) return untried(fault, native);
    return { native, checks: [compareTests(ofStatic, ofNative)] };
  } finally {
    await scratch.remove();
  }
};

/** That the tests of a rung that builds elsewhere are not run, and what to do. */
const notHere = (
  rung: RungId,
  where: Exclude<(typeof rungs)[RungId]['builds']['where'], 'here'>,
  facts: BuildOptions['facts'],
): string => {
  const findings = diagnoseFacts(facts, {});
  const others = rungIds.filter(
    (id) => rungs[id].builds.where === 'here' && judgeRung(id, findings, facts).verdict === 'ready',
  );
  const place = { container: 'in a container', nix: 'by Nix' }[where];
  const here = others.length === 0 ? '' : ` Run them with a rung that builds here: --rung ${others.join(', or ')}.`;
  return `${rung} builds ${place}, and the project's tests are run only where tools of this machine build it.${here} Or compare what the program prints: --check '{} ARGS'.`;
};

/** Why the two builds are not a static and another one, in one sentence; null where they are. */
const faultOf = (made: BuildResult, native: BuildResult, mustBeStatic: boolean): string | null => {
  const dynamic = mustBeStatic && made.programs.find(({ artifact }) => !isStatic(artifact));
  if (dynamic) return `With its tests, the build makes ${dynamic.name}, which is not static.`;
  const twin = made.programs.find(({ name, artifact }) =>
    native.programs.some(
      (each) =>
        each.name === name &&
        isStatic(each.artifact) &&
        each.artifact.libc === artifact.libc &&
        artifact.libc !== 'none',
    ),
  );
  return twin
    ? `The native build is no other: its ${twin.name} is static with ${twin.artifact.libc} too, because of CC or the makefile.`
    : null;
};

/** The tests of a build, or why there is nothing to compare, in one sentence. */
const testsOf = ({ outcome, reason, steps, logFile }: BuildResult): TestRun | string => {
  if (outcome !== 'passed') return reason;
  const step = steps.find(({ name }) => name === testsName);
  if (step === undefined) return 'It is not known how the tests of this build system are run.';
  if (step.code === null) return 'The tests did not end by themselves.';
  const log = logTail(logFile, maxOutput);
  const start = `$ ${shellQuote(step.command)}\n`;
  const at = log.lastIndexOf(start);
  const results = testResultsIn(at < 0 ? log : log.slice(at + start.length));
  return results.length === 0
    ? `No result of a test was recognised in what they printed (exit code ${step.code}).`
    : { code: step.code, results };
};

/** Tests with a static program beside those with a native one. Pure. */
const compareTests = (ofStatic: TestRun, ofNative: TestRun): CheckedCommand => {
  const lost = onlyIn(ofNative.results, ofStatic.results);
  const gained = onlyIn(ofStatic.results, ofNative.results);
  const differences: RunDifference[] = [
    ...(ofStatic.code === ofNative.code
      ? []
      : [
          {
            where: 'exit' as const,
            line: null,
            static: `exit code ${ofStatic.code}`,
            native: `exit code ${ofNative.code}`,
          },
        ]),
    ...gained.slice(0, maxShown).map((each) => {
      const same = lost.find((one) => nameOf(one) === nameOf(each)) ?? null;
      return { where: 'test' as const, line: null, static: each, native: same };
    }),
    ...lost
      .filter((each) => gained.every((one) => nameOf(one) !== nameOf(each)))
      .slice(0, maxShown)
      .map((each) => ({ where: 'test' as const, line: null, static: null, native: each })),
  ];
  return {
    command: "the project's tests",
    program: '',
    same: differences.length === 0,
    reason: null,
    exit: `exit code ${ofStatic.code}, ${ofStatic.results.length} results`,
    differences,
  };
};

const nameOf = (result: string): string => result.slice(0, result.lastIndexOf(': '));
