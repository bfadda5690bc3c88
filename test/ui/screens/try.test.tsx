import { afterEach, describe, expect, it } from 'vitest';
import { pressed } from '../../support/screen-faults.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('the try', () => {
  it('shows steps, progress and output, and asks before it stops', async () => {
    let finish = () => {};
    wizard = openWizard({
      canary: async (emit, signal) => {
        emit({ type: 'step-started', name: 'compile', command: ['cc'] });
        emit({ type: 'progress', done: 3, total: 10, label: 'files' });
        emit({ type: 'output', lines: ['first line', '漢字 is wide'], dropped: 0 });
        await new Promise<void>((resolve) => {
          finish = resolve;
          signal.addEventListener('abort', () => resolve());
        });
      },
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('漢字 is wide');
    expect(wizard.frame()).toContain('● compile');
    expect(wizard.frame()).toContain('3/10 files');
    expect(wizard.frame()).toContain('Output: 2 lines');
    wizard.press('escape');
    await wizard.shows('Stop this try?');
    wizard.press('enter');
    await wizard.shows('● compile');
    wizard.press('escape');
    await wizard.shows('Stop this try?');
    wizard.press('down');
    await wizard.shows('❯ Stop it');
    wizard.press('enter');
    await wizard.shows('glibc-static stopped');
    finish();
  });

  it('asks before it quits', async () => {
    wizard = openWizard({
      canary: (_emit, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('Trying glibc-static');
    wizard.press('q');
    await wizard.shows('Stop it and quit?');
    wizard.press('j');
    await wizard.shows('❯ Stop it and quit');
    wizard.press('enter');
    expect(await wizard.controller.ended).toEqual({ interrupted: false });
    expect(wizard.session.state().results[0]?.outcome).toBe('cancelled');
  });

  it('shows what each step took, how long this one has been running, how long nothing was printed, and what is usual', async () => {
    let nowMs = 0;
    wizard = openWizard(
      {
        canary: async (emit, signal) => {
          emit({ type: 'step-ended', step: { name: 'copy', command: ['cp'], code: 0, durationMs: 1500 } });
          emit({ type: 'step-started', name: 'compile', command: ['cc'] });
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        },
      },
      undefined,
      { now: () => nowMs },
    );
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('● compile');
    expect(wizard.frame()).toContain('✓ copy  1.5 s');
    expect(wizard.frame()).toContain('Expected  Seconds; fetches nothing');
    expect(wizard.frame()).not.toContain('silent for');
    nowMs = 65_000;
    wizard.controller.send({ type: 'tick', nowMs });
    await wizard.shows('● compile  1 min 05 s');
    expect(wizard.frame()).toContain('Output: nothing yet, silent for 1 min 05 s');
    expect(wizard.frame()).toContain('[Try]');
  });

  it('names what is built one after the other and the steps ahead, each with its time of last time', async () => {
    wizard = openWizard({
      canary: (emit, signal) => {
        emit({ type: 'expected', stepMs: { compile: 53_000, run: 2000 } });
        emit({ type: 'part', names: ['small test program', 'hello'], at: 0 });
        emit({ type: 'step-ended', step: { name: 'gone', command: ['cp'], code: 0, durationMs: 1500 } });
        emit({ type: 'part', names: ['small test program', 'hello'], at: 1 });
        emit({ type: 'steps-ahead', names: ['run', 'pack'] });
        emit({ type: 'step-started', name: 'compile', command: ['cc'] });
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('● compile  (last time 53.0 s)');
    const rows = wizard
      .frame()
      .split('\n')
      .map((row) => row.trim());
    expect(rows).toEqual(
      expect.arrayContaining([
        'small test program ✓  ›  hello',
        '· run  2.0 s',
        '· pack',
        'Expected  55.0 s in all, as last time',
      ]),
    );
    expect(wizard.frame()).not.toContain('gone');
  });

  it('marks a step that failed as failed', async () => {
    const step = (name: string, code: number | null) => ({ name, command: ['x'], code, durationMs: 1 });
    wizard = openWizard({
      canary: async (emit, signal) => {
        emit({ type: 'step-ended', step: step('pull image', 0) });
        emit({ type: 'step-ended', step: step('create container', 125) });
        emit({ type: 'step-ended', step: step('remove container', null) });
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('✓ pull image');
    expect(wizard.frame()).toContain('✗ create container');
    expect(wizard.frame()).toContain('✗ remove container');
  });
});

it.each([['log', 'while a rung is tried', 'log', ['read-log']]] as const)(
  'the key to %s, %s, leads to %s',
  (intent, state, place, effects) => {
    expect(pressed('try', state, intent)).toMatchObject({ place, effects });
  },
);
