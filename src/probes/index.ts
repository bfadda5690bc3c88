import { maskDeep } from '../text/mask-secrets.js';
import { binfmtProbe } from './binfmt.js';
import { containerProbe } from './container.js';
import { cpuProbe } from './cpu.js';
import { diskProbe } from './disk.js';
import { enginesProbe } from './engines.js';
import { initProbe } from './init.js';
import { isolationProbe } from './isolation.js';
import { memoryProbe } from './memory.js';
import { networkProbe } from './network.js';
import { nixProbe } from './nix.js';
import { osProbe } from './os.js';
import { pidsProbe } from './pids.js';
import type { Probe } from './probe.js';
import { toolchainProbe } from './toolchain.js';

/** Without what a URL or a setting says of passwords and tokens: no fact holds one. */
const withoutSecrets = (probe: Probe): Probe => ({
  ...probe,
  interpret: (captures) => maskDeep(probe.interpret(captures)),
});

/** All probes, in the order in which people read about a machine. */
export const probes: readonly Probe[] = [
  osProbe,
  cpuProbe,
  memoryProbe,
  pidsProbe,
  containerProbe,
  isolationProbe,
  initProbe,
  diskProbe,
  nixProbe,
  enginesProbe,
  binfmtProbe,
  toolchainProbe,
  networkProbe,
].map(withoutSecrets);
