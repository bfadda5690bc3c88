import { afterEach, describe, expect, it } from 'vitest';
import { initialSession } from '../../../src/engine/session-state.js';
import type { Verdict } from '../../../src/ladder/verdict.js';
import { markOf } from '../../../src/presentation/words.js';
import { rungLine } from '../../../src/ui/rows/ladder-rows.js';
import { examination, finding, fix } from '../../support/fake-session.js';
import { pressed } from '../../support/screen-faults.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('the ladder', () => {
  const kept = (rung: 'alpine' | 'musl-gcc') => async () =>
    ({ rung, from: 'project', options: {}, upx: false, lastBuild: null }) as const;
  const withRungs = (...rungs: Verdict[]) => ({ examination: { ...examination, rungs } });
  const glibc = { id: 'glibc-static', verdict: 'ready', because: [] } as const;

  it('begins at the saved rung, where it may still work', async () => {
    const muslGcc = { id: 'musl-gcc', verdict: 'ready', because: [] } as const;
    wizard = openWizard(withRungs(glibc, muslGcc), undefined, { kept: kept('musl-gcc') });
    wizard.start();
    await wizard.shows('Saved for this project: musl-gcc');
    wizard.press('enter');
    await wizard.shows(/❯ ✓ musl-gcc +ready +saved/);
    expect(wizard.frame()).toMatch(/ {2}✓ glibc-static +ready +recommended/);
  });

  it('begins at the recommended rung, where the saved one is blocked', async () => {
    wizard = openWizard({}, undefined, { kept: kept('alpine') });
    wizard.start();
    await wizard.shows('Saved for this project: alpine');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    expect(wizard.frame()).toMatch(/~ alpine +1 step +saved/);
  });

  it('marks what was skipped and goes on to the next', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('k', 's');
    await wizard.shows(/- alpine +skipped/);
  });

  it('takes two special keys from one read as two keys, and ignores text that comes in one piece', async () => {
    const tried: string[] = [];
    wizard = openWizard({ canary: async (_emit, _signal, rung) => void tried.push(rung) });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('\x1b[A\x1b[A\x1b[B');
    await wizard.shows('❯ ~ alpine');
    wizard.press('\x1b[Ht', 'tt\r');
    await wizard.shows('Pasted text is ignored');
    expect(wizard.frame()).toContain('❯ ~ alpine');
    expect(tried).toEqual([]);
    wizard.press('t');
    await wizard.shows('alpine works');
    expect(tried).toEqual(['alpine']);
  });

  it('leads from a rung that needs a fix to what blocks it', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('k', 'enter');
    await wizard.shows('Why: alpine');
    wizard.press('f');
    await wizard.shows('$ systemctl start docker');
    expect(wizard.frame()).toContain('you, as root');
    // What root does is never the default.
    expect(wizard.frame()).toContain('❯ No, run nothing');
    wizard.press('enter');
    await wizard.shows('Why: alpine');
    expect(wizard.session.state().lastFix).toBeNull();
    wizard.press('f');
    await wizard.shows('❯ No, run nothing');
    wizard.press('down');
    await wizard.shows('❯ Yes, run this command as root');
    wizard.press('enter');
    await wizard.shows('Not fixed');
  });
});

it.each([
  ['why', 'once the machine is read', 'why', ['explain']],
  ['retry', 'after a failure', 'ladder', ['try']],
  ['pack', 'once the machine is read', 'ladder', []],
  ['logs', 'once the machine is read', 'logs', ['find-logs']],
] as const)('the key to %s, %s, leads to %s', (intent, state, place, effects) => {
  expect(pressed('ladder', state, intent)).toMatchObject({ place, effects });
});

it('the key to pack has the next result packed', () => {
  expect(pressed('ladder', 'once the machine is read', 'pack').after.pack).toBe(true);
});

it('tells by a word that the move is somebody else’s', () => {
  const blocked = (who: 'host' | 'you') => {
    const readOnly = finding({ id: 'disk-read-only', rungs: ['zig'], fixes: [fix({ title: 'Restart it', who })] });
    const verdict = { id: 'zig', verdict: 'impossible', because: ['disk-read-only'] } as const;
    const session = { ...initialSession, examination: { ...examination, findings: [readOnly], rungs: [verdict] } };
    return rungLine(session, verdict, 80)
      .map(({ text }) => text)
      .join('');
  };
  expect(blocked('host')).toMatch(/^✗ zig +by others /);
  expect(blocked('you')).toMatch(/^✗ zig +cannot /);
});

it.each([
  ['ready', [], '✓ ready'],
  ['fixable', ['a'], '~ 1 step'],
  ['fixable', ['a', 'b'], '~ 2 steps'],
  ['unknown', [], '? unclear'],
] as const)('tells by a word whose move it is: %s, %j', (verdict, because, shown) => {
  const { symbol, word } = markOf({ id: 'zig', verdict, because }, []);
  expect(`${symbol} ${word}`).toBe(shown);
});
