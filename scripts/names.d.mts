import type { parseAst } from 'rolldown/parseAst';

type Program = ReturnType<typeof parseAst>;

export declare const parse: (code: string, file: string) => Program;
export declare const unusualIn: (name: string) => readonly string[];
export declare const ambiguous: (programs: ReadonlyMap<string, Program>) => readonly string[];
export declare const nameFaults: () => readonly string[];
