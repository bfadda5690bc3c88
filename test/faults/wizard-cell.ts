import { setTimeout as delay } from 'node:timers/promises';
import { isGivenBack, TerminalRun } from '../pty/terminal.js';
import { clearPlace, cli, type Ended, environment, type Fault, killAll, leftIn, makePlace } from './cell.js';
import { brokenSetups, saveOld } from './saved-setup.js';

/** How far the wizard may get under any fault: long enough for a machine that answers nothing. */
const patienceMs = 20_000;

/**
 * The wizard in a terminal under a fault: on to the ladder, a build begun, Ctrl-C in the middle of it. Wherever it
 * ends, the terminal is restored, nothing runs on, nothing is left, and the setup saved before is whole.
 */
export const runWizardCell = async (fault: Fault): Promise<Ended> => {
  const place = makePlace();
  const clear = await fault.arrange?.(place);
  saveOld(place);
  const { id, env } = environment(place);
  const given = { ...env, ...fault.env?.(place) };
  const argv = [process.execPath, cli];
  const [program = '', ...words] = fault.wrap?.(argv, place) ?? argv;
  const started = performance.now();
  const run = new TerminalRun({
    command: [program, ...words],
    cwd: place.project,
    env: Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  });
  try {
    let over = false;
    void run.exited.then(() => {
      over = true;
    });
    const press = async (wanted: RegExp, keys: string): Promise<void> => {
      const seen = (screen: string) => over || wanted.test(screen);
      await run.waitFor(seen, patienceMs).catch(() => undefined);
      if (!over) run.send(keys);
    };
    await press(/Enter go on/, '\r');
    await press(/Static build options/, '');
    if (!over) await run.select('glibc-static', patienceMs).catch(() => undefined);
    await press(/❯ .*glibc-static/, '\r');
    await delay(Math.random() * 800);
    // A second one where the first only ended what was running.
    for (let tries = 0; tries < 3 && !over; tries += 1) {
      run.send('\x03');
      await Promise.race([run.exited, delay(4000)]);
    }
    const ended = await Promise.race([run.end(), delay(patienceMs)]);
    const complaints: string[] = [];
    if (!ended) complaints.push(`did not end:\n${run.screen().join('\n')}`);
    else if (![130, ...fault.codes].includes(ended.code)) complaints.push(`exit code ${ended.code}`);
    if (!isGivenBack(run)) complaints.push('the terminal is not restored');
    if (/Native stack trace|Assertion failed|FATAL ERROR/.test(run.output)) complaints.push('Node gave up');
    if (/^\s+at .*(file:|node:)/m.test(run.output)) complaints.push('showed a stack trace');
    complaints.push(...brokenSetups(place), ...(await leftIn(place, id)));
    const { durationMs } = { durationMs: performance.now() - started };
    return { code: ended ? ended.code : null, signal: null, stdout: run.output, stderr: '', durationMs, complaints };
  } finally {
    killAll(id);
    run.close();
    await clear?.();
    clearPlace(place);
  }
};
