import type { Diagnosis } from '../explain/diagnosis.js';
import { aboutLibraries } from './explain-libraries.js';
import { makeFix } from './obtain-library.js';

/**
 * Causes as they are where a program is linked against an older glibc and not static: no static archive is missing then.
 * Pure.
 */
export const explainFloor = (diagnoses: readonly Diagnosis[], version: string): readonly Diagnosis[] =>
  diagnoses.map((each) =>
    aboutLibraries.has(each.cause)
      ? {
          ...each,
          title: `A library is missing for glibc ${version}`,
          why: 'With a glibc floor no folder of this machine is searched: its libraries may need its own, newer glibc.',
          fixes: [
            makeFix(
              `Name a folder with the library, built for glibc ${version} or older, and its headers; for make: -- CPPFLAGS=-I/opt/old/include LDFLAGS=-L/opt/old/lib`,
              [],
              false,
            ),
          ],
        }
      : each,
  );
