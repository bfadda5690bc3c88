import type { RungId } from '../ladder/rung-id.js';
import type { MakePlan } from './plan.js';
import { planAlpine } from './rungs/alpine.js';
import { planGlibcStatic } from './rungs/glibc-static.js';
import { planMuslGcc } from './rungs/musl-gcc.js';
import { planPkgsMusl } from './rungs/pkgs-musl.js';
import { planZig } from './rungs/zig.js';

/** How each rung builds a canary. */
export const plans: Readonly<Record<RungId, MakePlan>> = {
  'pkgs-musl': planPkgsMusl,
  alpine: planAlpine,
  'glibc-static': planGlibcStatic,
  'musl-gcc': planMuslGcc,
  zig: planZig,
};
