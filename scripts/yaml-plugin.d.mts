import type { RolldownPluginOption } from 'rolldown';
import type { Plugin } from 'vite';

export const packedYaml: RolldownPluginOption[];
export const viteYaml: Plugin;
