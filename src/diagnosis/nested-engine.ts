import type { Facts } from '../facts/facts.js';
import type { FixSpec } from './build-finding.js';

/** Whether this is no container, or one that is as good as a machine. */
export const isOwnMachine = ({ container: { kind } }: Facts): boolean =>
  kind === null || ['none', 'wsl2', 'chroot'].includes(kind);

/** Whether containers can be started here without a daemon: on a whole machine, or in a container with the rights. */
export const mayNest = (facts: Facts): boolean =>
  isOwnMachine(facts) ||
  facts.isolation.capabilities.includes('sys_admin') ||
  facts.isolation.userNamespaces.canCreate === true;

/** What a container without rights can have instead of an engine of its own. */
export const lendSocket: FixSpec = {
  title: "Restart the container with the host's Docker socket",
  commands: ['docker run -v /var/run/docker.sock:/var/run/docker.sock IMAGE'],
  changes: 'The container then has root-equivalent access to the host.',
  by: 'host',
  open: true,
};
