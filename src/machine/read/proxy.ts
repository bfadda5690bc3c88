import type { Environment } from '../expand.js';

/**
 * The proxy that an environment names for an address, as curl(1) reads it: HTTPS_PROXY and
 * ALL_PROXY in either case, http_proxy only in small letters, and NO_PROXY with names, their
 * subdomains, ports and "*".
 * @returns null for none; never a proxy of a form that is no URL
 */
export const proxyFor = (url: string, env: Environment): URL | null => {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol.slice(0, -1);
  const named =
    env[`${scheme}_proxy`] || (scheme === 'https' ? env.HTTPS_PROXY : '') || env.all_proxy || env.ALL_PROXY || '';
  if (named === '' || excepted(hostname, port || (scheme === 'https' ? '443' : '80'), env)) return null;
  const full = named.includes('://') ? named : `http://${named}`;
  return URL.canParse(full) ? new URL(full) : null;
};

const excepted = (hostname: string, port: string, env: Environment): boolean =>
  (env.no_proxy || env.NO_PROXY || '').split(/[\s,]+/).some((entry) => {
    const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (name === '' || (only && only !== port)) return false;
    const suffix = name.replace(/^\*?\.?/, '');
    return name === '*' || hostname === suffix || hostname.endsWith(`.${suffix}`);
  });
