import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { footerRows, layoutOf, shareRows, smallest } from '../../../src/ui/model/layout.js';

describe('layout', () => {
  it('is never taller than one row less than the terminal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 120 }), (columns, rows) => {
        const layout = layoutOf({ columns, rows });
        if (!layout) {
          expect(columns < smallest.columns || rows < smallest.rows).toBe(true);
          return;
        }
        expect(1 + footerRows + layout.body + (layout.airy ? 2 : 1)).toBe(rows - 1);
        expect(layout.body).toBeGreaterThan(0);
        expect(layout.width + 2 * layout.margin).toBe(columns);
      }),
    );
  });
});

describe('shareRows', () => {
  const request = fc.tuple(fc.nat(10), fc.nat(50)).map(([least, more]) => ({ least, most: least + more }));

  it('never gives more than there is, nor more than a part can fill, nor less than its least', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 80 }), fc.array(request, { maxLength: 5 }), (rows, requests) => {
        const shares = shareRows(rows, requests);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(Math.max(0, rows));
        shares.forEach((share, part) => {
          expect(share).toBeLessThanOrEqual(requests[part]?.most ?? 0);
          expect(share === 0 || share >= (requests[part]?.least ?? 0)).toBe(true);
        });
      }),
    );
  });

  it.each([
    [
      10,
      [
        { least: 2, most: 3 },
        { least: 1, most: 99 },
      ],
      [3, 7],
    ],
    [
      2,
      [
        { least: 2, most: 3 },
        { least: 1, most: 99 },
      ],
      [2, 0],
    ],
    [
      3,
      [
        { least: 4, most: 9 },
        { least: 1, most: 2 },
      ],
      [0, 2],
    ],
  ])('shares %i rows', (rows, requests, shares) => {
    expect(shareRows(rows, requests)).toEqual(shares);
  });
});
