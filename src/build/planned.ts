import { rungs } from '../rungs/registry.js';
import { planAlpine } from './containers/alpine.js';
import { hostPlan } from './host/host-build.js';
import { planPkgsMusl } from './nix/pkgs-musl.js';
import type { Plan, PlanInput, Unplannable } from './plan.js';

/** How a rung builds a canary. */
export const planOf = (input: PlanInput): Plan | Unplannable => {
  const { builds } = rungs[input.rung];
  switch (builds.where) {
    case 'here':
      return hostPlan(input, builds);
    case 'container':
      return planAlpine(input);
    case 'nix':
      return planPkgsMusl(input);
  }
};
