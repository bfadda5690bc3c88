import type { Facts } from '../facts/facts.js';
import { type Captures, noAnswer, textOf } from '../machine/capture.js';

type Endpoint = Facts['network']['endpoints'][number];

const hostOf = (url: string): string => /^[a-z]+:\/\/([^/:]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';

/** The servers that were asked of a host, or below it. */
export const endpointsOf = (facts: Facts, host: string): Endpoint[] =>
  facts.network.endpoints.filter(({ url }) => hostOf(url) === host || hostOf(url).endsWith(`.${host}`));

/** Whether servers of a host, or below it, can be reached: "http" counts, since somebody answered. Unknown: null. */
export const reaches = (facts: Facts, host: string): boolean | null => {
  const states = endpointsOf(facts, host)
    .map(({ state }) => state)
    .filter((state) => state !== 'skipped');
  if (states.length === 0) return null;
  return states.some((state) => state === 'ok' || state === 'http');
};

/** Whether nothing at all is reached. Unknown, where nothing was reached and not all were asked: null. */
export const isOffline = (facts: Facts): boolean | null => {
  const states = facts.network.endpoints.map(({ state }) => state);
  if (states.some((state) => state === 'ok' || state === 'http')) return false;
  return states.length === 0 || states.includes('skipped') ? null : true;
};

/**
 * Whether this machine has no way out at all: no IPv4 route, and of IPv6 only the loopback's. Where
 * there is one, a mirror may be reached although the servers that were asked are not.
 * Source: proc_pid_net(5).
 */
export const hasNoRoute = (captures: Captures): boolean => {
  const v4 = textOf(captures, 'file:/proc/net/route');
  // A kernel without IPv6 has no such file.
  const v6 = textOf(captures, 'file:/proc/net/ipv6_route') ?? '';
  if (v4 === null || noAnswer(captures, 'file:/proc/net/ipv6_route')) return false;
  const outward = v6.split('\n').filter((line) => line.trim() !== '' && !/\slo$/.test(line.trimEnd()));
  return v4.trim().split('\n').length <= 1 && outward.length === 0;
};
