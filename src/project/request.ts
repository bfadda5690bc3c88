import type { Asked, Evidence } from './project.js';

/** One place that asks for a library. */
export interface Request {
  readonly how: Asked;
  readonly name: string;
  readonly optional: boolean;
  readonly evidence: Evidence;
}

// Part of every C library, or of the compiler, or of another system: nothing to install here.
const builtIn = new Set(
  'c m pthread pthreads dl rt util resolv nsl socket stdc++ supc++ gcc gcc_s gcc_eh atomic Threads threads ws2_32 shlwapi user32 kernel32 advapi32 crypt32 bcrypt'.split(
    ' ',
  ),
);

/** Whether a name is a part of the C library or of the compiler. */
export const isBuiltIn = (name: string): boolean => builtIn.has(name);

/** The names of `-lNAME` flags in a text, with the position of each. */
export const linkFlags = (text: string): { name: string; index: number }[] =>
  [...text.matchAll(/(?<![\w./-])-l([A-Za-z0-9][\w.+-]{0,63})/g)].map((match) => ({
    name: match[1] as string,
    index: match.index,
  }));

/**
 * Module names in an argument of pkg-config: "zlib >= 1.2 openssl, libcurl" → zlib, openssl, libcurl.
 * Versions and options are left out. Source: pkg-config(1).
 */
export const pkgConfigModules = (text: string): string[] =>
  text
    .replace(/[<>=!]{1,2}\s*[\w.$(){}-]+/g, ' ')
    .split(/[\s,;"'[\]]+/)
    .filter((word) => /^[A-Za-z][\w.+-]{0,63}$/.test(word));
