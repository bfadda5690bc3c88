/** A library, module or crate inside a program. */
export interface Component {
  /** As a package index would call it: `zlib`, `golang.org/x/net`, `memchr`. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** Null where nothing shows it, or what shows it contradicts itself. */
  readonly version: string | null;
  readonly kind: 'library' | 'allocator' | 'go-module' | 'crate';
  /** Package URL (purl); null where the name is not one of a package index and its version is not known. */
  readonly purl: string | null;
  /** `vendor:product` of the Common Platform Enumeration, by which vulnerability lists name it. */
  readonly cpe: string | null;
  readonly evidence: readonly ComponentEvidence[];
}

/** What shows that a component is there, or of which version it is. */
export interface ComponentEvidence {
  readonly field: 'name' | 'version';
  /** In a few words: `text " deflate 1.2.13 ..."`. */
  readonly what: string;
  /** In bytes from the start of the file; null where it is no single place. */
  readonly offset: number | null;
}

/** What is inside a program, as far as it shows. */
export interface Contents {
  readonly components: readonly Component[];
  /** What keeps the list from being whole, in sentences. */
  readonly gaps: readonly string[];
}
