/**
 * How lines look that most probably are errors, whatever their cause. They are shown when no
 * cause is known, so they are narrow: a healthy build has none of them.
 */
export const errorLinePatterns: readonly RegExp[] = [
  /^(?:[^\s:"']{1,200}:){0,4} ?(?:fatal |internal compiler |linker |syntax )?error: \S/i,
  /^(?:[^\s:"']{1,200}:){0,4} ?error\[[A-Z]\d{1,6}\]: \S/i,
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
  /: undefined reference to /i,
  /^CMake Error/i,
  /did not complete successfully: exit code: [1-9]/i,
  /returned a non-zero code: [1-9]/i,
  /^error building image:/i,
  /^Error response from daemon:/i,
  /^BUILD FAILED/i,
];
