import fc from 'fast-check';
import { expect, it } from 'vitest';
import { proxyFor } from '../../src/machine/read/proxy.js';

const url = 'https://cache.nixos.org/nix-cache-info';

it.each([
  [{}, null],
  [{ https_proxy: 'http://p:3128' }, 'http://p:3128/'],
  [{ HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
  [{ ALL_PROXY: 'http://u:w@p:1' }, 'http://u:w@p:1/'],
  [{ http_proxy: 'http://p' }, null],
  [{ https_proxy: '' }, null],
  [{ https_proxy: 'http://[' }, null],
  [{ https_proxy: 'http://p', no_proxy: 'nixos.org' }, null],
  [{ https_proxy: 'http://p', no_proxy: '.nixos.org' }, null],
  [{ https_proxy: 'http://p', NO_PROXY: 'a, *.nixos.org' }, null],
  [{ https_proxy: 'http://p', no_proxy: 'nixos.org:443' }, null],
  [{ https_proxy: 'http://p', no_proxy: '*' }, null],
  [{ https_proxy: 'http://p', no_proxy: 'xnixos.org,cache.nixos.org:80,org.' }, 'http://p/'],
])('%j: %s', (env, proxy) => expect(proxyFor(url, env)?.href ?? null).toBe(proxy));

it('takes any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (https_proxy, no_proxy) => void proxyFor(url, { https_proxy, no_proxy })),
  );
});
