/** One list of package sources of apt, as it is on the machine. */
export interface AptList {
  readonly name: string;
  readonly text: string;
}

/**
 * Lines of `deb-src` for the sources of a distribution's own packages, out of the lists of a machine: the suites of its
 * release, with the same mirror and keys. What is trusted without a signature is left out. Pure.
 * Source: sources.list(5), both formats.
 * @param codename of the release, as bookworm
 */
export const sourceLines = (lists: readonly AptList[], codename: string): readonly string[] => {
  const lines = lists.flatMap(({ name, text }) => (name.endsWith('.sources') ? fromStanzas(text) : fromLines(text)));
  const own = lines.filter(
    ({ suite, components }) =>
      (suite === codename || suite === `${codename}-updates` || suite.startsWith(`${codename}-security`)) &&
      components.includes('main'),
  );
  return [
    ...new Set(
      own.map(({ signedBy, uri, suite }) =>
        ['deb-src', ...(signedBy === null ? [] : [`[signed-by=${signedBy}]`]), uri, suite, 'main'].join(' '),
      ),
    ),
  ];
};

interface Source {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly signedBy: string | null;
}

const uriPattern = /^(?:https?|ftp|file|mirror(?:\+\w+)?):[\w/.:%@~+-]+$/;
const wordPattern = /^[\w./-]+$/;
const keyPattern = /^\/[\w./+-]+$/;

const fromLines = (text: string): Source[] =>
  text.split('\n').flatMap((line) => {
    const [, options = '', uri = '', suite = '', rest = ''] =
      /^\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1] ?? null;
    return sound({ uri, suite, components: rest.split(/\s+/), signedBy }, options);
  });

const fromStanzas = (text: string): Source[] =>
  text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string): string[] =>
      (new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t]+.*)*)`, 'im').exec(stanza)?.[1] ?? '').split(/\s+/).filter(Boolean);
    if (field('Enabled')[0]?.toLowerCase() === 'no') return [];
    const [signedBy = null] = field('Signed-By');
    const options = `trusted=${field('Trusted')[0] ?? ''} ${/^Allow-\w+:/im.exec(stanza)?.[0] ?? ''}`;
    return field('URIs').flatMap((uri) =>
      field('Suites').flatMap((suite) => sound({ uri, suite, components: field('Components'), signedBy }, options)),
    );
  });

/** Nothing but what a list may hold, and nothing that is taken without a signature. */
const sound = (source: Source, options: string): Source[] => {
  const { uri, suite, signedBy } = source;
  const unsigned = /trusted=yes|allow-/i.test(options);
  const right = uriPattern.test(uri) && wordPattern.test(suite) && (signedBy === null || keyPattern.test(signedBy));
  return right && !unsigned ? [source] : [];
};
