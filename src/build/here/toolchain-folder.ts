import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import type { Facts } from '../../facts/facts.js';
import { distrust } from '../../files/trusted-path.js';
import { crossCompilers, isToolName } from '../../probes/cross-compilers.js';
import { sanitizeLine } from '../../text/sanitize.js';

/**
 * Facts with the cross compilers of a folder (of the folder itself and its bin) in the place of those on the search path.
 * @param folder absolute; undefined: the facts as they are
 * @throws {UserError} where it cannot be read, has none, or somebody else can change what is in it
 */
export const withToolchain = (facts: Facts, folder: string | undefined): Facts => {
  if (folder === undefined) return facts;
  const paths = [folder, join(folder, 'bin')].flatMap((place) =>
    namesIn(place)
      .filter(isToolName)
      .map((name) => join(place, name)),
  );
  const fault = [folder, ...paths].map((path) => distrust(path, { sticky: true })).find((each) => each !== null);
  if (fault) {
    throw new UserError(
      `${fault.who} can change the toolchain in ${sanitizeLine(folder)}.`,
      [fault.evidence],
      [fault.command],
    );
  }
  const muslCross = crossCompilers(paths);
  if (muslCross.length === 0)
    throw new UserError(
      `There is no musl cross compiler in ${sanitizeLine(folder)}.`,
      ['It, or its folder bin, must have a program called TRIPLE-linux-musl-gcc, such as aarch64-linux-musl-gcc.'],
      [],
    );
  return { ...facts, toolchain: { ...facts.toolchain, muslCross } };
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};
