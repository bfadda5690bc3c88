import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addLibrary } from '../../../src/build/libs/add-library.js';
import { type LibraryRecipe, recipeFor } from '../../../src/libs/recipes.js';
import { machineFor } from '../../support/facts.js';
import { trustedFolder } from '../../support/trusted-folder.js';

it('keeps no library in the project that it is for, and says by which variable it is kept elsewhere', async () => {
  const project = trustedFolder('mw-add-library-');
  const bin = trustedFolder('mw-add-library-bin-');
  try {
    for (const name of ['make', 'musl-gcc']) writeFileSync(join(bin, name), '#!/bin/sh\n', { mode: 0o755 });
    const adding = addLibrary({
      recipe: recipeFor('zlib') as LibraryRecipe,
      rung: 'musl-gcc',
      arch: 'x86_64',
      from: { kind: 'any' },
      facts: machineFor('musl-gcc'),
      env: { PATH: bin, XDG_CACHE_HOME: join(project, 'cache') },
      folder: project,
      signal: new AbortController().signal,
      timeoutMs: 1000,
      onEvent: () => {},
    });
    await expect(adding).rejects.toMatchObject({
      evidence: [expect.stringContaining('is inside the project folder')],
      nextSteps: [expect.stringMatching(/^export XDG_CACHE_HOME=/)],
    });
  } finally {
    for (const each of [project, bin]) rmSync(each, { recursive: true, force: true });
  }
});
