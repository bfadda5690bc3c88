import type { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Capture } from '../capture.js';
import { certificateFiles, certificateVariables } from '../certificates.js';
import { now } from '../clock.js';
import type { Environment } from '../expand.js';
import { failed } from './errno.js';
import { readText } from './files.js';
import { proxyFor } from './proxy.js';
import { addressOf, answerWith } from './resolve.js';

/** Everything that a connection needs, from the name to the first byte of the answer, on a usual machine. */
const timeoutMs = 1000;

/**
 * Reaches a server, through the proxy set in the environment, and hangs up at its first byte.
 * Nothing of the user's is sent: no cookies, no credentials but those of the proxy itself.
 */
export const readFetch = async (
  url: string,
  env: Environment,
  signal: AbortSignal,
  pace: () => number,
): Promise<Capture> => {
  const end = now() + timeoutMs * pace();
  const proxy = proxyFor(url, env);
  const { hostname } = proxy ?? new URL(url);
  const address = await addressOf(hostname.replace(/^\[|\]$/g, '')).catch(() => null);
  // Without a name server no connection is begun, so that TLS need not even be loaded.
  if (address === null) return failed('dns');
  const { request } = await import('./request.js');
  const lookup = answerWith(address);
  const agent = proxy ? await proxyAgent(proxy, lookup) : false;
  const options = { method: 'HEAD', agent, lookup, headers: { 'user-agent': 'musl-wizard' } };
  const first = await request(url, options, end, signal);
  if (!('error' in first) || first.error !== 'tls') return first;
  // Node trusts a list of its own; Nix and the engines trust the system's, to which an office may have added its own.
  const ca = await systemCertificates(env);
  return ca ? request(url, { ...options, ca }, end, signal) : first;
};

const proxyAgent = async (proxy: URL, lookup: LookupFunction): Promise<Agent> => {
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
