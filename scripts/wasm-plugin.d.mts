import type { Plugin } from 'rolldown';
export const packedWasm: Plugin;
export const viteWasm: Plugin;
export const wasmFile: (name: string) => string;
