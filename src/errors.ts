/** Exit codes of the program. A contract. */
export const exitCode = {
  yes: 0,
  no: 1,
  usage: 2,
  broken: 3,
  interrupted: 130,
  terminated: 143,
} as const;

/** The command line is wrong: exit code 2, the message says how it is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something outside this program prevents the action, and the user can act on it. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    message: string,
    /** What was seen, as text lines. */
    readonly evidence: readonly string[] = [],
    /** What to do next, as commands or sentences. */
    readonly nextSteps: readonly string[] = [],
    readonly exitCode: number = 3,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
