import { afterEach, expect, it } from 'vitest';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

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
