// Compares what flows/packages.yaml says of Debian with Debian's own lists: that every package exists, that every
// archive named is in one of them, and that every archive a package has under the names of its flags is named.
//   node scripts/check-packages.mjs [SUITE]        (default: bookworm; needs apt, a network and some 50 MB)
// Exit code 0 when all agrees, 1 when not, 3 when Debian's lists could not be had.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { load as parse } from 'js-yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const suite = process.argv[2] ?? 'bookworm';
const folder = join(tmpdir(), 'musl-wizard-lab', `contents-${suite}`);

/** Fetches Debian's lists of packages and of their files into a folder of its own, with apt's own checks of signatures. */
const fetchLists = () => {
  for (const part of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, part), { recursive: true });
  const mirror = execFileSync('sh', [join(root, 'test/lab/debian-mirror.sh')], { encoding: 'utf8' }).trim();
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
  writeFileSync(
    join(folder, 'apt.conf'),
    `Dir::State::lists "${folder}/lists";
Dir::Etc::sourcelist "${folder}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Cache "${folder}/cache";
APT::Sandbox::User "root";
Acquire::IndexTargets::deb::Contents-deb { MetaKey "$(COMPONENT)/Contents-$(ARCHITECTURE)"; ShortDescription "Contents"; Description "Contents"; KeepCompressed "true"; };
`,
  );
  const lists = () => readdirSync(join(folder, 'lists')).filter((name) => /Contents-|Packages/.test(name));
  if (lists().length < 3) {
    const env = { ...process.env, APT_CONFIG: join(folder, 'apt.conf') };
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 2, 2] });
  }
  return lists().map((name) => join(folder, 'lists', name));
};

/** The lines of a list, whatever it is packed with. */
const linesOf = (path) =>
  createInterface({
    input: spawn('/usr/lib/apt/apt-helper', ['cat-file', path], { stdio: ['ignore', 'pipe', 2] }).stdout,
  });

/** @returns {Promise<{packages: Set<string>, archives: Map<string, Set<string>>}>} */
const readLists = async (paths) => {
  const packages = new Set();
  const archives = new Map();
  for (const path of paths) {
    for await (const line of linesOf(path)) {
      if (path.includes('Packages')) {
        if (line.startsWith('Package: ')) packages.add(line.slice(9));
        continue;
      }
      const [, archive, owners] = /^usr\/lib\/(?:x86_64-linux-gnu\/)?(lib[^/]+\.a)\s+(\S+)$/.exec(line) ?? [];
      for (const owner of owners?.split(',') ?? []) {
        const name = owner.slice(owner.lastIndexOf('/') + 1);
        archives.set(name, (archives.get(name) ?? new Set()).add(archive));
      }
    }
  }
  return { packages, archives };
};

const faultsOf = ({ id, flags, debian }, { packages, archives }) => {
  const present = new Set(debian.dev.flatMap((name) => [...(archives.get(name) ?? [])]));
  return [
    ...debian.dev.filter((name) => !packages.has(name)).map((name) => `${id}: there is no package ${name}`),
    ...debian.archives
      .filter((name) => !present.has(name))
      .map((name) => `${id}: ${name} is not in ${debian.dev.join(', ')}`),
    ...flags
      .map((flag) => `lib${flag}.a`)
      .filter((name) => present.has(name) && !debian.archives.includes(name))
      .map((name) => `${id}: ${debian.dev.join(', ')} has ${name}, which is not named`),
  ];
};

let lists;
try {
  lists = await readLists(fetchLists());
} catch (error) {
  process.stderr.write(`Debian's lists could not be had: ${error.message}\n`);
  process.exit(3);
}
const table = parse(readFileSync(join(root, 'flows/packages.yaml'), 'utf8'));
const faults = table.flatMap((entry) => faultsOf(entry, lists));
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(`${table.length} libraries compared with Debian ${suite}, ${faults.length} faults\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
