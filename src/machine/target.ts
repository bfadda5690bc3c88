import { UsageError } from '../errors.js';
import { localMachine } from './local.js';
import type { Machine, MachineOptions } from './machine.js';

/**
 * Opens what `--on` names. Nothing is reached before it is read, and what other machines want is loaded for them alone.
 * @throws {UsageError} for a target of no known form
 * @throws {UserError} for a snapshot that cannot be read
 */
export const openMachine = async (target: string, options: MachineOptions): Promise<Machine> => {
  if (target === 'local') return localMachine(options);
  const at = target.indexOf(':');
  const [kind, rest] = [target.slice(0, Math.max(at, 0)), target.slice(at + 1)];
  if (kind === 'snapshot' && rest) {
    const { loadSnapshot, snapshotMachine } = await import('./snapshot.js');
    return snapshotMachine(target, await loadSnapshot(rest));
  }
  const { transportOf } = await import('./transport.js');
  const transport = transportOf(target);
  if (transport) return (await import('./remote.js')).remoteMachine(target, transport, options);
  throw new UsageError(
    `no such target: ${target}. Targets are local, snapshot:FILE, ssh:[USER@]HOST[:PORT], docker:NAME, podman:NAME, exec:COMMAND`,
  );
};
