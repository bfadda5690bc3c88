import document from '../../flows/packages.yaml';

interface Entry {
  readonly flags: readonly string[];
  readonly link?: readonly string[];
  readonly headers?: readonly string[];
  readonly debian: { readonly archives: readonly string[] };
}
const table = document as readonly Entry[];

/** First parts of the headers in flows/packages.yaml: what is in a folder is known by the folder's name. */
export const knownHeaders: ReadonlySet<string> = new Set(
  table.flatMap(({ headers = [] }) => headers.map((name) => name.split('/')[0] ?? name)),
);

/** Names of the archives in flows/packages.yaml. Of others nothing is known, and a private one's name says whose machine it is. */
export const knownArchives: ReadonlySet<string> = new Set(
  table.flatMap(({ flags, link = [], debian }) => [
    ...[...flags, ...link].map((name) => `lib${name}.a`),
    ...debian.archives,
  ]),
);
