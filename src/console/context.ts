/** What a command is given instead of globals, so that tests and embedders can give their own. */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  /** Answers: JSON or the text that was asked for. */
  readonly out: Sink;
  /** Progress, notes and errors. */
  readonly err: Sink;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP; every external command hangs on it. */
  readonly signal: AbortSignal;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** How many times the usual time reading a machine may take at least, from --patience; undefined where nobody said. */
  readonly patience?: number | undefined;
  /** Folder of settings, from --config-dir; undefined for the user's own. */
  readonly configDir: string | undefined;
  /** The words that start this program from the user's shell; musl-wizard where its name is enough. */
  readonly program: string;
}

export interface Sink {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal, or undefined if it is not a terminal. */
  readonly columns: number | undefined;
  /** Whether colour may be used: a capable terminal, no NO_COLOR, no --no-color. */
  readonly color: boolean;
}

/** A command: gets its words and options, gives the exit code. */
export type Command<Options> = (context: Context, args: readonly string[], options: Options) => Promise<number>;
