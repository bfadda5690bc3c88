import type { LogPage } from '../../build/log/log-page.js';
import type { CanaryResult } from '../../build/result.js';
import type { Fix } from '../../diagnosis/finding.js';
import type { KeptSetup } from '../../engine/kept-setup.js';
import type { RecentLog } from '../../engine/recent-logs.js';
import type { PlannedFile } from '../../engine/save-plan.js';
import { initialSession, type SessionState } from '../../engine/session-state.js';
import type { Explanation } from '../../explain/diagnosis.js';
import type { Why } from '../../ladder/why.js';
import type { Tone } from '../../presentation/line.js';
import type { RungOptions } from '../../rungs/options.js';
import type { RungId } from '../../rungs/registry.js';
import type { Runner } from '../../text/as-run.js';
import type { OverlayName, ScreenName } from '../screens/registry.js';
import type { Binding } from './binding.js';

/** Everything that the screen shows. It changes only by `update`. */
export interface Model extends Runner {
  readonly session: SessionState;
  /** What an earlier run saved for this folder; null where it saved nothing, or that is not read yet. */
  readonly kept: KeptSetup | null;
  readonly size: Size;
  /** Screens from the first to the one shown; Esc takes the last away. */
  readonly trail: readonly ScreenName[];
  /** The rung that Try, Outcome, Why and Save speak of. */
  readonly rung: RungId | null;
  /** Key of the row under the cursor, by place. */
  readonly cursor: Readonly<Partial<Record<CursorArea, string>>>;
  /** Keys of the rows of Machine that show their evidence. */
  readonly opened: readonly string[];
  /** First row shown of a screen that is text. */
  readonly scroll: number;
  /** Number of the newest output line shown while Try is scrolled back; null: it follows. */
  readonly held: number | null;
  readonly overlay: Overlay | null;
  /** What the rows of a list must contain to be shown, by place. */
  readonly filters: Readonly<Partial<Record<CursorArea, string>>>;
  /** The text on the input line of what is on top; null while keys are keys. */
  readonly input: string | null;
  /** What Save would write; null until it is known. */
  readonly plan: readonly PlannedFile[] | null;
  /** Save writes the files of the project too. */
  readonly withRecipe: boolean;
  /** The values that were given for the options of rungs. */
  readonly options: Readonly<Partial<Record<RungId, RungOptions>>>;
  /** Pack what the next try builds. */
  readonly pack: boolean;
  /** The fix that is being carried out. */
  readonly applying: Fix | null;
  /** The logs to choose from; null until they are looked for. */
  readonly logs: readonly RecentLog[] | null;
  /** The log that was chosen last, with what explains it; null until that is known. */
  readonly answer: {
    readonly log: RecentLog;
    readonly explanation: Explanation | null;
  } | null;
  /** The log that the wizard was started with; null where it was started for the machine. */
  readonly door: RecentLog | null;
  /** What Why shows; null until it is worked out. */
  readonly why: Why | null;
  readonly notice: Notice | null;
  readonly nowMs: number;
  /** When the step of a try that runs was started, and when a tool last printed something. */
  readonly stepSinceMs: number;
  readonly heardMs: number;
  /** When the effect that runs was started; null when none runs. */
  readonly sinceMs: number | null;
  /** The wizard is ending; keys no longer count. */
  readonly leaving: boolean;
  /** It ends in a build of the project by what was saved. */
  readonly building: boolean;
  /** The rows are read aloud: no pictures, no ticking. */
  readonly spoken: boolean;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export type { ScreenName };
/** What can have a cursor. */
export type CursorArea = ScreenName | OverlayName;

export interface Notice {
  readonly text: string;
  readonly tone: Tone;
}

export type Overlay =
  | { readonly kind: 'help'; readonly keys: readonly Binding[] }
  | { readonly kind: 'goto'; readonly keys: readonly Binding[] }
  | {
      readonly kind: 'log';
      readonly path: string;
      readonly page: LogPage | null;
      readonly filter: string;
      /** Columns that are out of sight at the left. */
      readonly shift: number;
      /** The line that shows the cause of the failure, where the log was opened for it. */
      readonly cause?: string;
    }
  | {
      readonly kind: 'confirm';
      readonly question: string;
      readonly yes: string;
      readonly no: string;
      readonly asks: 'leave' | 'cancel';
    }
  | {
      readonly kind: 'fix';
      readonly choices: readonly FixChoice[];
      readonly chosen: FixChoice | null;
      /** What the text on the input line can become. */
      readonly found?: readonly string[];
      /** What is wrong with it. */
      readonly fault?: string;
    };

/** A fix, with the problem that it fixes. */
export interface FixChoice {
  readonly key: string;
  /** Id of the finding or cause. */
  readonly problem: string;
  readonly title: string;
  readonly fix: Fix;
  /** The value that was filled in, where it is an option of a rung. */
  readonly given?: { readonly rung: RungId; readonly options: RungOptions };
}

/** The model before anything was read. */
export const initialModel = (
  size: Size,
  nowMs: number,
  spoken = false,
  runner: Runner = { program: 'musl-wizard', uid: 0, elevation: 'sudo' },
): Model => ({
  session: initialSession,
  kept: null,
  size,
  trail: ['machine'],
  rung: null,
  cursor: {},
  opened: [],
  scroll: 0,
  held: null,
  overlay: null,
  filters: {},
  input: null,
  plan: null,
  withRecipe: false,
  options: {},
  pack: false,
  applying: null,
  logs: null,
  answer: null,
  door: null,
  why: null,
  notice: null,
  nowMs,
  stepSinceMs: nowMs,
  heardMs: nowMs,
  sinceMs: null,
  leaving: false,
  building: false,
  spoken,
  ...runner,
});

/** The screen that is shown. */
export const screenOf = (model: Model): ScreenName => model.trail.at(-1) ?? 'machine';

/** The newest result of a rung. */
export const resultOf = (model: Model, rung: RungId | null): CanaryResult | null =>
  model.session.results.find((result) => result.rung === rung) ?? null;

/** Whether two models ask the user the same thing: the same screen, the same rows under the cursor. */
export const asksTheSame = (a: Model, b: Model): boolean =>
  screenOf(a) === screenOf(b) &&
  (['overlay', 'cursor', 'filters', 'input', 'rung', 'plan', 'withRecipe', 'pack', 'applying', 'kept'] as const).every(
    (key) => a[key] === b[key],
  );

/** Asks a question on top of the screen; the cursor stands on the answer that changes nothing. */
export const ask = (model: Model, question: string, yes: string, no: string, asks: 'leave' | 'cancel'): Model => ({
  ...model,
  overlay: { kind: 'confirm', question, yes, no, asks },
  cursor: { ...model.cursor, confirm: 'no' },
});

/** Whether a canary or a fix runs, so that leaving needs a question. */
export const isBusy = ({ session }: Model): boolean => session.phase === 'trying' || session.phase === 'fixing';

/** Paths of the project's files that Save wrote. */
export const recipePaths = (model: Model): readonly string[] =>
  filesToWrite(model).flatMap(({ kind, path }) => (kind === 'recipe' ? [path] : []));

/** The planned files that Save will really write. */
export const filesToWrite = ({ plan, withRecipe }: Model): readonly PlannedFile[] =>
  (plan ?? []).filter(({ kind }) => kind === 'setup' || withRecipe);
