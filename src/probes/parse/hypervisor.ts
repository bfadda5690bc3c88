import { type CaptureKey, type Captures, textOf } from '../../machine/capture.js';
import { trackMissing } from './track-missing.js';

const dmi = ['product_name', 'sys_vendor', 'board_vendor', 'bios_vendor'] as const;

export const hypervisorKeys = [
  ...dmi.map((name) => `file:/sys/class/dmi/id/${name}` as const),
  'file:/proc/cpuinfo',
  'file:/proc/sys/kernel/osrelease',
  'file:/proc/cmdline',
  'file:/proc/device-tree/hypervisor/compatible',
  'file:/sys/hypervisor/type',
  'list:/sys/class/dmi/id',
] as const satisfies CaptureKey[];

/** What the firmware tables of virtual machines say. Source: systemd, src/basic/virt.c, dmi_vendor_table. */
const vendors: readonly (readonly [RegExp, string])[] = [
  [/^(?:Amazon EC2)/, 'amazon'],
  [/^KVM/, 'kvm'],
  [/^OpenStack/, 'kvm'],
  [/^(?:KubeVirt)/, 'kvm'],
  [/^(?:QEMU)/, 'qemu'],
  [/^VMware|^VMW/, 'vmware'],
  [/^(?:innotek GmbH|VirtualBox)/, 'virtualbox'],
  [/^Oracle Corporation/, 'virtualbox'],
  [/^Xen/, 'xen'],
  [/^Bochs/, 'bochs'],
  [/^Parallels/, 'parallels'],
  [/^BHYVE/, 'bhyve'],
  [/^(?:Hyper-V|Microsoft Corporation|Virtual Machine)/, 'microsoft'],
  [/^Apple Virtualization/, 'apple'],
  [/^Google/, 'google'],
  [/^DigitalOcean/, 'kvm'],
  [/^Hetzner/, 'kvm'],
];

/** The hypervisor that a firmware table names, or null. */
export const vendorOf = (text: string): string | null => vendors.find(([pattern]) => pattern.test(text))?.[1] ?? null;

interface Hypervisor {
  readonly name: string | null;
  readonly evidence: string[];
}

/**
 * The hypervisor below, with the evidence; "none" only where a processor's flags could be read and
 * show none, null where something that would tell more was not read.
 */
export const hypervisor = (captures: Captures): Hypervisor => {
  const { seen, open } = trackMissing(captures);
  const found = look(seen);
  return open() ? { name: null, evidence: found.evidence } : found;
};

const look = (captures: Captures): Hypervisor => {
  const flagged = /^flags\s*:.*\bhypervisor\b/m.test(textOf(captures, 'file:/proc/cpuinfo') ?? '');
  for (const name of dmi) {
    const key = `file:/sys/class/dmi/id/${name}` as const;
    const text = textOf(captures, key)?.trim() ?? '';
    const vendor = vendorOf(text);
    // Amazon, Google and Microsoft sell bare metal too, under the same names.
    if (vendor && (flagged || !/^(?:Amazon|Google|Microsoft Corporation)/.test(text)))
      return { name: vendor, evidence: [`${key}: ${text}`] };
  }
  const xen = textOf(captures, 'file:/sys/hypervisor/type')?.trim();
  if (xen) return { name: xen, evidence: [`file:/sys/hypervisor/type: ${xen}`] };
  const tree = textOf(captures, 'file:/proc/device-tree/hypervisor/compatible')?.replaceAll('\0', '').trim();
  if (tree)
    return {
      name: tree.includes('kvm') ? 'kvm' : tree,
      evidence: [`file:/proc/device-tree/hypervisor/compatible: ${tree}`],
    };
  const release = textOf(captures, 'file:/proc/sys/kernel/osrelease')?.trim() ?? '';
  if (/microsoft.*WSL2/i.test(release))
    return { name: 'microsoft', evidence: [`file:/proc/sys/kernel/osrelease: ${release}`] };
  const cmdline = textOf(captures, 'file:/proc/cmdline')?.trim() ?? '';
  if (flagged && /firecracker/i.test(cmdline))
    return { name: 'firecracker', evidence: ['file:/proc/cmdline: names firecracker'] };
  const noFirmware = textOf(captures, 'list:/sys/class/dmi/id') === null;
  // Small virtual machines (Firecracker, cloud-hypervisor, crosvm) have no firmware tables and look alike.
  if (flagged) return { name: noFirmware ? 'microvm' : 'unknown', evidence: ['file:/proc/cpuinfo: flag hypervisor'] };
  return { name: /^flags\s*:/m.test(textOf(captures, 'file:/proc/cpuinfo') ?? '') ? 'none' : null, evidence: [] };
};
