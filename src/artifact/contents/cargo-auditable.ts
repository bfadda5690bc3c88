import { inflateSync } from 'node:zlib';

/** A crate as cargo-auditable wrote it down. */
export interface AuditedCrate {
  readonly name: string;
  readonly version: string;
  /** crates.io, git, local, registry, or another word. */
  readonly source: string;
  /** The program itself. */
  readonly root: boolean;
}

/** The section of cargo-auditable. Its format: https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md */
export const auditSection = '.dep-v0';
/** The bound of its own parser. */
const maxJsonBytes = 8 * 1024 * 1024;
const maxCrates = 20_000;

/** Reads what cargo-auditable left in a program: the crates linked into it; null where that is damaged or too large. Pure. */
export const readAuditedCrates = (compressed: Uint8Array): readonly AuditedCrate[] | null => {
  try {
    const text = inflateSync(compressed, { maxOutputLength: maxJsonBytes }).toString('utf8');
    const { packages } = JSON.parse(text) as { packages?: unknown };
    if (!Array.isArray(packages) || packages.length > maxCrates) return null;
    return packages.flatMap((each: Record<string, unknown> | null) => {
      const { name, version, source, kind = 'runtime', root = false } = each ?? {};
      if (typeof name !== 'string' || typeof version !== 'string' || kind !== 'runtime') return [];
      return [{ name, version, source: typeof source === 'string' ? source : '', root: root === true }];
    });
  } catch {
    return null;
  }
};
