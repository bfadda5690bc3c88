/** The version of this program, put in by the build. */
declare const __VERSION__: string;

/** YAML documents are parsed at build time; whoever imports one checks its shape. */
declare module '*.yaml' {
  const document: unknown;
  export default document;
}

/** Shell scripts are taken in as text. */
declare module '*.sh' {
  const text: string;
  export default text;
}

/** What this program ships for canaries: text by path below fixtures/canaries. */
declare module 'virtual:canaries' {
  const sources: Readonly<Record<string, string>>;
  export default sources;
}

/** WebAssembly files of packages, and our own, as bytes. */
declare module 'virtual:wasm:*' {
  const bytes: Uint8Array;
  export default bytes;
}

/** What is used of it; the rest is declared with the DOM alone. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: unknown;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
}
