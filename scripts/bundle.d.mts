import type { OutputOptions, RolldownOutput, RolldownPluginOption } from 'rolldown';

export declare const bundle: (
  outdir: string | null,
  options: { version: string; sourcemap?: boolean; plugins?: RolldownPluginOption[] },
) => Promise<RolldownOutput['output']>;
export declare const bundleFile: (
  file: string,
  module: OutputOptions & {
    input?: string;
    text?: string;
    plugins?: RolldownPluginOption[];
    define?: Record<string, string>;
  },
) => Promise<void>;
export declare const importSource: <Module>(file: string) => Promise<Module>;
