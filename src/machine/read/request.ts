import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Capture } from '../capture.js';
import { now } from '../clock.js';
import { failed, ok } from './errno.js';

/**
 * Sends a request and hangs up at the first byte of the answer.
 * @param end when to give up, as now() counts
 */
export const request = (
  url: string,
  options: RequestOptions & { readonly ca?: string },
  end: number,
  signal: AbortSignal,
): Promise<Capture> =>
  new Promise((resolve) => {
    const started = now();
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const sent = send(url, options);
    const finish = (capture: Capture) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      sent.destroy();
      resolve(capture);
    };
    const timer = setTimeout(() => finish(failed('timeout')), Math.max(0, end - started));
    const giveUp = () => finish(failed('late'));
    signal.addEventListener('abort', giveUp, { once: true });
    // A proxy that will not connect answers in the place of the server, whatever its number says.
    sent.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) finish(failed('refused'));
    });
    sent.on('error', (error) => finish(failed(stateOf(error))));
    sent.on('response', ({ statusCode = 0 }) => {
      const ms = Math.round(now() - started);
      // 401 is how a registry greets strangers; 404 too is an answer of the server itself.
      const reached = statusCode < 400 || statusCode === 401 || statusCode === 404;
      finish(ok(reached ? `ok ${ms}` : `http ${statusCode} ${ms}`));
    });
    sent.end();
  });

/** How far a connection came, from the error that ended it. */
const stateOf = (error: Error): string => {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_|EPROTO/.test(code)) return 'tls';
  return 'refused';
};
