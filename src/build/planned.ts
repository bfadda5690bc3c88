import type { RungId } from '../rungs/rung-id.js';
import { planAlpine } from './containers/alpine.js';
import { planGlibcStatic } from './host/glibc-static.js';
import { planMuslGcc } from './host/musl-gcc.js';
import { planZig } from './host/zig.js';
import { planPkgsMusl } from './nix/pkgs-musl.js';
import type { MakePlan } from './plan.js';

/** How each rung builds a canary. */
export const plans: Readonly<Record<RungId, MakePlan>> = {
  'pkgs-musl': planPkgsMusl,
  alpine: planAlpine,
  'glibc-static': planGlibcStatic,
  'musl-gcc': planMuslGcc,
  zig: planZig,
};
