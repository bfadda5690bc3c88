import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rungIds } from '../../src/rungs/registry.js';

const source = join(import.meta.dirname, '../../src');

/** Literals that are spelled like a rung and mean a program, a package or a distribution. */
const otherMeanings: Readonly<Record<string, string>> = {
  'diagnosis/package-managers.ts alpine': 'the distribution',
  'diagnosis/packages.ts musl-gcc': 'a package',
  'diagnosis/packages.ts zig': 'a package',
  'diagnosis/toolchain.ts zig': 'a package',
  'engine/describe-change.ts musl-gcc': 'the program',
  'engine/describe-change.ts zig': 'the program',
  'explain/fixes-for-log.ts alpine': 'the distribution',
  'explain/fixes-here.ts alpine': 'the distribution',
  'facts/pins.ts alpine': 'the distribution',
  'facts/schema.ts alpine': 'an image',
  'build/here/questions.ts zig': 'the build system',
  'build/here/with-tests.ts zig': 'the build system',
  'build/here/zig-itself.ts zig': 'the program',
  'facts/schema.ts musl-gcc': 'the program',
  'facts/schema.ts zig': 'the program',
  'flow/lint/roomy-machine.ts zig': 'the program',
  'flow/template.ts zig': 'the program',
  'ladder/fact-changes.ts alpine': 'an image',
  'ladder/fact-changes.ts musl-gcc': 'the program',
  'ladder/fact-changes.ts zig': 'the program',
  'presentation/domain-summary.ts musl-gcc': 'the program',
  'presentation/domain-summary.ts zig': 'the program',
  'project/needs.ts zig': 'the program',
  'project/other-languages.ts zig': 'the language',
  'project/project.ts zig': 'the build system',
  'recipe/language-steps.ts zig': 'the program',
  'recipe/steps.ts zig': 'the build system',
  'probes/os.ts alpine': 'the distribution',
  'probes/toolchain.ts musl-gcc': 'the program',
  'probes/toolchain.ts zig': 'the program',
  'project/packages-schema.ts alpine': 'the distribution',
};

// A literal that is an id, an option that names one, or a key of an object.
const ids = rungIds.join('|');
const naming = new RegExp(
  `(['"\`])(${ids})\\1|--rung (${ids})\\b|(?:recipe|canary) (${ids})\\b|\\brungs\\.(${ids})\\b|[{,;]\\s*(?:readonly )?(${ids})\\??:`,
  'g',
);

it('no file outside src/rungs names a rung by its id', () => {
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('rungs/'))
    .flatMap((path) =>
      [...readFileSync(join(source, path), 'utf8').matchAll(naming)].map(
        ([, , ...named]) => `${path} ${named.find((id) => id !== undefined)}`,
      ),
    );
  expect([...new Set(found)].sort()).toEqual(Object.keys(otherMeanings).sort());
});
