/**
 * How lines look that most probably are errors, whatever their cause. They are shown when no
 * cause is known, so they are narrow: a healthy build has none of them.
 */
export const errorLinePatterns: readonly RegExp[] = [
  /(?:^|[\s:|\])}])error: \S/i,
  /(?:^|[\s:|\])}])error\[[A-Z]\d{1,6}\]: \S/i,
  /^(?:fatal )?error\(s\): \S/i,
  /^(?:\[\d{1,6}\/\d{1,6}\] )?FAILED: \S/i,
  /^\S{0,200}make(?:\[\d{1,4}\])?: \*\*\* \S{1,3}/i,
  /^ninja: (?:build stopped|fatal)/i,
  /^[^\s:]{0,100}: (?:fatal|FATAL): /i,
  /^fatal: \S/i,
  /^ERROR in \S/i,
  /\bpanicked at /i,
  /^npm (?:ERR!|error) /i,
  /^Traceback \(most recent call last\)/i,
  /(?:^|: )Segmentation fault/i,
  /(?:^|: )command not found/i,
  /: cannot be started: E[A-Z]/, // our own word for a step (build/step-runner.ts)
  /: undefined reference to /i,
  /^CMake Error/i,
  /did not complete successfully: exit code: [1-9]/i,
  /returned a non-zero code: [1-9]/i,
  /^error building image:/i,
  /\bError response from daemon:/i,
  /\blevel=(?:error|fatal) /i,
  /: Read-only file system$/i,
  /^E: (?:Unable to|Failed to|Could not|Package|Sub-process) /,
  /\b(?:failed|exited|ended|terminated|completed) with (?:an? )?(?:exit )?(?:code|status|error)[: ]{1,2}[1-9]/i,
  /^\S{0,40}sh: (?:line )?\d{1,5}: \S+: not found$/i,
  /^\S{0,40}sh: (?:(?:line )?\d{1,5}: )?\.?\/\S+: (?:Permission denied|No such file or directory|not found)$/i,
  /^BUILD FAILED/i,
];

/** Lines that speak of an error beside a build that goes on. */
const remarks: readonly RegExp[] = [
  // CMake's status; comments, TAP's diagnostics and what root typed
  /^-- (?!Configuring incomplete)/,
  /^#{1,3} /,
  // apt's warnings and notes
  /^[WN]: /,
  // npm and what it starts
  /^(?:npm|gyp|node-pre-gyp|prebuild-install|yarn|pnpm|lerna|bun) (?:WARN|warn)\b/,
  /^(?:warning|warn|note|notice|hint|help|info|debug|expected|ignored|test(?! cases: ))\b(?!.{0,300}(?:: (?:fatal )?error: |\.\.\. FAILED$)|\[\d{1,8}\] error running new[ug]idmap: )/i,
  // What a compiler adds to its warnings and errors; of an error in a build file zig quotes no more
  /:\d{1,6}:\d{1,6}: note: (?!(?:referenced|called from) here$)/,
  // It was tried again, and another line tells how that ended
  /\b[Rr]etrying\b(?: (?:in|after) .{1,40}|\.{3})?$|\b[Ww]ill retry\b/,
  /^[Ss]kipping \S/,
  /^(?!(?:fatal|error|Error): .*\bnot? ).*\bno error\b(?! (?:handling|details|information))|\berrors?: (?:none|no|0)$/i,
  /^(?!error: warning: ).*\b(?:level=(?:info|warning|debug)(?!.{0,300}\bfailed with error\b)|warning: |\(ignored\))/i,
  /^(?!(?:fatal|error|ERROR|Error|E|[\w.-]{1,20} error): ).*\bignoring /i,
];

/** Normalised lines of warnings which tell that something else was taken in place of what failed. */
export const isFallback = (warnings: string): boolean =>
  // "Falling back to single mapping" of a rootless engine did not work: files of other users cannot be unpacked then.
  /\bf(?:all(?:s|ing)?|ell) ?back (?:to|on) (?!.{0,12}\bsingle\b)/i.test(warnings);

/** True for a normalised line that only mentions an error. */
export const isRemark = (line: string): boolean => remarks.some((pattern) => pattern.test(line));
