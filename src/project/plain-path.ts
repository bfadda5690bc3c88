/**
 * Whether a path can stand in a command line, a Dockerfile, a makefile or a response file: on one line, and of
 * characters that all tools read alike. Controls, line and paragraph separators and what is not UTF-8 cannot. Pure.
 */
export const isPlainPath = (path: string): boolean => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u.test(path);

/** A relative path as a word that no tool takes for an option, a response file (`@x`) or anything else than a file. Pure. */
export const asOperand = (path: string): string => (/^[\w./]/.test(path) ? path : `./${path}`);
