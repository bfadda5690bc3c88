/**
 * Every parser of foreign bytes, as one function each that throws only where the parser misbehaves: whatever the bytes
 * are, it may refuse them by an error for the user, and by no other. For the properties and for the coverage-guided
 * fuzzer (`npm run fuzz`).
 */
import { load } from 'js-yaml';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { contentsOf } from '../../src/artifact/contents/contents.js';
import { cycloneDx } from '../../src/artifact/contents/cyclonedx.js';
import { describe } from '../../src/artifact/describe.js';
import { checkRequirements, parseRequirements } from '../../src/artifact/requirements.js';
import { parseDryRun } from '../../src/build/nix/nix-dry-run.js';
import { decodeNixLog } from '../../src/build/nix/nix-log.js';
import { rungOptionsOf, timeoutOf } from '../../src/commands/parts/rung-flags.js';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import { parseJournal } from '../../src/engine/journal.js';
import { UsageError, UserError } from '../../src/errors.js';
import { explainText } from '../../src/explain/explain.js';
import { explainSource } from '../../src/explain/source/explain-source.js';
import { lint } from '../../src/flow/lint/lint.js';
import { roomyMachine } from '../../src/flow/lint/roomy-machine.js';
import { shippedVocabulary } from '../../src/flow/lint/shipped-vocabulary.js';
import { parseTree } from '../../src/flow/parse.js';
import { isRecord, replay } from '../../src/flow/record.js';
import { shippedForest } from '../../src/flow/shipped.js';
import { fill } from '../../src/flow/template.js';
import { loadPolicy } from '../../src/ladder/load-policy.js';
import { parseWhatIf } from '../../src/ladder/what-if.js';
import { parseSnapshot } from '../../src/machine/snapshot.js';
import { transportOf } from '../../src/machine/transport.js';
import { interpret } from '../../src/probes/interpret.js';
import { detectProject } from '../../src/project/detect.js';
import { parseTeamFile } from '../../src/project/team-file.js';
import { redactCaptures } from '../../src/redact/redact.js';
import { escapeControls, sanitize, sanitizeLine } from '../../src/text/sanitize.js';
import { filesOf } from '../project/files-of.js';

export type Target = (bytes: Uint8Array) => void | Promise<void>;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Lets errors for the user through; any other is a find. */
const mayRefuse = (work: () => void, ...more: readonly (new (message: string) => Error)[]): void => {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError || error instanceof UsageError) return;
    if (more.some((kind) => error instanceof kind)) return;
    throw error;
  }
};

const harmless = (shown: string): void => {
  if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(shown))
    throw new Error(`not harmless: ${JSON.stringify(shown)}`);
};

const projectFiles = [
  'Makefile',
  'CMakeLists.txt',
  'meson.build',
  'configure.ac',
  'Cargo.toml',
  'Cargo.lock',
  'go.mod',
  'main.go',
  'Makefile.am',
  'build.rs',
] as const;

export const targets = {
  elf: (bytes) => {
    const artifact = { path: 'x', ...describe(bytesSource(bytes)) };
    harmless(JSON.stringify(cycloneDx([{ artifact, contents: contentsOf(bytesSource(bytes), artifact) }], '0')));
    checkRequirements(artifact, parseRequirements('static,musl,x86_64,max-size=3MB,glibc<=2.31'));
    JSON.stringify(artifact);
  },
  explain: (bytes) => {
    let explanation: ReturnType<typeof explainText>;
    try {
      explanation = explainText(bytes);
    } catch (error) {
      // A damaged or bottomless gzip file.
      if (/^(Z_|ERR_BUFFER_TOO_LARGE)/.test(String((error as NodeJS.ErrnoException).code))) return;
      throw error;
    }
    for (const { excerpt } of [...explanation.diagnoses, ...explanation.unknown]) harmless(excerpt);
  },
  source: async (bytes) => {
    for (const kind of ['nix', 'dockerfile', 'makefile', 'cargo-manifest', 'cargo-config'] as const)
      await explainSource(kind, text(bytes));
  },
  snapshot: (bytes) =>
    mayRefuse(() => {
      const { captures } = parseSnapshot(text(bytes), 'x');
      diagnoseFacts(interpret(captures), captures);
      interpret(redactCaptures(captures));
    }),
  flow: (bytes) => {
    const source = parseTree('x.yaml', text(bytes));
    if (source.tree === null && source.problems.length === 0) throw new Error('neither a tree nor a reason');
    lint(source, { forest: shippedForest, vocabulary: shippedVocabulary() });
  },
  record: (bytes) =>
    mayRefuse(() => {
      const record: unknown = JSON.parse(text(bytes));
      if (isRecord(record)) replay(shippedForest, record);
    }, SyntaxError),
  template: (bytes) => void fill(text(bytes), roomyMachine),
  ladder: (bytes) => {
    let document: unknown;
    try {
      document = load(text(bytes), { maxAliases: 10 });
    } catch {
      return; // read-policy.ts gives it as the reason
    }
    mayRefuse(() => loadPolicy(document, 'x'));
  },
  project: (bytes) => {
    const name = projectFiles[(bytes[0] ?? 0) % projectFiles.length] ?? 'Makefile';
    const { name: called, candidates } = detectProject(filesOf({ [name]: text(bytes.subarray(1)), 'main.c': '' }));
    const libraries = candidates.flatMap(({ libraries, targets: programs }) => [
      ...libraries.map(({ id }) => id),
      ...programs.map((each) => each.name),
    ]);
    for (const word of [called, ...libraries])
      if (!/^[A-Za-z0-9][\w.+-]*$/.test(word)) throw new Error(`not a safe name: ${JSON.stringify(word)}`);
  },
  team: (bytes) => void parseTeamFile(text(bytes)),
  journal: (bytes) => void parseJournal(text(bytes)),
  nix: (bytes) => {
    const decode = decodeNixLog(() => undefined);
    for (const line of text(bytes).split('\n')) decode(line);
    parseDryRun(text(bytes));
  },
  arguments: (bytes) => {
    const word = text(bytes);
    mayRefuse(() => parseRequirements(word));
    mayRefuse(() => void parseWhatIf(word));
    mayRefuse(() => void transportOf(word));
    mayRefuse(() => void timeoutOf(word));
    mayRefuse(() => void rungOptionsOf({ nixOption: [word], nixpkgs: word }));
    mayRefuse(() => void rungOptionsOf({ arch: word }));
    mayRefuse(() => void rungOptionsOf({ jobs: word }));
  },
  sanitize: (bytes) => {
    for (const each of [text(bytes), Buffer.from(bytes).toString('latin1')]) {
      harmless(sanitize(each));
      harmless(sanitizeLine(each));
      harmless(escapeControls(each).replace(/\x1b\[[\d;]{0,32}m/g, ''));
    }
  },
} satisfies Record<string, Target>;
