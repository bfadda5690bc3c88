import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkValue, completeValue } from '../../src/engine/fix-value.js';

const cwd = mkdtempSync(join(tmpdir(), 'mw-value-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const place = { cwd, env: { HOME: cwd }, images: ['registry.example/alpine:3.19', 'alpine:3.20'] };
mkdirSync(join(cwd, "it's nixpkgs"));
writeFileSync(join(cwd, "it's nixpkgs/default.nix"), '');
mkdirSync(join(cwd, 'nothing'));
mkdirSync(join(cwd, '.hidden'));
writeFileSync(join(cwd, 'nixpkgs.tar.xz'), '');
mkdirSync(join(cwd, 'odd'));
symlinkSync('loop', join(cwd, 'odd/loop'));
writeFileSync(join(cwd, 'odd/loops'), '');
mkdirSync(join(cwd, 'folder.tar.gz'));

describe('a value for a fix', () => {
  it.each([
    ['package-set', "it's nixpkgs/", join(cwd, "it's nixpkgs")],
    ['package-set', '~/nixpkgs.tar.xz', join(cwd, 'nixpkgs.tar.xz')],
    ['package-set', 'https://mirror.example/nixpkgs.tar.gz', 'https://mirror.example/nixpkgs.tar.gz'],
    ['file', ' nixpkgs.tar.xz ', join(cwd, 'nixpkgs.tar.xz')],
    ['image', 'registry.example:5000/alpine:3.20', 'registry.example:5000/alpine:3.20'],
    ['address', 'file:///cache', 'file:///cache'],
    ['machine', 'ssh://ada@big.example', 'ssh://ada@big.example'],
    ['user', '@wheel', '@wheel'],
  ] as const)('of kind %s: %s can be used', (kind, text, value) => {
    expect(checkValue(kind, text, place)).toEqual({ value });
  });

  it.each([
    ['package-set', 'nothing', 'no default.nix'],
    ['package-set', 'nowhere', 'no folder or archive'],
    ['package-set', 'gopher://x', 'begins with https:'],
    ['file', 'nothing', 'not a file'],
    ['file', 'nixpkgs.tar.xz/x', 'There is no file'],
    ['file', 'odd/loop', 'cannot be read (ELOOP)'],
    ['package-set', 'odd/loop', 'cannot be read (ELOOP)'],
    ['package-set', 'odd/loops', 'neither a folder nor an archive'],
    ['image', '--privileged', 'REGISTRY/NAME:TAG'],
    ['address', "https://x/' >> y", 'An address'],
    ['machine', 'big.example', 'ssh://'],
    ['user', 'a b', 'not the name'],
    ['file', 'a\u202eb', 'cannot be displayed'],
    ['file', '  ', 'Nothing'],
  ] as const)('of kind %s: %s cannot, and it says why', (kind, text, fault) => {
    expect(checkValue(kind, text, place)).toMatchObject({ fault: expect.stringContaining(fault) });
  });

  it('is completed from the folder it names, and from the images that are here', () => {
    const all = ['folder.tar.gz/', "it's nixpkgs/", 'nixpkgs.tar.xz', 'nothing/', 'odd/'];
    expect(completeValue('package-set', '', place)).toEqual(all);
    expect(completeValue('file', 'odd/', place)).toEqual(['odd/loop', 'odd/loops']);
    expect(completeValue('package-set', '~/.h', place)).toEqual(['~/.hidden/']);
    expect(completeValue('file', "it's nixpkgs/d", place)).toEqual(["it's nixpkgs/default.nix"]);
    expect(completeValue('file', 'nowhere/', place)).toEqual([]);
    expect(completeValue('image', 'al', place)).toEqual(['alpine:3.20']);
    expect(completeValue('address', 'h', place)).toEqual([]);
  });
});
