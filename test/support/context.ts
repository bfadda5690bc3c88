import { Readable } from 'node:stream';
import type { Context } from '../../src/console/context.js';

/** A context without a terminal for a command in a test, and what was written into it so far. */
export const testContext = (
  given: Partial<Context> & Pick<Context, 'cwd'>,
  input = '',
): { context: Context; written: { out: string; err: string } } => {
  const written = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: false,
    columns: undefined,
    color: false,
  });
  const context: Context = {
    env: {},
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]) as unknown as NodeJS.ReadStream,
    out: sink('out'),
    err: sink('err'),
    signal: new AbortController().signal,
    quiet: false,
    verbose: false,
    configDir: undefined,
    program: 'musl-wizard',
    ...given,
  };
  return { context, written };
};
