import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTeamFile, renderTeamFile } from '../../src/project/team-file.js';

it('holds the setup without what is a machine’s own', () => {
  const options = { nixSet: 'pkgsMusl', jobs: 3, nixpkgs: '/home/me/nixpkgs', apkMirror: 'http://10.0.0.1/' } as const;
  const text = renderTeamFile({ rung: 'pkgs-musl', upx: true, options, buildSystem: 'make' });
  expect(text).not.toMatch(/home|10\.0\.0\.1|jobs/);
  expect(parseTeamFile(text)).toEqual({
    rung: 'pkgs-musl',
    upx: true,
    options: { nixSet: 'pkgsMusl' },
    buildSystem: 'make',
  });
});

it.each([
  ['{', 'it is not JSON'],
  ['null', 'its schema is undefined, not "musl-wizard.project/1"'],
  ['{"schema":"musl-wizard.project/2"}', 'its schema is "musl-wizard.project/2", not "musl-wizard.project/1"'],
  ['{"schema":"musl-wizard.project/1","rung":"moon"}', 'it names no rung'],
  [
    '{"schema":"musl-wizard.project/1","rung":"pkgs-musl","options":{"nixSet":"pkgsMusl; x = builtins.exec []"}}',
    'its option nixSet is unknown',
  ],
  [
    '{"schema":"musl-wizard.project/1","rung":"alpine","options":{"image":"alpine\\nRUN id"}}',
    'its option image is unknown',
  ],
  ['{"schema":"musl-wizard.project/1","rung":"zig","options":{"arch":"$(id)"}}', 'its option arch is unknown'],
])('%s is none: %s', (text, reason) => {
  expect(parseTeamFile(text)).toBe(reason);
});

it('may begin with a byte order mark, and have lines that end as on Windows', () => {
  const text = renderTeamFile({ rung: 'zig', upx: false, options: {} });
  expect(parseTeamFile(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(parseTeamFile(text));
});

it('never throws, whatever the file holds', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((value) => JSON.stringify({ schema: 'musl-wizard.project/1', rung: 'zig', ...value })),
      ),
      (text) => {
        parseTeamFile(text);
      },
    ),
  );
});
