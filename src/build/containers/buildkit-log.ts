import { stripAnsi } from '../../text/sanitize.js';
import type { LineDecoder } from '../log/log-follower.js';
import type { Progress } from '../plan.js';

/** From BuildKit's client/graph.go, SolveStatus: what `--progress rawjson` writes, one document after the other. */
interface Status {
  readonly vertexes?: readonly Vertex[] | null;
  readonly logs?: readonly { readonly vertex?: unknown; readonly data?: unknown }[] | null;
}

interface Vertex {
  readonly digest?: unknown;
  readonly name?: unknown;
  readonly started?: unknown;
  readonly completed?: unknown;
  readonly cached?: unknown;
  readonly error?: unknown;
}

interface Known {
  readonly number: number;
  readonly name: string;
  reported: 'nothing' | 'start' | 'end';
  /** A line that is not ended yet. */
  rest: string;
}

/** A document longer than this is none: its lines are given as they are. */
const longest = 1024 * 1024;

/**
 * Reads `docker buildx build --progress rawjson`, a line at a time: steps and their output come back
 * as `--progress plain` would print them, how many steps are done goes to `report`. Documents may be
 * one line (buildx 0.14 and later) or many (0.13). Other lines come back as they are.
 */
export const decodeBuildKitLog = (report: (progress: Progress) => void): LineDecoder => {
  const steps = new Map<unknown, Known>();
  let document: string[] = [];
  let size = 0;
  return (line) => {
    if (document.length === 0 && !line.startsWith('{')) return [line];
    document.push(line);
    size += line.length;
    const ends = line.startsWith('}');
    const status = ends || document.length === 1 ? parse(document.join('\n')) : null;
    if (!status && !ends && size < longest) return [];
    const lines = status ? reportLines(status, steps) : document;
    document = [];
    size = 0;
    if (status?.vertexes) {
      const done = [...steps.values()].filter((step) => step.reported === 'end').length;
      report({ done, total: steps.size, label: 'steps' });
    }
    return lines;
  };
};

const parse = (text: string): Status | null => {
  try {
    const status: unknown = JSON.parse(text);
    return typeof status === 'object' && status !== null ? status : null;
  } catch {
    return null; // more lines follow, or it is not what it says
  }
};

const reportLines = ({ vertexes, logs }: Status, steps: Map<unknown, Known>): readonly string[] => [
  ...listOf(vertexes).flatMap((vertex) => began(vertex, steps)),
  ...listOf(logs).flatMap(({ vertex, data }) => printed(steps.get(vertex), data)),
  ...listOf(vertexes).flatMap((vertex) => ended(vertex, steps.get(vertex.digest))),
];

const listOf = <T extends object>(value: readonly T[] | null | undefined): readonly T[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];

const began = ({ digest, name, started }: Vertex, steps: Map<unknown, Known>): readonly string[] => {
  const known = steps.get(digest) ?? {
    number: steps.size + 1,
    name: String(name ?? ''),
    reported: 'nothing',
    rest: '',
  };
  steps.set(digest, known);
  if (!started || known.reported !== 'nothing') return [];
  known.reported = 'start';
  return stripAnsi(`#${known.number} ${known.name}`).split('\n');
};

const printed = (step: Known | undefined, data: unknown): readonly string[] => {
  if (!step || typeof data !== 'string') return [];
  const lines = (step.rest + Buffer.from(data, 'base64').toString('utf8')).split('\n');
  step.rest = (lines.pop() ?? '').slice(-longest);
  return lines.map((line) => `#${step.number} ${stripAnsi(line)}`);
};

const ended = ({ completed, cached, error }: Vertex, step: Known | undefined): readonly string[] => {
  if (!step || !completed || step.reported === 'end') return [];
  step.reported = 'end';
  const rest = step.rest === '' ? [] : [`#${step.number} ${stripAnsi(step.rest)}`];
  step.rest = '';
  if (typeof error === 'string' && error !== '') return [...rest, `#${step.number} ERROR: ${stripAnsi(error)}`];
  return [...rest, `#${step.number} ${cached === true ? 'CACHED' : 'DONE'}`];
};
