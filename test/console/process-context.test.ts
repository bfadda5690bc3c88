import { afterEach, describe, expect, it, vi } from 'vitest';
import { processContext } from '../../src/console/process-context.js';
import { UsageError } from '../../src/errors.js';

// As in a process that was started with neither NO_COLOR nor a dumb terminal.
vi.mock('picocolors', async (original) => {
  const { default: colors } = await original<{ default: typeof import('picocolors') }>();
  return { default: { ...colors, isColorSupported: true } };
});

it('takes no empty word for a folder of settings: a variable was not set', () => {
  const { signal } = new AbortController();
  expect(() => processContext({ configDir: '' }, signal)).toThrow(UsageError);
  expect(processContext({ configDir: 'x' }, signal).configDir).toBe('x');
});

it('is neither quiet nor verbose unless that is asked for', () => {
  const { signal } = new AbortController();
  expect(processContext({}, signal)).toMatchObject({ quiet: false, verbose: false, signal });
  expect(processContext({ quiet: true, verbose: true }, signal)).toMatchObject({ quiet: true, verbose: true });
});

describe('standard output', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    Reflect.deleteProperty(process.stdout, 'isTTY');
    Reflect.deleteProperty(process.stderr, 'isTTY');
  });

  /** The context where both streams are a terminal, or are none. */
  const context = (isTTY: boolean, options = {}) => {
    for (const stream of [process.stdout, process.stderr])
      Object.defineProperty(stream, 'isTTY', { value: isTTY, configurable: true });
    return processContext(options, new AbortController().signal);
  };

  it.each([
    { isTTY: true, lang: 'C', shown: '[ok] a' },
    { isTTY: true, lang: 'C.UTF-8', shown: '✓ a' },
    { isTTY: false, lang: 'C', shown: '✓ a' },
  ])('has only ASCII where a terminal takes no more: $isTTY, $lang', ({ isTTY, lang, shown }) => {
    for (const name of ['LC_ALL', 'LC_CTYPE']) vi.stubEnv(name, '');
    vi.stubEnv('LANG', lang);
    let written = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
    context(isTTY).out.write('✓ a\u0007');
    expect(written.startsWith('✓')).toBe(shown.startsWith('✓'));
    expect(written).not.toContain('\u0007');
  });

  it.each([
    [true, undefined, '0'],
    [true, undefined, 'false'],
    [false, undefined, '0'],
    [false, undefined, undefined],
    [true, false, '1'],
    [false, false, '1'],
  ])('has no colour: terminal %s, --no-color %s, FORCE_COLOR %s', (isTTY, color, forced) => {
    vi.stubEnv('FORCE_COLOR', forced);
    expect(context(isTTY, color === undefined ? {} : { color }).out.color).toBe(false);
  });

  it.each([
    [true, undefined, true],
    [true, '1', true],
    [false, '1', true],
    [false, undefined, false],
  ])('has colour: terminal %s, FORCE_COLOR %s', (isTTY, forced, color) => {
    vi.stubEnv('FORCE_COLOR', forced);
    expect(context(isTTY).out.color).toBe(color);
  });
});
