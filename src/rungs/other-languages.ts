/** Languages beside C, C++, Rust and Go that rungs compile: those of flows/languages.yaml with a `system`. */
export const otherLanguages = ['haskell', 'ocaml', 'nim', 'crystal', 'd', 'pascal', 'zig'] as const;
export type OtherLanguage = (typeof otherLanguages)[number];

/** Their names as their users write them. */
export const otherLanguageName: Readonly<Record<OtherLanguage, string>> = {
  haskell: 'Haskell',
  ocaml: 'OCaml',
  nim: 'Nim',
  crystal: 'Crystal',
  d: 'D',
  pascal: 'Pascal',
  zig: 'Zig',
};

/**
 * Those that the machine's own C compiler links static. The run-time libraries of all but Nim and Free Pascal are built for
 * the C library of the machine, so that no compiler for another one can link them.
 */
export const byOwnCompiler = ['haskell', 'ocaml', 'nim', 'crystal', 'd', 'pascal'] as const;

/** Whether a language is one of them. */
export const isOtherLanguage = (language: string): language is OtherLanguage =>
  (otherLanguages as readonly string[]).includes(language);

/** What has languages: a rung, a project. */
export interface InLanguages {
  readonly languages: readonly string[];
}

/**
 * Why a rung cannot build a project, in one sentence without a period: it does not compile one of the other languages. Null
 * where it does; C++, Rust and Go are left to the build, since a project may name them and do without. Pure.
 */
export const languageLack = (rung: InLanguages, project: InLanguages): string | null => {
  const lacking = project.languages.filter(isOtherLanguage).filter((language) => !rung.languages.includes(language));
  return lacking.length === 0 ? null : `It does not build ${lacking.map((each) => otherLanguageName[each]).join(', ')}`;
};
