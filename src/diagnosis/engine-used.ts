import { hasAlpineImage, otherAlpineImages } from '../facts/alpine-image.js';
import { engineInUse } from '../facts/engine-in-use.js';
import type { Facts } from '../facts/facts.js';
import { type Captures, noAnswer } from '../machine/capture.js';
import { imageLists } from '../probes/parse/engine.js';
import { rungsBuilding } from '../rungs/registry.js';
import { shellQuote } from '../text/shell-quote.js';
import { evidence, type FixSpec, finding, fixesFor, option } from './build-finding.js';
import type { Finding } from './finding.js';
import { reaches } from './reach.js';

/** The rungs that build in a container. */
const container = rungsBuilding('container');

/** What there is to know of the engine that the alpine rung takes: where it builds, how it stores, what it can start from. */
export const diagnoseEngineInUse = (facts: Facts, captures: Captures): Finding[] => {
  const used = engineInUse(facts);
  if (!used) return [];
  const { name, engine } = used;
  const findings: Finding[] = [];
  const at = `engines.${name}.daemon`;
  if (engine.daemon.remote === true) {
    findings.push(
      finding('engines-remote', {
        title: `${name} builds on another machine (${engine.daemon.host ?? 'set by its context'}); its memory and disk are not known here`,
        evidence: evidence(facts, captures, [
          { capture: 'env:DOCKER_HOST' },
          { fact: `${at}.host` },
          { fact: `${at}.context` },
        ]),
      }),
    );
  }
  if (engine.daemon.storageDriver === 'vfs') {
    findings.push(
      finding('engines-vfs', {
        title: `${name} stores images with the driver vfs: each layer is a full copy, slow and large`,
        evidence: evidence(facts, captures, [{ fact: `${at}.storageDriver` }]),
        fixes: fixesFor(
          facts,
          captures,
          name === 'docker'
            ? []
            : [
                {
                  title: 'Use the overlay storage driver',
                  commands: ['export STORAGE_DRIVER=overlay'],
                  changes: 'Images stored with the current driver are not visible to the other one.',
                  open: true,
                },
              ],
        ),
      }),
    );
  }
  if (
    facts.container.kind !== null &&
    !['none', 'wsl2'].includes(facts.container.kind) &&
    engine.daemon.remote !== true
  ) {
    findings.push(
      finding('engines-nested', {
        title: `${name} is used from inside a container (${facts.container.kind}): the folders it mounts are those of the machine it runs on`,
        evidence: evidence(facts, captures, [{ fact: 'container.evidence' }, { fact: `${at}.host` }]),
      }),
    );
  }
  const imageless = !hasAlpineImage(engine) && !noAnswer(captures, imageLists[name]);
  const others = otherAlpineImages(engine);
  const [other] = others;
  const byName = (image: string): FixSpec => ({
    title: `Use the local image ${image}, if you trust its origin`,
    commands: container.map((rung) => `musl-wizard choose --rung ${rung} --image ${shellQuote([image])}`),
    input: {
      word: shellQuote([image]),
      label: 'Image',
      kind: 'image',
      suggested: image,
      ...option('container', 'image'),
    },
  });
  if (imageless && engine.daemon.remote !== true && reaches(facts, 'docker.io') === false) {
    findings.push(
      finding('engines-no-base-image', {
        title: `The default Alpine image is not present, and Docker Hub cannot be reached${other === undefined ? '' : `; ${other} is present, but used only if named`}`,
        evidence: evidence(facts, captures, [
          { capture: imageLists[name], match: /^[^<]/ },
          { fact: `${at}.images` },
          { server: 'docker.io' },
        ]),
        fixes: fixesFor(facts, captures, [
          ...(other === undefined ? [] : [byName(other)]),
          {
            title: 'Use an image from your own registry',
            commands: container.map((rung) => `musl-wizard canary ${rung} --image REGISTRY/alpine:TAG`),
            input: {
              word: 'REGISTRY/alpine:TAG',
              label: 'Image, with its registry and tag',
              kind: 'image',
              ...option('container', 'image'),
            },
          },
          {
            title: 'Load the image from an archive created elsewhere with docker save',
            commands: [
              `${name === 'buildah' ? 'buildah pull docker-archive:alpine.tar' : `${name} load -i alpine.tar`}`,
            ],
            changes: `Adds the image to those of ${name}; ${name} rmi removes it.`,
            input: { word: 'alpine.tar', label: 'Archive of the image', kind: 'file' },
          },
        ]),
      }),
    );
  } else if (imageless && other !== undefined) {
    findings.push(
      finding('engines-other-image', {
        title: `${others.length === 1 ? `The image ${other} is present` : `${others.length} images similar to Alpine's are present, e.g. ${other}`}, but used only if named`,
        evidence: evidence(facts, captures, [
          { capture: imageLists[name], match: /(?:^|\/)alpine/ },
          { fact: `${at}.images` },
        ]),
        fixes: fixesFor(facts, captures, [byName(other)]),
      }),
    );
  }
  return findings;
};
