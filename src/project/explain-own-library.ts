import type { Diagnosis } from '../explain/diagnosis.js';

/**
 * Names a library that is missing and that the project builds itself: no package brings it. Pure.
 * @param own names of the libraries that the project's makefiles build, as in -lNAME
 */
export const explainOwnLibrary = (diagnoses: readonly Diagnosis[], own: readonly string[]): readonly Diagnosis[] =>
  diagnoses.map((each) => {
    const name = each.cause === 'missing-static-lib' ? /-l:?(?:lib)?([\w+-]{1,64})/.exec(each.excerpt)?.[1] : undefined;
    if (name === undefined || !own.includes(name)) return each;
    return {
      ...each,
      cause: 'project-library-not-static',
      title: `The project links its own library ${name}, but built no static one`,
      why: `A static program needs lib${name}.a where the link looks for it; the makefile builds the library as a shared one, or in another folder.`,
      fixes: [],
      links: [],
    };
  });
