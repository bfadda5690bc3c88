import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { processContext } from '../../src/console/process-context.js';
import { UsageError } from '../../src/errors.js';

/** What is taken out of root's environment since it is another user's. */
const others = vi.hoisted(() => ({ changes: {} as Record<string, string | undefined> }));
vi.mock('../../src/files/home.js', async (original) => ({ ...(await original()), ownHome: () => others.changes }));

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

describe('the current folder', () => {
  afterEach(() => vi.restoreAllMocks());
  const cwdIn = (cwd: () => string) => {
    vi.spyOn(process, 'cwd').mockImplementation(cwd);
    return processContext({}, new AbortController().signal).cwd;
  };

  it('is an error that says so once it is deleted', () => {
    const gone = () => {
      throw new Error('ENOENT: uv_cwd');
    };
    expect(() => cwdIn(gone)).toThrow(
      expect.objectContaining({ message: 'The current folder was deleted.', evidence: ['ENOENT: uv_cwd'] }),
    );
  });

  it('is an error of its own where Node cannot name it', () => {
    expect(() => cwdIn(() => '/no/such/\ufffd')).toThrow(/^The path of this folder is not UTF-8/);
  });

  it('may have that character in its name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mw-\ufffd-'));
    expect(cwdIn(() => folder)).toBe(folder);
    rmSync(folder, { recursive: true });
    expect(cwdIn(() => '/no/such/folder')).toBe('/no/such/folder');
  });
});

describe("another user's folders in root's environment", () => {
  afterEach(() => {
    others.changes = {};
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });
  const noteOf = (changes: Record<string, string | undefined>, options = {}) => {
    others.changes = changes;
    const write = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const { env } = processContext(options, new AbortController().signal);
    return { env, note: write.mock.calls.map(([text]) => text).join('') };
  };

  it('are left out, and that is said, with the home that takes their place', () => {
    vi.stubEnv('XDG_CACHE_HOME', '/home/ann/.cache');
    vi.stubEnv('HOME', '/home/ann');
    const { env, note } = noteOf({ HOME: '/root', XDG_CACHE_HOME: undefined });
    expect(env).toMatchObject({ HOME: '/root' });
    expect(env).not.toHaveProperty('XDG_CACHE_HOME');
    expect(note).toContain('HOME, XDG_CACHE_HOME: nothing is read or written there. HOME is /root here.\n');
  });

  it('other than the home are said without it', () => {
    expect(noteOf({ XDG_CACHE_HOME: undefined }).note).toMatch(/XDG_CACHE_HOME: nothing is read or written there\.\n$/);
  });

  it('are not told where there are none, or with --quiet', () => {
    expect(noteOf({}).note).toBe('');
    expect(noteOf({ XDG_CACHE_HOME: undefined }, { quiet: true }).note).toBe('');
  });
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
