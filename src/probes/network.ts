import type { Facts } from '../facts/facts.js';
import { type Captures, errorOf, textOf, unread } from '../machine/capture.js';
import { certificateFiles, certificateVariables } from '../machine/certificates.js';
import { integer } from './parse/numbers.js';
import type { Probe } from './probe.js';

type Endpoint = Facts['network']['endpoints'][number];

/** What the rungs fetch from. */
const endpoints = {
  'nix-cache': 'https://cache.nixos.org/nix-cache-info',
  'nix-channels': 'https://channels.nixos.org/',
  'docker-hub': 'https://registry-1.docker.io/v2/',
  'alpine-packages': 'https://dl-cdn.alpinelinux.org/alpine/',
  'rust-toolchains': 'https://static.rust-lang.org/',
  github: 'https://github.com/',
} as const;

const proxies = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'] as const;
/** The way out: proxy, certificate authorities, and how far a connection to each server comes. */
export const networkProbe: Probe<'network'> = {
  domain: 'network',
  reads: [
    ...proxies.map((name) => `env:${name}` as const),
    'env:no_proxy',
    'env:NO_PROXY',
    ...certificateVariables.map((name) => `env:${name}` as const),
    ...certificateFiles.map((path) => `stat:${path}` as const),
    ...Object.values(endpoints).map((url) => `fetch:${url}` as const),
    // Read for the diagnosis alone: no route at all means that no mirror can be reached either.
    'file:/proc/net/route',
    'file:/proc/net/ipv6_route',
  ],
  interpret: (captures) => ({
    proxy: firstOf(captures, proxies),
    caBundle: firstOf(captures, certificateVariables) ?? bundle(captures),
    endpoints: Object.entries(endpoints).map(([name, url]) => endpoint(captures, name, url)),
  }),
};

const bundle = (captures: Captures): string | null => {
  if (unread(captures, ...certificateVariables.map((name) => `env:${name}` as const))) return null;
  const path = certificateFiles.find(
    (each) => unread(captures, `stat:${each}`) || textOf(captures, `stat:${each}`)?.startsWith('file'),
  );
  return path === undefined || unread(captures, `stat:${path}`) ? null : path;
};

/** The first variable that is set; none where an earlier one was not read. */
const firstOf = (captures: Captures, names: readonly string[]): string | null => {
  for (const name of names) {
    if (unread(captures, `env:${name}`)) return null;
    const value = textOf(captures, `env:${name}`);
    if (value) return value;
  }
  return null;
};

const states = new Set(['dns', 'refused', 'timeout', 'tls']);

const endpoint = (captures: Captures, name: string, url: string): Endpoint => {
  const [word, ...rest] = textOf(captures, `fetch:${url}`)?.split(' ') ?? [];
  if (word === 'ok' || word === 'http') return { name, url, state: word, ms: integer(rest.at(-1)) };
  const error = errorOf(captures, `fetch:${url}`);
  const state = error !== null && states.has(error) ? (error as Endpoint['state']) : 'skipped';
  return { name, url, state, ms: null };
};
