export const modules: readonly string[];
export const findZig: () => readonly string[] | null;
export const versionOf: (zig: readonly string[]) => string;
export const builtFrom: (wasm: Uint8Array) => { readonly hash: string; readonly zig: string };
export const hashOf: (source: Uint8Array) => string;
export const buildWasm: (source: string, zig: readonly string[]) => Uint8Array;
