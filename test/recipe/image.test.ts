import { expect, it } from 'vitest';
import type { Artifact, NeedKind } from '../../src/artifact/artifact.js';
import { fitsImage, imageRecipe, lackingInImage } from '../../src/recipe/image.js';
import { artifact } from '../support/canary-result.js';

const program = (name: string, kinds: readonly NeedKind[], more: Partial<Artifact> = {}) => ({
  name,
  artifact: artifact({
    libc: 'musl',
    runtimeNeeds: kinds.map((kind) => ({ kind, what: `${kind}-what`, why: 'why' })),
    ...more,
  }),
});
const text = (...programs: ReturnType<typeof program>[]) => imageRecipe(programs)[0]?.content ?? '';

it('is the program alone where it needs nothing', () => {
  expect(text(program('app', []))).toMatch(
    /^# [^\n]*\n# [^\n]*\nFROM scratch\nCOPY \["dist-static\/app","\/bin\/app"\]\nENTRYPOINT \["\/bin\/app"\]\n$/,
  );
});

it('has the files of each need, once, with why and for whom', () => {
  const content = text(program('a', ['certificates', 'timeZones']), program('b', ['certificates', 'shell', 'users']));
  expect(content).toContain('RUN apk add --no-cache busybox-static ca-certificates-bundle tzdata\n');
  expect(content.match(/\/etc\/ssl\/cert\.pem$/gm)).toHaveLength(1);
  expect(content).toMatch(/^# \/etc\/ssl\/.*: whose servers TLS trusts \(needed by a, b\)\.$/m);
  expect(content).toMatch(/^RUN printf 'root:x:0:0.*> \/image\/etc\/passwd$/m);
  expect(content).not.toMatch(/terminfo|ENTRYPOINT/);
  expect(content).toContain('COPY ["dist-static/b","/bin/b"]\n');
});

it.each([
  ['one without a C library', { libc: 'none' }],
  ['a packed program', { packer: 'upx' }],
] as const)('gives %s, whose needs are unknown, what it may read, but no shell', (_, more) => {
  const content = text(program('app', [], more));
  expect(content).toMatch(/TLS trusts \(perhaps by app, which cannot be searched\)/);
  expect(content).toMatch(/zoneinfo/);
  expect(content).not.toContain('/image/bin/sh');
});

it('gives a Go program what its functions read, and no more', () => {
  const content = text(program('app', ['certificates'], { libc: 'none', libcEvidence: ['built by Go, without C'] }));
  expect(content).toMatch(/TLS trusts \(needed by app\)/);
  expect(content).not.toMatch(/zoneinfo|passwd|perhaps/);
});

it('says what no image gives', () => {
  const programs = [program('app', ['machine'])];
  expect(lackingInImage(programs)).toEqual(['app may need what the image has not: machine-what: why.']);
  expect(text(...programs)).toContain('# app may need what the image has not: machine-what: why.\n');
});

it.each([
  ['a b', {}, false],
  ['a"]\nRUN x', {}, false],
  ['--from=x', {}, false],
  ['app-1.0_x', {}, true],
  ['app', { linkage: 'dynamic' }, false],
  ['app', { error: 'truncated' }, false],
] as const)('whether %j can be in it', (name, more, fits) => {
  expect(fitsImage(program(name, [], more))).toBe(fits);
});
