import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

const first = (log: string) => {
  const { diagnoses, unknown } = explainText(log);
  return { cause: diagnoses[0]?.cause, line: diagnoses[0]?.line ?? unknown[0]?.line };
};

describe('of errors that name their causes the innermost one is the reason', () => {
  it.each([
    ['anyhow', 'Error: odd build\n\nCaused by:\n    0: could not read the manifest\n    1: odd flux in depth\n', 5],
    ['anyhow with one cause', 'Error: failed to build\n\nCaused by:\n    odd flux in depth\n', 4],
    [
      'Cargo',
      'error: failed to get a\n\nCaused by:\n  failed to load source for a\n\nCaused by:\n  Unable to update b\n',
      7,
    ],
    ['uv, maturin', 'error: failed to prepare\n  Caused by: could not read\n  Caused by: odd flux in depth\n', 3],
    ['color-eyre', 'Error: \n   0: Failed to load\n   1: odd flux in depth\n\nLocation:\n   src/main.rs:30\n', 3],
    ['miette', 'Error: failed\n  × Failed to build frob\n  ├─▶ The backend failed\n  ╰─▶ odd flux in depth\n', 4],
    [
      'snafu',
      'error: failed to boot\nCaused by these errors (recent errors listed first):\n  1: failed to read\n  2: odd flux\n',
      4,
    ],
    [
      'Java',
      'Exception in thread "main" x.AError: failed to build\n\tat x.Y(Z.java:1)\nCaused by: x.BError: cannot frob the flux\n\tat x.Z(Z.java:2)\n\t... 3 more\n',
      3,
    ],
    [
      'Java says the last one twice',
      'Exception in thread "main" x.AError: failed to build\nCaused by: x.BError: cannot frob: odd flux\n\tat x.Z(Z.java:2)\nCaused by: x.CError: odd flux\n',
      2,
    ],
    [
      'an errno goes with its object',
      'Error: failed to build\n\nCaused by:\n    0: could not read the manifest\n    1: failed to open /b/flux\n    2: Permission denied (os error 13)\n',
      5,
    ],
    ['not what only passes it on', 'a.c:3: error: odd flux\nError: failed\n\nCaused by:\n    exit status 101\n', 1],
    ['not numbers below other lines', 'frob: error: odd flux\n0: started\n1: stopped\n', 1],
  ])('%s', (_, log, line) => {
    expect(first(log).line).toBe(line);
  });

  it.each([
    ['docker-socket-permission-denied', 'failed to connect to /var/run/docker.sock', 'Permission denied (os error 13)'],
    ['build-tool-missing', 'failed to spawn `git`', 'No such file or directory (os error 2)'],
    ['disk-full', 'failed to write out/a.o', 'No space left on device (os error 28)'],
  ])('knows %s by what two of them say', (cause, what, why) => {
    expect(first(`Error: failed to prepare\n\nCaused by:\n    0: ${what}\n    1: ${why}\n`).cause).toBe(cause);
    expect(first(`error: failed to prepare\n\nCaused by:\n  ${what}\n\nCaused by:\n  ${why}\n`).cause).toBe(cause);
    expect(first(`Error: failed to prepare\n  ├─▶ ${what}\n  ╰─▶ ${why}\n`).cause).toBe(cause);
  });
});

it('what has to be there or not around a line is compared line by line', () => {
  const log =
    'error: failed to load a\n\nCaused by:\n  failed to parse manifest at `/b/Cargo.toml`\n\nCaused by:\n  feature `edition2024` is required\n\n  The package requires more.\n';
  expect(first(log)).toEqual({ cause: 'rust-too-old', line: 7 });
});

describe('a mark says which step failed, an error below it why', () => {
  it.each([
    ['  ✔ Preparing\n  ✗ Building frob\nERROR: frob.c:3: odd flux\n', 3],
    ['✘ build\n✘ link\nError: odd flux: 3 != 4\n', 3],
    ['✖ Building native module\nnpm error frob: flux not found\n', 2],
    ['❌ Compile\nfrob.c:3: error: odd flux\n', 2],
    ['cc -c a.c\na.c:3: error: odd flux\n✗ build failed\n', 2],
    ['└─ run app\n   └─ zig build-exe app Debug native failure\nerror: warning: unable to open library directory\n', 3],
    ['├─ check\n└─ compile failed\nfrob.zig:3:7: error: odd flux\n', 3],
    [' ✓ starts\n ✗ builds\n   (in test file a.bats, line 7)\n2 tests, 1 failure\n', 2],
  ])('%s', (log, line) => {
    expect(first(log).line).toBe(line);
  });
});

it('the notes of a compiler belong to its warnings', () => {
  const log =
    "../src/a.h:494:71: note: in definition of macro 'fail'\n  494 | #define fail(...) _flux(0)\ncc -c b.c\na.h:3:9: note: expanded from macro 'failed'\n";
  expect(explainText(log)).toMatchObject({ diagnoses: [], unknown: [] });
});
