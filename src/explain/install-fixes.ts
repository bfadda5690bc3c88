import { managers } from '../diagnosis/package-managers.js';
import type { Cause, SignatureFile } from './signature.js';

type Install = NonNullable<SignatureFile['causes'][number]['install']>;
type CauseFix = Cause['fixes'][number];

const systems = [
  ['apt', 'Debian, Ubuntu'],
  ['apk', 'Alpine'],
  ['dnf', 'Fedora'],
] as const;

/** The fixes of a cause that goes away with a package: for each system how it is installed, and how that is undone. Pure. */
export const installFixes = (install: Install): readonly CauseFix[] => [
  ...systems.flatMap(([packager, system]): CauseFix[] => {
    const words = install[packager];
    const manager = managers.find(({ name }) => name === packager);
    if (words === undefined || manager === undefined) return [];
    const fix = {
      title: `${system}: install ${words}.`,
      // Debian's gcc only recommends libc6-dev, and protobuf-compiler its own libprotobuf-dev.
      commands: [...manager.install(words, true)],
      needsRoot: true,
      packager,
    };
    // A name that comes out of a log is for a person to look at, see namedFixes.
    if (words.includes('{name}')) return [fix];
    return [{ ...fix, runnable: true, changes: `Installs ${words} and what it needs.`, undo: manager.remove(words) }];
  }),
  ...(install.nix === undefined
    ? []
    : [
        {
          title: `Nix: nativeBuildInputs = [ ${install.nix} ]; or a shell that has it.`,
          commands: [`nix-shell -p ${install.nix}`],
        },
      ]),
];
