import { describe, expect, it } from 'vitest';
import { initialModel, type Model } from '../../src/ui/model/model.js';
import { summary } from '../../src/ui/summary.js';
import { result } from '../support/fake-session.js';

const start = initialModel({ columns: 80, rows: 24 }, 0);
const withSession = (session: Partial<Model['session']>, over: Partial<Model> = {}): Model => ({
  ...start,
  ...over,
  session: { ...start.session, ...session },
});

describe('what is left when the wizard has ended', () => {
  it('names the next command where nothing was saved', () => {
    expect(summary(start)).toBe('musl-wizard: nothing was saved.\nNext, to see what blocks it: musl-wizard doctor\n');
    expect(summary(withSession({ results: [result()] }))).toContain(
      'Next, to save the working setup: musl-wizard choose --rung glibc-static\n',
    );
  });

  it('says that an earlier setup still stands, and how to build by it', () => {
    const kept = { rung: 'zig', from: 'project', lastBuild: null } as const;
    expect(summary({ ...start, kept })).toBe(
      'musl-wizard: nothing new was saved; zig is still the saved setup.\nNext: musl-wizard build\n',
    );
  });

  it('lists the fixes that were run, those refused as refused, and how to undo them', () => {
    const outcome = { output: '', helped: null };
    const fixes = [
      { title: 'Mount binfmt_misc', outcome: { ...outcome, applied: true, reason: '' } },
      { title: 'Start docker', outcome: { ...outcome, applied: false, reason: 'sudo refused it.' } },
    ];
    expect(summary(withSession({ fixes }))).toContain(
      [
        '  fix: Mount binfmt_misc: applied',
        '  fix: Start docker: not applied; sudo refused it.',
        '  to undo the changes of fixes: musl-wizard undo',
        '',
      ].join('\n'),
    );
  });
});
