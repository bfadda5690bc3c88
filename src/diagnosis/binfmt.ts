import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { evidence, type FixSpec, finding, fixesFor } from './build-finding.js';
import type { Finding } from './finding.js';
import { installFix } from './packages.js';

const link = { title: 'binfmt_misc', url: 'https://docs.kernel.org/admin-guide/binfmt-misc.html' };

const staticEmulatorsOfNixos: FixSpec = {
  title: 'Register static emulators, by the configuration of NixOS',
  commands: ['nixos-rebuild edit   # boot.binfmt.preferStaticEmulators = true;', 'nixos-rebuild switch'],
  root: true,
  open: true,
};

/** What stops foreign binaries from running; said only where somebody has begun to set them up, or of a handler that is broken. */
export const diagnoseBinfmt = (facts: Facts, captures: Captures): Finding[] => {
  const { supported, mounted, handlers } = facts.binfmt;
  const inside = facts.container.kind !== null && facts.container.kind !== 'none';
  const findings: Finding[] = [];
  if (supported === false && !inside) {
    findings.push(
      finding('binfmt-unsupported', {
        title: 'The kernel has no binfmt_misc support: foreign binaries cannot run here',
        evidence: evidence(facts, captures, [
          { capture: 'file:/proc/filesystems', match: /binfmt_misc/ },
          { fact: 'binfmt.supported' },
        ]),
        fixes: fixesFor(facts, captures, [
          { title: 'Load the module', commands: ['modprobe binfmt_misc'], root: true, undo: 'modprobe -r binfmt_misc' },
        ]),
        links: [link],
      }),
    );
  }
  // In a container the folder is always empty, while the host's handlers still apply.
  if (supported === true && mounted === false && !inside) {
    findings.push(
      finding('binfmt-not-mounted', {
        title: 'binfmt_misc is not mounted: emulators for foreign binaries cannot be registered',
        evidence: evidence(facts, captures, [
          { capture: 'file:/proc/sys/fs/binfmt_misc/status' },
          { fact: 'binfmt.mounted' },
        ]),
        fixes: fixesFor(facts, captures, [
          {
            title: 'Mount it',
            commands: ['mount -t binfmt_misc none /proc/sys/fs/binfmt_misc'],
            root: true,
            undo: '! grep -q " /proc/sys/fs/binfmt_misc binfmt_misc " /proc/mounts || umount /proc/sys/fs/binfmt_misc',
          },
        ]),
        links: [link],
      }),
    );
  }
  for (const { name, arch, interpreter, flags, enabled, interpreterFound } of handlers) {
    if (enabled === false || !/^[\w.+-]+$/.test(name)) continue;
    const seen = evidence(facts, captures, [
      { capture: `file:/proc/sys/fs/binfmt_misc/${name}`, match: /^(interpreter|flags)/ },
    ]);
    const lines =
      seen.length > 0 ? seen : [`${name}: interpreter ${interpreter ?? 'unknown'}, flags ${flags ?? 'unknown'}`];
    const fixed = flags?.includes('F') ?? null;
    // With F the kernel holds the emulator open, so that its path may be gone.
    if (interpreterFound === false && fixed !== true) {
      findings.push(
        finding('binfmt-interpreter-missing', {
          title: `Programs for ${arch ?? name} are handled by ${interpreter ?? 'an emulator'}, which does not exist: they fail with "No such file or directory"`,
          evidence: lines,
          fixes: fixesFor(facts, captures, [
            installFix(facts, captures, 'qemu'),
            {
              title: 'Remove this handler',
              commands: [`echo -1 > /proc/sys/fs/binfmt_misc/${name}`],
              root: true,
              changes: 'Affects the whole machine, including containers.',
            },
          ]),
          links: [link],
        }),
      );
    } else if (fixed === false && arch !== null && arch !== facts.os.arch) {
      findings.push(
        finding('binfmt-not-fixed', {
          title: `The handler ${name} lacks flag F: ${arch} programs run here, but not in containers or sandboxes`,
          evidence: lines,
          fixes: fixesFor(facts, captures, [
            facts.os.id === 'nixos' ? staticEmulatorsOfNixos : installFix(facts, captures, 'qemu'),
            facts.engines.docker.cli && {
              title: 'Register a static emulator with the flag F',
              commands: ['docker run --privileged --rm tonistiigi/binfmt --install all'],
              root: true,
              changes: 'Registers handlers for the whole machine until the next boot.',
              undo: 'docker run --privileged --rm tonistiigi/binfmt --uninstall qemu-*',
              open: true,
            },
          ]),
          links: [link],
        }),
      );
    }
  }
  return findings;
};
