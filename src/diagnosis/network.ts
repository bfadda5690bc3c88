import { engineIsElsewhere } from '../facts/engine-in-use.js';
import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { rungsBuilding } from '../rungs/registry.js';
import { sanitizeLine } from '../text/sanitize.js';
import { evidence, type FixSpec, finding, fixesFor, option } from './build-finding.js';
import type { FindingId } from './catalogue.js';
import type { Finding } from './finding.js';
import { installFix } from './packages.js';
import { hasNoRoute, isOffline, reaches } from './reach.js';

/** How far connections come: nothing at all, no names, certificates refused, single servers not reached. */
export const diagnoseNetwork = (facts: Facts, captures: Captures): Finding[] => {
  const { endpoints, proxy, caBundle } = facts.network;
  const asked = endpoints.filter(({ state }) => state !== 'skipped');
  const lines = (states: readonly string[]) =>
    asked.filter(({ state }) => states.includes(state)).map(({ name, url, state }) => `${name}: ${url}: ${state}`);
  const say = (id: FindingId, title: string, seen: readonly string[], fixSpecs: readonly (FixSpec | null)[]) =>
    finding(id, { title, evidence: seen, fixes: fixesFor(facts, captures, fixSpecs) });
  const findings: Finding[] = [];

  if (hasNoRoute(captures)) {
    return [
      say(
        'network-none',
        'There is no network: nothing can be downloaded or installed',
        evidence(facts, captures, [{ capture: 'file:/proc/net/route' }]),
        [
          {
            title: 'Restart the container with a network',
            commands: [],
            changes: 'It was started with --network none, or its pod has no network.',
            by: facts.container.kind === 'none' ? 'network' : 'host',
          },
        ],
      ),
    ];
  }
  if (isOffline(facts) === true) {
    const allNames = asked.every(({ state }) => state === 'dns');
    const askAdmin: FixSpec = {
      title: 'Set the proxy of this network, then restart musl-wizard',
      commands: ['export https_proxy=http://PROXY:PORT'],
      by: 'network',
      open: true,
    };
    findings.push(
      allNames
        ? say('network-dns', 'Host names cannot be resolved: the rungs cannot download anything', lines(['dns']), [
            askAdmin,
          ])
        : say(
            'network-offline',
            'None of the servers that the rungs download from can be reached',
            lines(['dns', 'refused', 'timeout', 'tls']),
            [askAdmin],
          ),
    );
  }
  if (asked.some(({ state }) => state === 'tls')) {
    findings.push(
      say(
        'network-tls',
        'Server certificates are not accepted: a proxy may intercept TLS with its own certificate',
        lines(['tls']),
        [
          {
            title: 'Set the CA file of this network, then restart musl-wizard',
            commands: ['export NIX_SSL_CERT_FILE=FILE SSL_CERT_FILE=FILE NODE_EXTRA_CA_CERTS=FILE'],
            open: true,
          },
        ],
      ),
    );
  }
  // Without any network a missing bundle is not what stops anybody.
  if (caBundle === null && captures['env:SSL_CERT_FILE'] !== undefined && isOffline(facts) === false) {
    findings.push(
      say(
        'network-ca-missing',
        'There is no CA certificate file: Nix and curl reject every server',
        evidence(facts, captures, [{ fact: 'network.caBundle' }]),
        [installFix(facts, captures, 'caCertificates')],
      ),
    );
  }
  if (proxy !== null) {
    findings.push(
      say(
        'network-proxy',
        `Connections go through the proxy ${sanitizeLine(proxy, 80)}`,
        evidence(facts, captures, [{ fact: 'network.proxy' }]),
        [],
      ),
    );
  }
  if (isOffline(facts) === false && !engineIsElsewhere(facts) && reaches(facts, 'alpinelinux.org') === false) {
    findings.push(
      say(
        'network-apk-unreachable',
        "Alpine's package server cannot be reached: packages must be in the image or on a mirror",
        evidence(facts, captures, [{ server: 'alpinelinux.org' }]),
        [
          {
            title: 'Use a mirror',
            commands: rungsBuilding('container').map((rung) => `musl-wizard canary ${rung} --apk-mirror URL`),
            input: {
              word: 'URL',
              label: 'Address of the mirror',
              kind: 'address',
              ...option('container', 'apkMirror'),
            },
          },
        ],
      ),
    );
  }
  return findings;
};
