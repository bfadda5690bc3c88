import type { EngineFacts } from './engine-in-use.js';

/** The image of Alpine 3.22, by the digest of its index of all architectures: what is built in unless another is named. */
export const alpineImage =
  'docker.io/library/alpine:3.22@sha256:14358309a308569c32bdc37e2e0e9694be33a9d99e68afb0f5ff33cc1f695dce';

// An engine lists what was pulled by digest under its name, without a tag.
const byDigest = /^(?:docker\.io\/)?(?:library\/)?alpine:<none>$/;
const likeAlpine = /^(?=[a-z0-9])(?:[\w.:/-]{0,300}\/)?alpine[\w.-]*(?::[\w.-]+)?$/;

/** Whether an engine seems to have the default image already; under what is named by digest nobody can put another. Pure. */
export const hasAlpineImage = ({ daemon }: EngineFacts): boolean => daemon.images.some((name) => byDigest.test(name));

/** Images of an engine that an Alpine build could start from. Anybody may have made them: they are offered, never taken. Pure. */
export const otherAlpineImages = ({ daemon }: EngineFacts): readonly string[] =>
  daemon.images.filter((name) => likeAlpine.test(name));
