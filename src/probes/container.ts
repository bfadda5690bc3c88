import type { Facts } from '../facts/facts.js';
import { type CaptureKey, type Captures, errorOf, textOf } from '../machine/capture.js';
import { isBelow, parseMountinfo } from '../machine/mountinfo.js';
import { hypervisor, hypervisorKeys } from './parse/hypervisor.js';
import { trackMissing } from './parse/track-missing.js';
import type { Probe } from './probe.js';

type Kind = Exclude<Facts['container']['kind'], null>;
interface Detection {
  readonly kind: Kind;
  readonly by: string;
}

/** Namespaces of the machine itself have fixed numbers. Source: include/linux/proc_ns.h. */
const ownNamespaces = [
  ['link:/proc/self/ns/pid', 'pid:[4026531836]'],
  ['link:/proc/self/ns/uts', 'uts:[4026531838]'],
  ['link:/proc/self/ns/ipc', 'ipc:[4026531839]'],
] as const satisfies (readonly [CaptureKey, string])[];

/**
 * The innermost container, in the order of systemd's detect_container(), with what it does not
 * know: Kubernetes, containerd, gVisor, bubblewrap, chroot. Source: systemd, src/basic/virt.c;
 * namespaces(7); each runtime's own marks.
 */
export const containerProbe: Probe<'container'> = {
  domain: 'container',
  reads: [
    'file:/proc/version',
    'file:/run/host/container-manager',
    'file:/run/systemd/container',
    'environ:container',
    'env:container',
    'stat:/run/.containerenv',
    'stat:/.dockerenv',
    'stat:/.flatpak-info',
    'stat:/dev/lxd/sock',
    'stat:/dev/incus/sock',
    'stat:/var/run/secrets/kubernetes.io/serviceaccount',
    'env:KUBERNETES_SERVICE_HOST',
    'env:WSL_DISTRO_NAME',
    'env:NIX_BUILD_TOP',
    'file:/proc/self/mountinfo',
    'file:/proc/self/cgroup',
    'file:/proc/1/comm',
    'stat:/proc/vz',
    'stat:/proc/bc',
    'stat:/sys/fs/cgroup',
    'stat:/sys/fs/cgroup/cgroup.controllers',
    'stat:/sys/fs/cgroup/cgroup.type',
    'same:/proc/1/root /',
    ...ownNamespaces.map(([key]) => key),
    ...hypervisorKeys,
  ] satisfies CaptureKey[],
  interpret: (captures) => {
    const { seen, open } = trackMissing(captures);
    const answers = detectors.map((tell) => ({ detected: tell(seen), sure: !open() }));
    const detected = answers.map((answer) => answer.detected).filter((answer) => answer !== null);
    // One that comes before it, and could not be asked, might have given another.
    const first = answers.find((answer) => answer.detected !== null || !answer.sure);
    const vm = hypervisor(captures);
    const readable = textOf(captures, 'file:/proc/self/mountinfo') !== null;
    return {
      kind: first ? (first.sure ? (first.detected?.kind ?? null) : null) : readable ? 'none' : null,
      vm: vm.name,
      evidence: [...detected.map(({ by }) => by), ...vm.evidence],
    };
  },
};

/** First lines as evidence: which capture, and what it said. */
const line = (captures: Captures, key: CaptureKey): string =>
  `${key}: ${textOf(captures, key)?.split('\n')[0]?.slice(0, 200) ?? ''}`;

const names: Readonly<Record<string, Kind>> = {
  docker: 'docker',
  podman: 'podman',
  lxc: 'lxc',
  'lxc-libvirt': 'lxc',
  'systemd-nspawn': 'systemd-nspawn',
  wsl: 'wsl2',
};

/** What a container manager writes of itself; "oci" names none, any other unknown name is a container anyway. */
const named =
  (key: CaptureKey) =>
  (captures: Captures): Detection | null => {
    const name = textOf(captures, key)?.trim();
    return name && name !== 'oci' ? { kind: names[name] ?? 'unknown', by: line(captures, key) } : null;
  };

const exists =
  (key: `stat:${string}`, kind: Kind) =>
  (captures: Captures): Detection | null =>
    textOf(captures, key) === null ? null : { kind, by: `${key}: ${textOf(captures, key)}` };

const wsl = (captures: Captures): Detection | null => {
  const release = textOf(captures, 'file:/proc/sys/kernel/osrelease')?.trim() ?? '';
  if (!/microsoft|WSL/i.test(release)) return null;
  // A container on WSL has the same kernel; then its own marks decide.
  if (['stat:/.dockerenv', 'stat:/run/.containerenv'].some((key) => textOf(captures, key as CaptureKey) !== null))
    return null;
  return { kind: /-Microsoft$/.test(release) ? 'wsl1' : 'wsl2', by: line(captures, 'file:/proc/sys/kernel/osrelease') };
};

/** gVisor's own kernel was 4.4.0 at first and is 4.19.0-gvisor today; its date has always been this one. */
const gvisor = (captures: Captures): Detection | null =>
  /^Linux version .*Sun Jan 10 15:06:54 PST 2016/.test(textOf(captures, 'file:/proc/version') ?? '')
    ? { kind: 'gvisor', by: line(captures, 'file:/proc/version') }
    : null;

const kubernetes = (captures: Captures): Detection | null => {
  if (textOf(captures, 'stat:/var/run/secrets/kubernetes.io/serviceaccount') !== null)
    return { kind: 'kubernetes', by: line(captures, 'stat:/var/run/secrets/kubernetes.io/serviceaccount') };
  return textOf(captures, 'env:KUBERNETES_SERVICE_HOST')
    ? { kind: 'kubernetes', by: 'env:KUBERNETES_SERVICE_HOST: set' }
    : null;
};

/** Folders of each runtime that show up as roots of bind mounts and names of control groups. */
const marks: readonly (readonly [RegExp, Kind])[] = [
  [/\/kubelet\/pods\/|\/kubepods/, 'kubernetes'],
  [/\/docker\/containers\/|:\/docker\//, 'docker'],
  [/\/containers\/storage\/overlay-containers\/|\/libpod-/, 'podman'],
  [/\/buildkit\/executor\/|:\/buildkit\//, 'docker'],
  [/:\/lxc(?:\.payload)?[./]/, 'lxc'],
  [/\/io\.containerd\./, 'containerd'],
];

const marked = (captures: Captures): Detection | null => {
  for (const key of ['file:/proc/self/mountinfo', 'file:/proc/self/cgroup'] as const) {
    const text = textOf(captures, key) ?? '';
    for (const [mark, kind] of marks) {
      const found = text.split('\n').find((candidate) => mark.test(rootField(key, candidate)));
      if (found) return { kind, by: `${key}: ${rootField(key, found).slice(0, 200)}` };
    }
  }
  return null;
};

/** Of a mount only its root field is about this process; mount points and options are about what it runs itself. */
const rootField = (key: string, text: string): string =>
  key.endsWith('mountinfo') ? (text.split(' ')[3] ?? '') : text;

const bubblewrap = (captures: Captures): Detection | null => {
  if (textOf(captures, 'stat:/.flatpak-info') !== null)
    return { kind: 'bubblewrap', by: line(captures, 'stat:/.flatpak-info') };
  if (textOf(captures, 'file:/proc/1/comm')?.trim() === 'bwrap')
    return { kind: 'bubblewrap', by: line(captures, 'file:/proc/1/comm') };
  return null;
};

/** Another root than process 1 has; without the right to look there, a list of mounts that has no root. */
const chroot = (captures: Captures): Detection | null => {
  const compared = textOf(captures, 'same:/proc/1/root /');
  if (compared === 'differs') return { kind: 'chroot', by: 'same:/proc/1/root /: differs' };
  const mountinfo = textOf(captures, 'file:/proc/self/mountinfo');
  if (compared === null && mountinfo) {
    const rooted = parseMountinfo(mountinfo).some(({ mountPoint }) => isBelow('/', mountPoint));
    return rooted ? null : { kind: 'chroot', by: 'file:/proc/self/mountinfo: no mount at /' };
  }
  const noProc = errorOf(captures, 'file:/proc/version') === 'ENOENT' && mountinfo === null;
  return noProc ? { kind: 'chroot', by: 'file:/proc/version: ENOENT, /proc is not mounted' } : null;
};

/** An image unpacked onto a disk keeps the file that the engine left in it; there host name and IPC are the machine's own. */
const dockerenv = (captures: Captures): Detection | null => {
  const [, ...others] = ownNamespaces;
  if (others.every(([key, own]) => textOf(captures, key) === own)) return null;
  return exists('stat:/.dockerenv', 'docker')(captures);
};

/** Something encloses this process: a process namespace, or a control group, that is not the first one. */
const namespaced = (captures: Captures): Detection | null => {
  const pid = textOf(captures, 'link:/proc/self/ns/pid');
  if (pid && pid !== 'pid:[4026531836]') return { kind: 'unknown', by: `link:/proc/self/ns/pid: ${pid}` };
  const unified = textOf(captures, 'stat:/sys/fs/cgroup/cgroup.controllers') !== null;
  return unified && textOf(captures, 'stat:/sys/fs/cgroup/cgroup.type') !== null
    ? { kind: 'unknown', by: 'stat:/sys/fs/cgroup/cgroup.type: exists, which the real root group has not' }
    : null;
};

const openvz = (captures: Captures): Detection | null =>
  textOf(captures, 'stat:/proc/vz') !== null && textOf(captures, 'stat:/proc/bc') === null
    ? { kind: 'unknown', by: 'stat:/proc/vz: OpenVZ' }
    : null;

const nixBuild = (captures: Captures): Detection | null =>
  textOf(captures, 'env:NIX_BUILD_TOP')?.startsWith('/build')
    ? { kind: 'unknown', by: line(captures, 'env:NIX_BUILD_TOP') }
    : null;

/** In this order; the first answer is the innermost container, all are evidence. */
const detectors: readonly ((captures: Captures) => Detection | null)[] = [
  openvz,
  wsl,
  gvisor,
  bubblewrap,
  chroot,
  kubernetes,
  named('file:/run/host/container-manager'),
  named('file:/run/systemd/container'),
  named('environ:container'),
  exists('stat:/run/.containerenv', 'podman'),
  dockerenv,
  exists('stat:/dev/lxd/sock', 'lxc'),
  exists('stat:/dev/incus/sock', 'lxc'),
  marked,
  named('env:container'),
  nixBuild,
  namespaced,
];
