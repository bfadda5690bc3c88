// `node scripts/pins.mjs FILE...`: renews flows/pins.yaml from public files that pin the same things: flake.lock, Dockerfiles,
// flake.nix. A pin is taken only where two files agree on it; the others are listed. Nothing is fetched.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const newestFirst = new Intl.Collator('en', { numeric: true }).compare;

/** What a file pins: [section, order, values], the order being greater for what is newer. Pure. */
export const pinsIn = (text) => {
  const found = [];
  if (/^\s*\{/.test(text) && text.includes('"nodes"')) {
    for (const { locked, original } of Object.values(JSON.parse(text).nodes ?? {})) {
      const branch = original?.ref;
      if (`${locked?.owner}/${locked?.repo}`.toLowerCase() !== 'nixos/nixpkgs' || !/^nixos-\d\d\.\d\d$/.test(branch))
        continue;
      const taken = new Date(locked.lastModified * 1000).toISOString().slice(0, 10);
      found.push(['nixpkgs', `${branch} ${taken}`, { branch, rev: locked.rev, narHash: locked.narHash, taken }]);
    }
  }
  for (const [, version, digest] of text.matchAll(
    /(?:^|[\s'"`=])(?:docker\.io\/)?(?:library\/)?alpine:(\d+\.\d+)@(sha256:[0-9a-f]{64})\b/gm,
  ))
    found.push(['alpine', version, { version, digest }]);
  for (const [, release] of text.matchAll(/\balpine-minirootfs-(\d+\.\d+\.\d+)-/g))
    found.push(['release', release, { release }]);
  for (const [, tag] of text.matchAll(/github:ipetkov\/crane\/(v\d+\.\d+\.\d+)\b/g))
    found.push(['crane', tag, { tag }]);
  return found;
};

/** The newest pin of each section that two texts agree on, and those that only one has. Pure. */
export const agreedPins = (texts) => {
  const counted = new Map();
  for (const text of texts)
    for (const key of new Set(pinsIn(text).map((pin) => JSON.stringify(pin))))
      counted.set(key, (counted.get(key) ?? 0) + 1);
  const rows = [...counted].map(([key, count]) => [...JSON.parse(key), count]);
  rows.sort(([, a, , m], [, b, , n]) => newestFirst(b, a) || n - m);
  const agreed = {};
  for (const [section, , values, count] of rows) if (count > 1) agreed[section] ??= values;
  return { agreed, alone: rows.filter(([, , , count]) => count === 1).map(([section, , values]) => [section, values]) };
};

/**
 * The last day of a release's support, as their projects plan it: NixOS seven months from May or November, Alpine two years.
 * Sources: https://nixos.org/manual/nixos/stable/#sec-upgrading, https://alpinelinux.org/releases/
 */
export const supportedUntil = (release) => {
  const [major, minor] = /(\d+)\.(\d+)$/.exec(release).slice(1).map(Number);
  if (release.startsWith('nixos-')) return minor === 5 ? `20${major}-12-31` : `20${major + 1}-06-30`;
  return `${2027 + Math.floor((minor - 22) / 2)}-${minor % 2 === 0 ? '05' : '11'}-01`;
};

/** pins.yaml with some values of a section replaced; its comments stay. Pure. */
export const withPins = (yaml, section, values) =>
  Object.entries(values).reduce(
    (text, [key, value]) =>
      text.replace(
        new RegExp(`(^${section}:\\n(?: .*\\n)*?  ${key}: )'?[^'\\n]*('?)`, 'm'),
        (_, before, quote) => `${before}${quote}${value}${quote}`,
      ),
    yaml,
  );

if (process.argv[1] === import.meta.filename) {
  const { agreed, alone } = agreedPins(process.argv.slice(2).map((path) => readFileSync(path, 'utf8')));
  const file = join(root, 'flows/pins.yaml');
  const today = new Date().toISOString().slice(0, 10);
  let yaml = readFileSync(file, 'utf8');
  const { nixpkgs, alpine, release, crane } = agreed;
  if (nixpkgs) yaml = withPins(yaml, 'nixpkgs', { ...nixpkgs, supportedUntil: supportedUntil(nixpkgs.branch) });
  if (alpine)
    yaml = withPins(yaml, 'alpine', { ...alpine, taken: today, supportedUntil: supportedUntil(alpine.version) });
  if (release) yaml = withPins(yaml, 'alpine', release);
  if (crane) yaml = withPins(yaml, 'crane', crane);
  writeFileSync(file, yaml);
  for (const [section, values] of alone) console.log(`only one file: ${section} ${JSON.stringify(values)}`);
  console.log(
    Object.keys(agreed).length === 0
      ? 'No two files agree on a pin: nothing was changed.'
      : JSON.stringify(agreed, null, 2),
  );
}
