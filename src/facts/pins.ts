import document from '../../flows/pins.yaml';

/** What builds and recipes take from outside. Dates are ISO 8601 days. */
export const pins = document as {
  readonly nixpkgs: {
    readonly branch: string;
    readonly rev: string;
    readonly narHash: string;
    readonly taken: string;
    readonly supportedUntil: string;
  };
  readonly crane: { readonly tag: string };
  readonly alpine: {
    readonly version: string;
    readonly release: string;
    readonly digest: string;
    readonly taken: string;
    readonly supportedUntil: string;
  };
};

/**
 * What a text that names a pin should say where its support has ended, a sentence each. Pure.
 * @param today ISO 8601 day
 */
export const agedPins = (text: string, today: string): string[] => {
  const { nixpkgs, alpine } = pins;
  const named: readonly (readonly [word: string, name: string, until: string])[] = [
    [nixpkgs.rev, nixpkgs.branch, nixpkgs.supportedUntil],
    [alpine.digest, `Alpine ${alpine.version}`, alpine.supportedUntil],
  ];
  return named
    .filter(([word, , until]) => text.includes(word) && today > until)
    .map(
      ([, name, until]) => `${name} has been out of support since ${until}. A newer musl-wizard may pin a newer one.`,
    );
};
