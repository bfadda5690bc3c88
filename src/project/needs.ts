import type { BuildSystem, Candidate, ChosenProject, Language, LinkedLibrary, Project } from './project.js';

/** What a project needs from whatever builds it. Keys are a contract (`doctor --json`, `choose --json`). */
export interface Need {
  readonly kind: 'library' | 'tool';
  readonly id: string;
  /** False where the build goes on without it. */
  readonly required: boolean;
  readonly evidence: { readonly file: string; readonly line: number | null };
}

/** A project as the documents have it. */
export interface ProjectNeeds {
  readonly name: string;
  readonly languages: readonly Language[];
  /** Null where the folder can be built in several ways and none was named. */
  readonly buildSystem: BuildSystem | null;
  readonly needs: readonly Need[];
}

/** The candidate that is meant: the only one, or the one of the build system asked for; null where that is open. Pure. */
export const meantBy = ({ name, candidates }: Project, wanted?: BuildSystem): ChosenProject | null => {
  const meant = wanted === undefined ? candidates : candidates.filter(({ build }) => build.system === wanted);
  const [only, ...others] = meant;
  return only === undefined || others.length > 0 ? null : { ...only, name };
};

/** What a project needs, by its files; null where the folder holds none. Pure. */
export const projectNeeds = (project: Project, wanted?: BuildSystem): ProjectNeeds | null => {
  if (project.candidates.length === 0) return null;
  const meant = meantBy(project, wanted);
  return {
    name: project.name,
    languages: [...new Set((meant ? [meant] : project.candidates).flatMap(({ languages }) => languages))],
    buildSystem: meant?.build.system ?? null,
    needs: meant === null ? [] : needsOf(meant),
  };
};

const needsOf = (candidate: Candidate): Need[] => [...candidate.libraries.map(libraryNeed), ...toolNeeds(candidate)];

const libraryNeed = ({ id, optional, asked }: LinkedLibrary): Need => {
  const [first] = asked;
  return {
    kind: 'library',
    id,
    required: !optional,
    evidence: { file: first?.evidence.file ?? '', line: first?.evidence.line ?? null },
  };
};

/** The programs that a build system is. */
const drivers: Readonly<Record<BuildSystem, readonly string[]>> = {
  make: ['make'],
  autotools: ['make'],
  cmake: ['cmake', 'make'],
  meson: ['meson', 'ninja'],
  plain: [],
  cargo: ['cargo'],
  go: ['go'],
  cabal: ['cabal', 'ghc'],
  crystal: ['crystal'],
  dub: ['dub', 'ldc2'],
  dune: ['dune', 'ocamlopt'],
  fpc: ['fpc'],
  nim: ['nim'],
  zig: ['zig'],
};

const toolNeeds = ({ build, tools, evidence }: Candidate): Need[] => {
  const at = { file: evidence[0]?.file ?? '', line: evidence[0]?.line ?? null };
  const need = (id: string, required: boolean): Need => ({ kind: 'tool', id, required, evidence: at });
  return [
    ...drivers[build.system].map((id) => need(id, true)),
    ...(build.system === 'autotools' && build.configure === 'absent' ? [need('autoreconf', true)] : []),
    ...(build.system === 'cargo' && build.protobuf !== null ? [need('protoc', true)] : []),
    // What a grammar or a script is for may be generated already, or not be built.
    ...tools.map((id) => need(id, false)),
  ];
};
