import type { Agent, RequestOptions } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Capture } from '../capture.js';
import { certificateFiles, certificateVariables } from '../certificates.js';
import type { Environment } from '../expand.js';
import { failed, ok } from './errno.js';
import { readText } from './files.js';
import { proxyFor } from './proxy.js';
import { lookup } from './resolve.js';

/** Everything that a connection needs, from the name to the first byte of the answer. */
const timeoutMs = 1000;

/**
 * Reaches a server, through the proxy that the environment names, and hangs up at its first byte.
 * Nothing of the user's is sent: no cookies, no credentials but those of the proxy itself.
 */
export const readFetch = async (url: string, env: Environment, signal: AbortSignal): Promise<Capture> => {
  const end = performance.now() + timeoutMs;
  const agent = await proxyAgent(url, env);
  const options = { method: 'HEAD', agent: agent ?? false, lookup, headers: { 'user-agent': 'musl-wizard' } };
  const first = await attempt(url, options, end, signal);
  if (!('error' in first) || first.error !== 'tls') return first;
  // Node trusts a list of its own; Nix and the engines trust the system's, to which an office may have added its own.
  const ca = await systemCertificates(env);
  return ca ? attempt(url, { ...options, ca }, end, signal) : first;
};

type Options = RequestOptions & { readonly ca?: string };

const attempt = (url: string, options: Options, end: number, signal: AbortSignal): Promise<Capture> =>
  new Promise((resolve) => {
    const started = performance.now();
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, options);
    const finish = (capture: Capture) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      request.destroy();
      resolve(capture);
    };
    const giveUp = () => finish(failed('timeout'));
    const timer = setTimeout(giveUp, Math.max(0, end - started));
    signal.addEventListener('abort', giveUp, { once: true });
    request.on('error', (error) => finish(failed(stateOf(error))));
    request.on('response', ({ statusCode = 0 }) => {
      const ms = Math.round(performance.now() - started);
      // 401 is how a registry greets strangers; 404 too is an answer of the server itself.
      const reached = statusCode < 400 || statusCode === 401 || statusCode === 404;
      finish(ok(reached ? `ok ${ms}` : `http ${statusCode} ${ms}`));
    });
    request.end();
  });

const proxyAgent = async (url: string, env: Environment): Promise<Agent | null> => {
  const proxy = proxyFor(url, env);
  if (!proxy) return null;
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return new HttpsProxyAgent<'http://'>(proxy, { lookup });
};

/** The first list of authorities that the environment or the system names, and that can be read. */
const systemCertificates = async (env: Environment): Promise<string | null> => {
  for (const path of [...certificateVariables.map((name) => env[name]), ...certificateFiles]) {
    if (!path) continue;
    const text = await readText(path, maxCertificateBytes).catch(() => '');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  }
  return null;
};

/** A list of all public authorities has some two hundred kilobytes. */
const maxCertificateBytes = 2 * 1024 * 1024;

/** How far a connection came, from the error that ended it. */
const stateOf = (error: Error): string => {
  // Without a network the question to the name server itself is refused.
  if ('syscall' in error && /^query/.test(String(error.syscall))) return 'dns';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^(?:ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|EREFUSED|ETIMEOUT|ENONAME|EBADNAME|EFORMERR)$/.test(code)) return 'dns';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_|EPROTO/.test(code)) return 'tls';
  return 'refused';
};
