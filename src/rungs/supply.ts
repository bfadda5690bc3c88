/** What the table of libraries (flows/packages.yaml) says about the packages of one. */
export interface LibraryPackages {
  readonly id: string;
  readonly nix: { readonly attr: string; readonly static: string };
  readonly alpine: { readonly dev: readonly string[]; readonly static: readonly string[] | null };
  readonly debian: { readonly dev: readonly string[]; readonly archives: readonly string[] };
}

/**
 * How a rung gets a library.
 * here: its static archive for the rung's C library is there; installable: a package of this system or image brings
 * it; buildable: from source, by the rung's compiler; none: not by this rung; unknown: not known.
 */
export type SupplyState = 'here' | 'installable' | 'buildable' | 'none' | 'unknown';

export interface Supply {
  readonly supply: SupplyState;
  /** What brings it, or why nothing does, in one sentence without a period. */
  readonly how: string;
  /** Shell that brings it; [] where it is a line of a file, or nothing. */
  readonly commands: readonly string[];
  readonly needsRoot: boolean;
  /** The package manager that brings it to this system, and by which packages; absent where none does. */
  readonly installs?: { readonly manager: 'apt' | 'apk'; readonly packages: readonly string[] };
}

/** A library that a rung has no package of. */
export const noSupply = (how: string): Supply => ({ supply: 'none', how, commands: [], needsRoot: false });

/** Whether and how Alpine's packages bring a library. */
export const alpineSupply =
  (how: (packages: string) => string, commands: (packages: string) => readonly string[]) =>
  ({ alpine: { dev, static: archives } }: LibraryPackages): Supply => {
    if (archives === null) return noSupply('Alpine has no static archive for it');
    const packages = [...dev, ...archives];
    const run = commands(packages.join(' '));
    return {
      supply: 'installable',
      how: how(packages.join(' and ')),
      commands: run,
      needsRoot: run.length > 0,
      ...(run.length > 0 ? { installs: { manager: 'apk', packages } } : {}),
    };
  };
