import { sanitizeLine } from '../../text/sanitize.js';
import type { Artifact } from '../artifact.js';
import type { Component, ComponentEvidence, Contents } from './component.js';

/** A program with what is inside. */
export interface Listed {
  readonly artifact: Artifact;
  readonly contents: Contents;
}

/**
 * A software bill of materials in CycloneDX 1.6 JSON: each program with the libraries inside, and what shows that they are
 * there. It has no date and no serial number, so the same files give the same text. Pure.
 * @param version of this program
 */
export const cycloneDx = (programs: readonly Listed[], version: string) => {
  const files = programs.map(({ artifact, contents }, nth) => {
    const ref = `file-${nth + 1}`;
    return { file: fileComponent(artifact, contents, ref), parts: contents.components.map(partOf(artifact, ref)), ref };
  });
  const [only] = files;
  const single = files.length === 1 && only !== undefined;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'musl-wizard', version }] },
      ...(single ? { component: only.file } : {}),
    },
    components: single ? only.parts : files.map(({ file, parts }) => ({ ...file, components: parts })),
    dependencies: files.flatMap(({ ref, parts }) => [{ ref, dependsOn: parts.map((part) => part['bom-ref']) }]),
    // Code that leaves no trace is not found, so a list is never said to be whole.
    compositions: [{ aggregate: 'incomplete', assemblies: files.map(({ ref }) => ref) }],
  };
};

const maxText = 1024;
const property = (name: string, value: string) => ({
  name: `musl-wizard:${name}`,
  value: sanitizeLine(value, maxText),
});

const fileComponent = (artifact: Artifact, { gaps }: Contents, ref: string) => {
  const { path, format, kind, error, linkage, libc, machine, buildId } = artifact;
  const said = { linkage, libc, machine, 'build-id': buildId, kind, error };
  return {
    type: format === 'elf' ? 'application' : 'file',
    'bom-ref': ref,
    name: sanitizeLine(path.slice(path.lastIndexOf('/') + 1), maxText),
    properties: [
      property('path', path),
      ...Object.entries(said).flatMap(([name, value]) => (value === null ? [] : [property(name, value)])),
      ...gaps.map((gap) => property('gap', gap)),
    ],
  };
};

const partOf =
  ({ path }: Artifact, ref: string) =>
  ({ name, title, version, kind, purl, cpe, evidence }: Component, nth: number) => {
    const offsets = [...new Set(evidence.flatMap(({ offset }) => offset ?? []))];
    return {
      type: 'library',
      'bom-ref': `${ref}-${nth + 1}`,
      name: sanitizeLine(name, maxText),
      ...(version === null ? {} : { version: sanitizeLine(version, maxText) }),
      ...(title === name ? {} : { description: title }),
      ...(purl === null ? {} : { purl }),
      ...(cpe === null || version === null ? {} : { cpe: `cpe:2.3:a:${cpe}:${version}:*:*:*:*:*:*:*` }),
      ...(kind === 'allocator' ? { properties: [property('allocator', 'true')] } : {}),
      evidence: {
        identity: (['name', 'version'] as const).flatMap((field) => {
          const methods = evidence.filter((each) => each.field === field).map(methodOf);
          return methods.length === 0 ? [] : [{ field, confidence: 1, methods }];
        }),
        ...(offsets.length === 0
          ? {}
          : { occurrences: offsets.map((offset) => ({ location: sanitizeLine(path, maxText), offset })) }),
      },
    };
  };

const methodOf = ({ what }: ComponentEvidence) => ({
  technique: /^(?:build information|list of)/.test(what) ? 'manifest-analysis' : 'binary-analysis',
  confidence: 1,
  value: sanitizeLine(what, maxText),
});
