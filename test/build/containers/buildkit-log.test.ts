import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBuildKitLog } from '../../../src/build/containers/buildkit-log.js';
import type { Progress } from '../../../src/build/plan.js';

const decode = (text: string) => {
  const progress: Progress[] = [];
  const decoder = decodeBuildKitLog((each) => progress.push(each));
  return { lines: text.split('\n').flatMap((line) => [...decoder(line)]), progress };
};
const base64 = (text: string) => Buffer.from(text).toString('base64');

const run = { digest: 'sha256:b', name: '[b 2/2] RUN make' };
const documents = [
  { vertexes: [{ digest: 'sha256:a', name: '[b 1/2] FROM alpine@sha256:0' }, run] },
  {
    vertexes: [
      { digest: 'sha256:a', name: '[b 1/2] FROM alpine@sha256:0', started: 't', completed: 't', cached: true },
    ],
  },
  { vertexes: [{ ...run, started: 't' }], statuses: [{ id: 'x', current: 1 }] },
  { logs: [{ vertex: 'sha256:b', stream: 2, data: base64('main.c:1: \u001b[31merr') }] },
  { logs: [{ vertex: 'sha256:b', stream: 2, data: base64('or\u001b[0m\nmore') }] },
  { vertexes: [{ ...run, started: 't', completed: 't', error: 'exit code: 2' }] },
];

describe('decodeBuildKitLog', () => {
  it.each([
    ['one line a document', (value: unknown) => JSON.stringify(value)],
    ['many lines a document, as buildx 0.13 writes', (value: unknown) => JSON.stringify(value, null, 2)],
  ])('prints steps and their output: %s', (_, write) => {
    const { lines, progress } = decode([...documents.map(write), 'ERROR: failed to solve: exit code: 2'].join('\n'));
    expect(lines).toEqual([
      '#1 [b 1/2] FROM alpine@sha256:0',
      '#1 CACHED',
      '#2 [b 2/2] RUN make',
      '#2 main.c:1: error',
      '#2 more',
      '#2 ERROR: exit code: 2',
      'ERROR: failed to solve: exit code: 2',
    ]);
    expect(progress.at(1)).toEqual({ done: 1, total: 2, label: 'steps' });
    expect(progress.at(-1)).toEqual({ done: 2, total: 2, label: 'steps' });
  });

  it('returns what only looks like a document', () => {
    const lines = ['{', 'no document', '}', 'plain'];
    expect(decode(lines.join('\n')).lines).toContain('plain');
  });

  it('bears any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        decode(JSON.stringify({ vertexes: value, logs: value }));
        decode(JSON.stringify({ vertexes: [value], logs: [value] }));
        decode(JSON.stringify(value));
      }),
    );
  });
});
