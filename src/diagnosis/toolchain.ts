import type { Facts } from '../facts/facts.js';
import { type Captures, errorOf, noAnswer } from '../machine/capture.js';
import { archives, rustLibraries } from '../probes/toolchain.js';
import { rustTarget } from '../rungs/architectures.js';
import { type EvidenceSource, evidence, type FixSpec, finding, fixesFor } from './build-finding.js';
import type { FindingId } from './catalogue.js';
import type { Finding } from './finding.js';
import { installFix, toolFix } from './packages.js';
import { hasNoRoute, reaches } from './reach.js';
import { probeFailed } from './unknown.js';

/** Which compilers and libraries are missing. A tool that could not be looked for is not called missing. */
export const diagnoseToolchain = (facts: Facts, captures: Captures): Finding[] => {
  const tools = facts.toolchain;
  const say = (
    id: FindingId,
    title: string,
    sources: readonly EvidenceSource[],
    fixSpecs: readonly (FixSpec | null)[],
  ) => finding(id, { title, evidence: evidence(facts, captures, sources), fixes: fixesFor(facts, captures, fixSpecs) });
  const findings: Finding[] = [];

  if (tools.cc === null && !probeFailed(captures, 'toolchain.cc')) {
    findings.push(
      say(
        'toolchain-cc-missing',
        'No C compiler is installed',
        [{ capture: 'which:cc' }, { fact: 'toolchain.cc' }],
        [toolFix(facts, captures, 'cc')],
      ),
    );
  } else if (tools.cc !== null) {
    const [id, libcStatic, title] =
      facts.os.libc === 'musl'
        ? (['toolchain-musl-static-missing', 'muslStatic', "musl's static library libc.a is missing"] as const)
        : (['toolchain-glibc-static-missing', 'glibcStatic', "glibc's static library libc.a is missing"] as const);
    if (tools[libcStatic] === null && !probeFailed(captures, `toolchain.${libcStatic}`)) {
      const looked = archives.map((capture) => ({ capture }));
      findings.push(
        say(
          id,
          title,
          [...looked, { fact: 'os.libc' }, { fact: `toolchain.${libcStatic}` }],
          [toolFix(facts, captures, libcStatic)],
        ),
      );
    }
  }
  if (facts.os.libc === 'musl') {
    findings.push(
      say(
        'toolchain-host-is-musl',
        'The C library of this system is musl: its compiler links musl with -static',
        [{ capture: 'paths:/lib/ld-musl-*.so.1' }, { fact: 'os.libc' }],
        [],
      ),
    );
  }
  if (tools.muslGcc === null && !probeFailed(captures, 'toolchain.muslGcc')) {
    findings.push(
      say(
        'toolchain-musl-gcc-missing',
        'musl-gcc is not installed',
        [{ capture: 'which:musl-gcc' }, { fact: 'toolchain.muslGcc' }],
        [toolFix(facts, captures, 'muslGcc')],
      ),
    );
  }
  if (tools.zig === null && !probeFailed(captures, 'toolchain.zig')) {
    findings.push(
      say(
        'toolchain-zig-missing',
        'zig is not installed',
        [{ capture: 'which:zig' }, { fact: 'toolchain.zig' }],
        [zigFromPyPi(facts, captures), toolFix(facts, captures, 'zig')],
      ),
    );
  }
  if (tools.upx === null && !probeFailed(captures, 'toolchain.upx')) {
    findings.push(
      say(
        'toolchain-upx-missing',
        'UPX is not installed: binaries cannot be packed',
        [{ capture: 'which:upx' }, { fact: 'toolchain.upx' }],
        [installFix(facts, captures, 'upx')],
      ),
    );
  }
  return [...findings, ...rustTargetMissing(facts, captures)];
};

const zigFromPyPi = ({ os }: Facts, captures: Captures): FixSpec | null => {
  if (hasNoRoute(captures) || errorOf(captures, 'which:python3') !== null) return null;
  const flag = keepsPipOut(os) ? ' --break-system-packages' : '';
  return {
    title: 'Install zig from PyPI, for this user (about 80 MB)',
    commands: [`python3 -m pip install --user${flag} ziglang`],
    changes:
      flag === ''
        ? 'Changes nothing outside the home folder.'
        : 'Changes nothing outside the home folder, despite the name of the flag (PEP 668). Needs python3-pip.',
    undo: `python3 -m pip uninstall -y${flag} ziglang`,
    open: true,
  };
};

/** Systems whose Python refuses pip without a flag, which an older pip does not know: Debian 12, Ubuntu 23.04. */
const keepsPipOut = ({ id, versionId }: Facts['os']): boolean => {
  const version = versionId === null ? Number.POSITIVE_INFINITY : Number.parseFloat(versionId);
  return (id === 'debian' && version >= 12) || (id === 'ubuntu' && version >= 23.04);
};

const rustTargetMissing = (facts: Facts, captures: Captures): Finding[] => {
  const { rustc, rustTargets, rustup } = facts.toolchain;
  const { arch } = facts.os;
  // Libraries that were not looked for are not called missing.
  if ([...rustLibraries, 'run:rustc --print sysroot' as const].some((key) => noAnswer(captures, key))) return [];
  // rustc is never without a library for its own machine: one that has none at all lies where was not looked.
  const isThere = rustTargets.length === 0 || rustTargets.some((target) => target.includes('musl'));
  if (rustc === null || arch === null || isThere) return [];
  const target = rustTarget('musl', arch);
  return [
    finding('toolchain-rust-target-missing', {
      title: `Rust is installed without ${target}: building for it fails with "can't find crate for std"`,
      evidence: evidence(facts, captures, [{ fact: 'toolchain.rustTargets' }]),
      fixes: fixesFor(facts, captures, [
        rustup !== null && reaches(facts, 'rust-lang.org') !== false
          ? {
              title: 'Add the target with rustup',
              commands: [`rustup target add ${target}`],
              undo: `! rustup target list --installed | grep -qx ${target} || rustup target remove ${target}`,
            }
          : null,
      ]),
    }),
  ];
};
