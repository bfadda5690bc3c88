import type { Capture, CaptureKey } from './capture.js';

/** What shows that a program has nothing to say, and how. */
interface SkipRule {
  readonly by: CaptureKey;
  readonly if: (capture: Capture) => boolean;
}

/** Programs that are asked only after another answer, which may leave them nothing to say. */
export const skipRules: ReadonlyMap<string, SkipRule> = new Map<CaptureKey, SkipRule>([
  // A zig of its own comes before Python's, and Python may itself be found by twenty shells.
  ['run:python3 -m ziglang version', { by: 'which:zig', if: (capture) => 'ok' in capture && capture.ok }],
  // Docker's client names its plugins; Podman, which may answer in its place, does not.
  [
    'run:docker buildx inspect',
    {
      by: 'run:docker info --format {{.|json}}',
      if: (capture) =>
        'code' in capture && capture.stdout.includes('"ClientInfo":') && !capture.stdout.includes('"Name":"buildx"'),
    },
  ],
]);
