import type { Cause, SignatureFile } from './signature.js';

type Install = NonNullable<SignatureFile['causes'][number]['install']>;
type CauseFix = Cause['fixes'][number];

const systems = [
  ['apt', 'Debian, Ubuntu', 'apt-get install -y', 'apt-get remove -y'],
  ['apk', 'Alpine', 'apk add', 'apk del'],
  ['dnf', 'Fedora', 'dnf install -y', 'dnf remove -y'],
] as const;

/** The fixes of a cause that goes away with a package: for each system how it is installed, and how that is undone. Pure. */
export const installFixes = (install: Install): readonly CauseFix[] => [
  ...systems.flatMap(([packager, system, add, remove]): CauseFix[] => {
    const words = install[packager];
    if (words === undefined) return [];
    const fix = {
      title: `${system}: install ${words}.`,
      commands: [`${add} ${words}`],
      needsRoot: true,
      packager,
    };
    // A name that comes out of a log is for a person to look at, see namedFixes.
    if (words.includes('{name}')) return [fix];
    return [{ ...fix, runnable: true, changes: `Installs ${words} and what it needs.`, undo: `${remove} ${words}` }];
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
