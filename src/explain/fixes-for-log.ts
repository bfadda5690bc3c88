/** Which fixes of a cause fit what a log shows of its system and tools. */
import document from '../../flows/packages.yaml';
import { managers } from '../diagnosis/package-managers.js';
import { buildsLibraries, libraryPlan } from '../libs/library-plan.js';
import { type RungId, rungIds, rungs } from '../rungs/registry.js';
import type { Cause } from './signature.js';

type CauseFix = Cause['fixes'][number];

interface Library {
  readonly id: string;
  readonly flags?: readonly string[];
  readonly headers?: readonly string[];
  readonly nix: { readonly attr: string };
  readonly alpine: { readonly dev: readonly string[]; readonly static: readonly string[] | null };
  readonly debian: { readonly dev: readonly string[]; readonly archives: readonly string[] };
}
const libraries = document as readonly Library[];

/** How a log shows the system that it was written on, the most telling first. */
const systems: readonly [string, RegExp][] = [
  ['nix', /\/nix\/store\/|\bnix(?:-build|-shell| build| develop)\b|^error: builder for/m],
  ['apk', /\bapk (?:add|update|--)|dl-cdn\.alpinelinux\.org|alpine-linux-musl|APKINDEX|\balpine:\d/],
  ['dnf', /\b(?:micro)?(?:dnf|yum) |\.(?:el[789]|fc\d\d)\b|redhat-linux|\bfedora:/],
  ['apt', /\bapt(?:-get)? |deb\.debian\.org|archive\.ubuntu\.com|-linux-gnu\/|\bdpkg\b|\b(?:debian|ubuntu):/],
];

/** Tools that a fix may call, and words of a log that show them. */
const tools: Readonly<Record<string, RegExp>> = {
  cargo: /\b(?:cargo|rustc|crate)\b/i,
  make: /\bmake\b/,
  ninja: /\bninja\b/,
  cmake: /\bcmake\b/i,
  go: /\bgo(?:lang| build| test| mod|\.(?:mod|sum|work))\b|^go: |\.go:\d/m,
  nix: /\bnix\b|\/nix\//i,
  docker: /\bdocker/i,
  podman: /\b(?:podman|buildah)\b/i,
  buildah: /\b(?:podman|buildah)\b/i,
  npm: /\bnpm\b/,
};

/** What brings a library that the log names by -lNAME or by its header; empty for a name that the table does not know. */
export const libraryFixes = (name: string): readonly CauseFix[] => {
  const found = libraries.find(({ flags, headers }) => flags?.includes(name) || headers?.includes(name));
  if (found === undefined) return [];
  const { id, nix, alpine, debian } = found;
  const onAlpine = [...(alpine.static ?? []), ...alpine.dev].join(' ');
  return [
    alpine.static === null
      ? { title: `Alpine has no static archive of ${id}: take it from Nix, or build it from source.`, packager: 'apk' }
      : {
          title: `Alpine: install the static archive of ${id}.`,
          ...installed('apk', onAlpine),
        },
    debian.archives.length > 0
      ? {
          title: `Debian, Ubuntu: install ${debian.dev.join(' ')} (it has ${debian.archives.join(', ')}).`,
          ...installed('apt', debian.dev.join(' ')),
        }
      : {
          title: `Debian's package of ${id} has no static archive: build in Alpine (apk add ${onAlpine}), or with Nix.`,
          packager: 'apt',
        },
    { title: `Nix: pkgsStatic.${nix.attr} in buildInputs.`, commands: [`nix build nixpkgs#pkgsStatic.${nix.attr}`] },
  ];
};

/** What a header taken out of a log may be called, to stand in a command that a person pastes into a shell. */
const headerName = /^[\w][\w.+/-]{0,120}\.(?:h|hh|hpp|hxx|H)$/;

/** How to find the package with a header that the table of libraries does not know. Pure. */
const headerFixes = (header: string): readonly CauseFix[] => {
  const file = header.slice(header.lastIndexOf('/') + 1);
  return [
    {
      title: `Debian, Ubuntu: find the package that has ${header}, then install it.`,
      commands: [`apt-get install -y apt-file && apt-file update && apt-file search include/${header}`],
      needsRoot: true,
      packager: 'apt',
    },
    {
      title: `Alpine: https://pkgs.alpinelinux.org/contents?file=${encodeURIComponent(file)} lists the packages that have it; a static build also needs the -static package of the same name.`,
      packager: 'apk',
    },
    {
      title: `Fedora: find the package that has ${header}.`,
      commands: [`dnf provides '*/include/${header}'`],
      packager: 'dnf',
    },
    {
      title: 'Nix: find the package that has it, and add that to buildInputs.',
      commands: [`nix run github:nix-community/nix-index-database -- include/${header}`],
    },
    {
      title:
        'If it is installed, or part of the project, its folder is not searched: add it with -I. musl-gcc and cross compilers do not search /usr/include.',
    },
  ];
};

/**
 * The build of a library from source for the compiler that a log shows, where that links with musl and searches no folder
 * of the system's packages; empty for another compiler, or a library without a recipe. Pure.
 */
const builtLibraryFixes = (name: string, log: string): readonly CauseFix[] => {
  const found = libraries.find(({ flags, headers }) => flags?.includes(name) || headers?.includes(name));
  const shown = muslCompilerIn(log);
  if (found === undefined || shown === null) return [];
  const { rung, arch } = shown;
  if (libraryPlan(found.id, rung, arch ?? 'x86_64') === null) return [];
  return [
    {
      title: `Build ${found.id} for musl: ${rung} does not search what the system's packages install.`,
      commands: [`${buildLibrary} ${found.id} --rung ${rung}${arch === null ? '' : ` --arch ${arch}`}`],
    },
  ];
};

/** What brings a library or header that the log calls missing; `general` has what fits any library. Pure. */
export const fixesOfMissing = (name: string, log: string, general: () => readonly CauseFix[]): readonly CauseFix[] => {
  const known = [...builtLibraryFixes(name, log), ...libraryFixes(name)];
  if (!headerName.test(name)) return [...known, ...general()];
  return known.length > 0 ? known : headerFixes(name);
};

const buildLibrary = 'musl-wizard libs add';

/** The rung whose compiler a log calls by a name of its own, with the architecture in that name. */
const muslCompilerIn = (log: string): { readonly rung: RungId; readonly arch: string | null } | null => {
  for (const rung of rungIds) {
    const { builds } = rungs[rung];
    if (builds.where !== 'here' || !buildsLibraries(rung)) continue;
    const cc = builds.named('x86_64').cc.join(' ');
    if (/^\w+$/.test(cc)) continue;
    const words = cc.replace('x86_64', '(\\w{2,12})');
    const found = new RegExp(`(?:^|[\\s/'"=:])${words}(?=[\\s:'"]|$)`, 'm').exec(log);
    if (found !== null) return { rung, arch: found[1] ?? null };
  }
  return null;
};

/** The installation of packages that the table names: nothing of it comes out of a log, so that it is complete. */
const installed = (name: 'apk' | 'apt', packages: string): Omit<CauseFix, 'title'> => {
  const manager = managers.find((each) => each.name === name);
  return {
    commands: [...(manager?.install(packages) ?? [])],
    changes: `Installs ${packages} and what it needs.`,
    ...(manager && { undo: manager.remove(packages) }),
    needsRoot: true,
    runnable: true,
    packager: name,
  };
};

const callsOf = ({ commands = [] }: CauseFix) =>
  commands.flatMap((command) => Object.keys(tools).filter((tool) => new RegExp(`^(?:sudo )?${tool} `).test(command)));

/**
 * The fixes with those in front that are for the system of the log, and those last that are for another system or call a
 * tool which it does not show. Where it shows Podman and no Docker, containers are run with Podman. Pure.
 */
export const fixesForLog = (fixes: readonly CauseFix[], log: string): readonly CauseFix[] => {
  const system = systems.find(([, pattern]) => pattern.test(log))?.[0];
  const isPodmans = tools.podman?.test(log) === true && tools.docker?.test(log) === false;
  const rank = (fix: CauseFix): number => {
    const own = fix.packager ?? (/^(?:With )?Nix\b/.test(fix.title) ? 'nix' : undefined);
    const isForeign = callsOf(fix).some((tool) => !(tools[tool] as RegExp).test(log));
    if (fix.commands?.[0]?.startsWith(buildLibrary)) return -1;
    if (system !== undefined && own === system) return 0;
    if (system !== undefined && own !== undefined) return 2;
    return isForeign && log !== '' ? 2 : 1;
  };
  const swapped = ({ commands, ...fix }: CauseFix): CauseFix => ({
    ...fix,
    ...(commands && {
      commands: commands.map((command) => command.replace(/^docker (?=run |build |pull )/, 'podman ')),
    }),
  });
  return fixes
    .map((fix) => ({ fix: isPodmans ? swapped(fix) : fix, rank: rank(fix) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ fix }) => fix);
};
