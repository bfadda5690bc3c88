import { closeSync, openSync } from 'node:fs';

/** Pipes of the programs that run side by side, sockets, folders and files: what reading a machine holds open at once. */
const wanted = 64;

/**
 * Asks the system for as many open files as reading a machine takes. With fewer some of what is there would be called
 * missing; and for a child that can have no pipes Node emits an error that nobody can hear, and that ends this process.
 * @throws EMFILE or ENFILE
 */
export const askForFiles = (): void => {
  // The root folder is there in every chroot.
  const files: number[] = [];
  try {
    while (files.length < wanted) files.push(openSync('/', 'r'));
  } finally {
    for (const file of files) closeSync(file);
  }
};
