/**
 * A bar of `width` columns whose filled part is `value` of `most`. Something that is not zero
 * always shows at least one filled column, so that it is not mistaken for nothing.
 */
export const bar = (value: number, most: number, width: number): string => {
  if (width <= 0) return '';
  const share = most > 0 && value > 0 ? Math.min(1, value / most) : 0;
  const filled = share === 0 ? 0 : Math.max(1, Math.round(share * width));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
};
