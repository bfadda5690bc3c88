import { rungs } from '../rungs/registry.js';
import type { Unplannable } from '../rungs/rung.js';
import type { BuildPlan, PlanInput } from './plan.js';
import { planAlpine } from './plan-alpine.js';
import { planLocal } from './plan-local.js';
import { planNix } from './plan-nix.js';

/** How a saved setup builds a project. Pure. */
export const planBuild = (input: PlanInput): BuildPlan | Unplannable => {
  const { builds } = rungs[input.setup.rung];
  switch (builds.where) {
    case 'nix':
      return planNix(input);
    case 'container':
      return planAlpine(input);
    case 'here':
      return planLocal(input, builds);
  }
};
