import { describe, expect, it } from 'vitest';
import { initialModel, type Model } from '../../src/ui/model/model.js';
import { summary } from '../../src/ui/summary.js';
import { examination, failure, finding, result } from '../support/fake-session.js';

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
    const kept = { rung: 'zig', from: 'project', options: {}, upx: false, lastBuild: null } as const;
    expect(summary({ ...start, kept })).toBe(
      'musl-wizard: nothing new was saved; zig is still the saved setup.\nNext: musl-wizard build\n',
    );
  });

  it('is, of a log at the door, its cause and how to read it again', () => {
    const door = { path: '/p/my build.log', name: 'my build.log', bytes: 9, writtenMs: 0, place: 'here' } as const;
    const explanation = { bytes: 9, lines: 2, diagnoses: failure('alpine').diagnoses, unknown: [] };
    expect(summary({ ...start, door, answer: { log: door, explanation } })).toBe(
      "musl-wizard: my build.log: Host names cannot be resolved in the build (line 12)\nThe whole answer: musl-wizard explain '/p/my build.log'\n",
    );
  });

  it('is the line to send where only somebody else can change what blocks all', () => {
    const readOnly = finding({
      id: 'disk-read-only',
      title: '/tmp is mounted read-only',
      fixes: [
        {
          title: 'Restart the container with /tmp writable',
          commands: ['docker run --tmpfs /tmp:exec …'],
          needsRoot: false,
          changes: null,
          undo: null,
          runnable: false,
          who: 'host',
        },
      ],
    });
    const rungs = examination.rungs.map(
      ({ id }) => ({ id, verdict: 'impossible', because: ['disk-read-only'] }) as const,
    );
    const locked = { ...examination, findings: [readOnly], rungs };
    expect(summary(withSession({ examination: locked }))).toContain(
      'To send to the administrator of this container or machine:\n/tmp is mounted read-only. Please: Restart the container with /tmp writable: docker run --tmpfs /tmp:exec …\n',
    );
    expect(summary(withSession({ examination }))).not.toContain('To send');
  });

  it('breaks its lines between words, and no line that is pasted', () => {
    const logFile = `/state/${'a'.repeat(90)}.log`;
    const reason = 'The compiler could not be fetched, and neither could any of the five packages that it needs.';
    const text = summary(
      withSession({ results: [result({ outcome: 'failed', artifact: null, ran: null, reason, logFile })] }),
    );
    expect(text).toContain(`  log: ${logFile}\n`);
    expect(text).toMatch(/ {2}✗ glibc-static: failed; The compiler .*\n {4}\S/);
  });

  it('says how a saved setup is shared', () => {
    const saved = { setup: { rung: 'glibc-static', project: '/p' }, path: '/config/p.json' };
    expect(summary(withSession({ saved } as Partial<Model['session']>))).toContain(
      '  to share it, as files: musl-wizard recipe --write\n',
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
