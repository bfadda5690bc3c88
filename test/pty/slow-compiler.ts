import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Anything but a real compilation (the probes ask for the version, say) goes to the real compiler.
const script = `#!/bin/sh
case " $* " in *" -static "*) ;; *) exec /usr/bin/cc "$@" ;; esac
n=0
while :; do n=$((n+1)); echo "compiling unit $n"; sleep 0.05; done
`;

/** A folder with a `cc` that compiles without end and prints a line every 50 ms. */
export const slowCompiler = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-slow-cc-'));
  writeFileSync(join(folder, 'cc'), script);
  chmodSync(join(folder, 'cc'), 0o755);
  return folder;
};
