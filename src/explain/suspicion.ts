/**
 * Order of suspicion when several causes fit: a class that stands earlier explains those after it.
 * `tools` is for what is not installed:
 * that ends a build at once, so where a log reports another failure the build went on without it.
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
  'tools',
  'notice',
] as const;
