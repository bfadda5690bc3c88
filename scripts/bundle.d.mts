import type { BuildOptions, Metafile } from 'esbuild';

export declare const bundle: (
  entryPoints: Record<string, string>,
  outdir: string,
  options: BuildOptions & { version: string },
) => Promise<Metafile>;
export declare const importSource: <Module>(file: string) => Promise<Module>;
