import { alpine } from './alpine.js';
import { glibcStatic } from './glibc-static.js';
import { muslGcc } from './musl-gcc.js';
import { pkgsMusl } from './pkgs-musl.js';
import type { Rung } from './rung.js';
import type { RungId } from './rung-id.js';
import { zig } from './zig.js';

export const rungs: Readonly<Record<RungId, Rung>> = {
  'pkgs-musl': pkgsMusl,
  alpine,
  zig,
  'musl-gcc': muslGcc,
  'glibc-static': glibcStatic,
};
