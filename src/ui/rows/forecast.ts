import type { Facts } from '../../facts/facts.js';
import type { RungId } from '../../rungs/rung-id.js';

/**
 * What a try of a rung will cost, in a few words, from what is known of the machine. Durations are
 * those of a small C program; what must be fetched decides.
 */
export const forecast = (rung: RungId, facts: Facts | null): string => {
  switch (rung) {
    case 'pkgs-musl':
      return facts?.nix.substituters.length === 0
        ? 'Builds a compiler first: hours, and several GiB of disk'
        : 'Minutes when its packages are cached, hours when the compiler must be built';
    case 'alpine': {
      const images = facts
        ? [facts.engines.docker, facts.engines.podman, facts.engines.buildah].flatMap(
            (engine) => engine?.daemon.images ?? [],
          )
        : [];
      return images.length > 0
        ? 'About half a minute; an image is here already'
        : 'About a minute; fetches an image and packages, 150 MiB';
    }
    case 'zig':
      return 'Seconds the second time; the first builds musl itself, about a minute';
    case 'musl-gcc':
    case 'glibc-static':
      return 'Seconds; fetches nothing';
  }
};
