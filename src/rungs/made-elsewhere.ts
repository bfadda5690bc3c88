import type { Facts } from '../facts/facts.js';
import type { RungOptions } from './options.js';
import type { RungId } from './rung-id.js';

/**
 * Whether the tools that build by a rung are not this machine's: those of an image, or of a remote builder of Nix.
 * What they make is run in an empty root or not at all. Pure.
 */
export const isMadeElsewhere = (rung: RungId, options: RungOptions, facts: Facts): boolean =>
  rung === 'alpine' || (rung === 'pkgs-musl' && (options.nixBuilders !== undefined || facts.nix.builders.length > 0));
