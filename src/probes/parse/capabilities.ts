/** Names of capabilities by bit. Source: capabilities(7), include/uapi/linux/capability.h. */
const names = (
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service ' +
  'net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin ' +
  'sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override ' +
  'mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore'
).split(' ');

/** Names of the bits that are set in a mask of /proc/self/status; bits without a name are "cap_NN". */
export const capabilityNames = (mask: string | null): string[] => {
  const bits = parseMask(mask);
  if (bits === null) return [];
  return Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (bits >> BigInt(bit)) & 1n)
    .map((bit) => names[bit] ?? `cap_${bit}`);
};

/** Whether a mask of /proc/self/status holds a capability. */
export const hasCapability = (mask: string | null, name: string): boolean => capabilityNames(mask).includes(name);

const parseMask = (mask: string | null): bigint | null =>
  mask && /^[\da-f]{1,16}$/i.test(mask) ? BigInt(`0x${mask}`) : null;
