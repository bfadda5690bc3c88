/**
 * Order of suspicion when several causes fit: a class that stands earlier explains those after it.
 * `notice` is for what a log only remarks.
 */
export const suspicion = [
  'space',
  'memory',
  'limits',
  'environment',
  'toolchain',
  'files',
  'symbols',
  'notice',
] as const;
