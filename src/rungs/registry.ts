import type { Facts } from '../facts/facts.js';
import { alpine } from './alpine.js';
import { glibcStatic } from './glibc-static.js';
import { muslCross } from './musl-cross.js';
import { muslGcc } from './musl-gcc.js';
import { nativeMusl } from './native-musl.js';
import type { RungOptions } from './options.js';
import { pkgsMusl } from './pkgs-musl.js';
import type { Rung, Where } from './rung.js';
import { zig } from './zig.js';

/** All ways to get a static binary. The ids are a contract; their order is the one in which they are listed. */
export const rungs = {
  'native-musl': nativeMusl,
  'pkgs-musl': pkgsMusl,
  alpine,
  'musl-cross': muslCross,
  zig,
  'musl-gcc': muslGcc,
  'glibc-static': glibcStatic,
};

export type RungId = keyof typeof rungs;

export const rungIds = Object.keys(rungs) as readonly RungId[];

/** Whether `text` names a rung. */
export const isRungId = (text: string): text is RungId => (rungIds as readonly string[]).includes(text);

/** The rungs that are for a machine as this one: those that need no other C library or kind of system. Pure. */
export const rungsFor = (facts: Facts, options: RungOptions = {}): readonly RungId[] =>
  rungsThat(({ ruledOut }) => (ruledOut?.(facts, options) ?? null) === null);

/** The ids of the rungs that are so. Pure. */
export const rungsThat = (holds: (rung: Rung) => boolean): readonly RungId[] =>
  rungIds.filter((id) => holds(rungs[id]));

/** The ids of the rungs that build in some places, in the order of these. Pure. */
export const rungsBuilding = (...places: readonly Where[]): readonly RungId[] =>
  places.flatMap((place) => rungsThat(({ builds }) => builds.where === place));

/** The ids of the rungs whose compiler can link against an older glibc: what `build --glibc-floor` builds by. */
export const floorRungs = rungsThat(({ builds }) => builds.where === 'here' && builds.glibcFloor !== undefined);

/** The ids of the rungs that take a tool, by the path of its fact. Pure. */
export const rungsTaking = (tool: string): readonly RungId[] => rungsThat(({ tools }) => tools.includes(tool));
