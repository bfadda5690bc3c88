import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareForecasts, parseDryRun, rebuildsCompiler } from '../../../src/build/nix/nix-dry-run.js';

const hash = '0mynksxwhzvv7z16gx8xwf7fazb4l5q3';
const path = (name: string) => `  /nix/store/${hash}-${name}`;
const nothing = { builds: 0, heavy: [], fetches: 0, downloadBytes: 0, unpackedBytes: 0 };

describe('parseDryRun', () => {
  it.each([
    ['nothing to do', '', nothing],
    ['a path that is there', '/nix/store/x-canary\n', nothing],
    ['one build', `this derivation will be built:\n${path('canary.drv')}\n`, { ...nothing, builds: 1 }],
    [
      'builds, an older Nix without a count',
      `these derivations will be built:\n${path('a.drv')}\n${path('b.drv')}\n`,
      { ...nothing, builds: 2 },
    ],
    [
      'builds and downloads',
      `these 2 derivations will be built:\n${path('hook.drv')}\n${path('canary.drv')}\n` +
        `these 3 paths will be fetched (60.88 MiB download, 1.25 GiB unpacked):\n${path('a')}\n${path('b')}\n${path('c')}\n`,
      { builds: 2, heavy: [], fetches: 3, downloadBytes: 63_837_307, unpackedBytes: 1_342_177_280 },
    ],
    [
      'a compiler from source, but not its wrapper and not its tarball',
      `these 4 derivations will be built:\n${path('gcc-13.2.0.tar.xz.drv')}\n${path('x86_64-unknown-linux-musl-gcc-13.2.0.drv')}\n` +
        `${path('x86_64-unknown-linux-musl-gcc-wrapper-13.2.0.drv')}\n${path('canary.drv')}\n`,
      { ...nothing, builds: 4, heavy: ['x86_64-unknown-linux-musl-gcc-13.2.0'] },
    ],
  ])('%s', (_, output, expected) => {
    expect(parseDryRun(output)).toEqual(expected);
  });

  it('reads any text without an error, in finite figures', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        const forecast = parseDryRun(`these 3 derivations will be built:\n${text}`);
        expect(Number.isFinite(forecast.downloadBytes + forecast.unpackedBytes)).toBe(true);
      }),
    );
  });
});

describe('compareForecasts', () => {
  it('puts a rebuilt compiler behind any number of small builds and downloads', () => {
    const small = { ...nothing, builds: 40, fetches: 300, downloadBytes: 2e9 };
    const compiler = { ...nothing, builds: 2, heavy: ['gcc-13.2.0'] };
    expect(rebuildsCompiler(compiler)).toBe(true);
    expect([compiler, small].toSorted(compareForecasts)).toEqual([small, compiler]);
  });

  it('decides by what costs more, and by the rest only where that is equal', () => {
    const rising = [
      nothing,
      { ...nothing, downloadBytes: 5 },
      { ...nothing, downloadBytes: 9 },
      { ...nothing, builds: 1 },
      { ...nothing, builds: 2, downloadBytes: 1 },
      { ...nothing, heavy: ['llvm-18'], builds: 1 },
      { ...nothing, heavy: ['llvm-18', 'gcc-13.2.0'] },
    ];
    expect(rising.toReversed().toSorted(compareForecasts)).toEqual(rising);
    expect(rising.toSorted(compareForecasts)).toEqual(rising);
  });
});
