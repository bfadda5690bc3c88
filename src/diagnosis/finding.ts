import type { RungId } from '../rungs/registry.js';

/** Something the user should know about the machine, with the evidence and the fixes. */
export interface Finding {
  readonly id: string;
  readonly severity: 'blocker' | 'warning' | 'info';
  /** The rungs that it concerns. */
  readonly rungs: readonly RungId[];
  readonly title: string;
  /** The very lines that were read, as `capture: text`. */
  readonly evidence: readonly string[];
  readonly fixes: readonly Fix[];
  readonly links: readonly Link[];
}

/** What to do about it. Fixes of one finding are ordered by reach, the narrowest first. */
export interface Fix {
  readonly title: string;
  /** Shell commands, one step each, to be shown before they are run. */
  readonly commands: readonly string[];
  readonly needsRoot: boolean;
  /** What is changed and what is given up, in one sentence; null where that is plain from the title. */
  readonly changes: string | null;
  /** Shell that undoes it; null where there is nothing to undo or no way to. */
  readonly undo: string | null;
  /** True only for a fix whose commands are complete as they stand (no NAME to fill in, nothing on another machine). */
  readonly runnable: boolean;
  /** Who can carry it out; absent: you. */
  readonly who?: FixActor;
  /** Sudo or doas may refuse it: this user is in no group that they usually let. */
  readonly mayBeRefused?: true;
  /** The value that only a person knows; with it the fix is complete. */
  readonly input?: FixInput;
}

/** A value that a person gives, and where it goes. */
export interface FixInput {
  /** The word in commands and undo that stands for it; it stands alone, outside of quotes. */
  readonly word: string;
  /** What is asked for, in a few words. */
  readonly label: string;
  readonly kind: FixInputKind;
  /** A value that is likely. */
  readonly suggested?: string;
  /** The option of a rung that it is: the rung is then tried with it. */
  readonly option?: { readonly rung: RungId; readonly name: 'nixpkgs' | 'image' | 'apkMirror' | 'nixBuilders' };
}

/** What a value must be: `package-set` is a folder or archive of nixpkgs, or its address. */
export type FixInputKind = 'package-set' | 'file' | 'image' | 'address' | 'machine' | 'user';

/**
 * you: this user, here and now, also by sudo; root: root on this machine, which this user cannot become;
 * host: whoever runs the container, pod or virtual machine; network: the network administrator.
 */
export type FixActor = 'you' | 'root' | 'host' | 'network';

/** Where it is written down. */
export interface Link {
  readonly title: string;
  readonly url: string;
}
