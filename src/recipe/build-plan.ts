import type { BuildPlan, PlanInput, Unplannable } from './plan.js';
import { planAlpine } from './plan-alpine.js';
import { planLocal } from './plan-local.js';
import { planNix } from './plan-nix.js';

/** How a saved setup builds a project. Pure. */
export const planBuild = (input: PlanInput): BuildPlan | Unplannable => {
  switch (input.setup.rung) {
    case 'pkgs-musl':
      return planNix(input);
    case 'alpine':
      return planAlpine(input);
    default:
      return planLocal(input);
  }
};
