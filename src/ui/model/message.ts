import type { LogPage, LogRequest } from '../../build/log/log-page.js';
import type { Fix, FixInputKind } from '../../diagnosis/finding.js';
import type { CheckedValue } from '../../engine/fix-value.js';
import type { KeptSetup } from '../../engine/kept-setup.js';
import type { RecentLog } from '../../engine/recent-logs.js';
import type { PlannedFile } from '../../engine/save-plan.js';
import type { SessionEvent, SessionState } from '../../engine/session-state.js';
import type { Explanation } from '../../explain/diagnosis.js';
import type { Why } from '../../ladder/why.js';
import type { RungOptions } from '../../rungs/options.js';
import type { RungId } from '../../rungs/registry.js';
import type { Input } from '../terminal/key-reader.js';
import type { Model, Notice, Size } from './model.js';

/** What can happen to the screen. */
export type Message =
  | Input
  | { readonly type: 'session'; readonly session: SessionState; readonly event: SessionEvent }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'planned'; readonly files: readonly PlannedFile[] }
  | { readonly type: 'kept'; readonly kept: KeptSetup | null }
  | { readonly type: 'explained'; readonly why: Why }
  | { readonly type: 'open-log'; readonly log: RecentLog }
  | { readonly type: 'logs'; readonly logs: readonly RecentLog[] }
  | {
      readonly type: 'answer';
      readonly log: RecentLog;
      readonly explanation: Explanation;
    }
  | { readonly type: 'checked'; readonly text: string; readonly checked: CheckedValue }
  | { readonly type: 'completed'; readonly text: string; readonly found: readonly string[] }
  | { readonly type: 'log'; readonly page: LogPage }
  | { readonly type: 'notice'; readonly notice: Notice };

/** What a message leads to. */
export interface Next {
  readonly model: Model;
  readonly effects: readonly UiEffect[];
}

/** What the screen requests. Carried out by the controller; the outcome comes back as a message. */
export type UiEffect =
  | { readonly type: 'try'; readonly rung: RungId; readonly upx: boolean; readonly rungOptions: RungOptions }
  | { readonly type: 'cancel' }
  | { readonly type: 'skip'; readonly rung: RungId }
  | { readonly type: 'fix'; readonly problem: string; readonly fix: Fix }
  | { readonly type: 'examine' }
  | { readonly type: 'plan'; readonly rung: RungId }
  | { readonly type: 'save'; readonly rung: RungId; readonly files: readonly PlannedFile[] }
  | { readonly type: 'explain'; readonly rung: RungId }
  | { readonly type: 'read-log'; readonly request: LogRequest }
  | { readonly type: 'find-logs' }
  | { readonly type: 'explain-log'; readonly log: RecentLog }
  | { readonly type: 'check-value' | 'complete-value'; readonly kind: FixInputKind; readonly text: string }
  | { readonly type: 'page-log'; readonly path: string }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' }
  | { readonly type: 'leave'; readonly interrupted: boolean };
