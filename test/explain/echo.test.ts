import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

/** A script whose text, were it output, would be a cause of its own. */
const script = 'readelf -l app | grep -q INTERP && echo "app is not static"; ld -static || echo "cannot find -lsodium"';

describe('a command that the log only repeats is no evidence', () => {
  it.each([
    ['docker build', `Step 11/14 : RUN ${script}`],
    ['podman build', `[1/2] STEP 9/10: RUN ${script}`],
    ['buildah', `STEP 9: RUN ${script}`],
    ['BuildKit', `#12 [build 5/9] RUN ${script}`],
    ['BuildKit that failed', ` => ERROR [build 5/9] RUN ${script}   1.2s`],
    ['the summary of BuildKit', ` > [build 5/9] RUN ${script}:`],
    ['an excerpt of the Dockerfile', `   9 | >>> RUN ${script}`],
    ['sh -x', '+ ld -o app app.o -lsodium cannot find -lsodium'],
    ['a script of GitHub', `2026-01-02T03:04:05.1234567Z \x1b[36;1mtest -e x || cannot find -lsodium\x1b[0m`],
    ['make, without a word', 'test -x app && ld -static || exit 1'],
    ['make, in several lines', '  else echo >&2 "cannot find -lsodium"; exit 1; fi; \\'],
    ['make', 'test -x app || (echo "ld: cannot find -lsodium"; exit 1)'],
  ])('%s', (_, line) => {
    expect(explainText(`${line}\n`)).toMatchObject({ diagnoses: [], unknown: [] });
  });

  it.each([
    ['BuildKit', `ERROR: failed to solve: process "/bin/sh -c ${script}" did not complete successfully: exit code: 3`],
    ['docker build', `The command '/bin/sh -c ${script}' returned a non-zero code: 3`],
    ['podman build', `Error: building at STEP "RUN ${script}": while running runtime: exit status 3`],
  ])('nor does one that an error of %s quotes, but the error is one', (_, line) => {
    const { diagnoses, unknown } = explainText(`${line}\n`);
    expect(diagnoses).toEqual([]);
    expect(unknown).toHaveLength(1);
  });

  it('what an error says behind the command that it quotes counts', () => {
    const killed = `#9 ERROR: process "/bin/sh -c ${script}" did not complete successfully: exit code: 137`;
    expect(explainText(`${killed}\n`).diagnoses[0]?.cause).toBe('oom-killed');
  });

  it('and what the command printed does, too', () => {
    const log = `Step 2/3 : RUN ${script}\n ---> Running in 0123456789ab\n/usr/bin/ld: cannot find -lsodium\n`;
    expect(explainText(log).diagnoses[0]).toMatchObject({ cause: 'missing-static-lib', line: 3 });
  });

  it('is found at the same lines however the log is cut into pieces', () => {
    const log = Buffer.from(
      `a\n2026-01-02T03:04:05Z \x1b[36;1mcannot find -lsodium\x1b[0m\nb \x1b[36;1mcannot find -lz\x1b[0m\n`,
    );
    expect(explainText(log).diagnoses[0]).toMatchObject({ cause: 'missing-static-lib', line: 3 });
  });

  it.each(['process "', "The command '", 'executor failed running [', 'building at STEP "', '|| echo ', '[a] RUN '])(
    'a line of nothing but %j is read at once',
    (text) => {
      expect(explainText(`${text.repeat(700)} cannot find -lsodium`).lines).toBe(1);
    },
  );
});

describe('a failure of unknown cause shows the lines that look like errors', () => {
  it.each([
    'worker 3 of 8: error: the frobnicator is upset',
    '[build] stage two, error: the frobnicator is upset',
    'time="2026-01-02T03:04:05Z" level=error msg="the frobnicator is upset"',
    'docker: Error response from daemon: the frobnicator is upset.',
    'E: Sub-process /usr/bin/frobnicate returned an error code (1)',
    'frobnicate exited with code 3',
    'Command failed with exit status 2',
    '/bin/sh: 1: ./frobnicate: not found',
  ])('%s', (line) => {
    expect(explainText(`all is well\n${line}\n`).unknown).toMatchObject([{ line: 2 }]);
  });

  it.each([
    'warning: retrying after error: the frobnicator was upset',
    'time="2026-01-02T03:04:05Z" level=warning msg="an error: it was upset"',
    'make[1]: [Makefile:3: clean] Error 1 (ignored)',
    'frobnicate exited with code 0',
    'note: last error: none',
    'test parses an error: message ... ok',
  ])('but not a line that only mentions one: %s', (line) => {
    expect(explainText(`all is well\n${line}\nall is well\n`).unknown).toEqual([]);
  });
});
