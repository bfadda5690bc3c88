import { UsageError } from '../errors.js';

/** The command that gives a POSIX shell on a machine, reading its script from standard input. */
export interface Transport {
  readonly command: string;
  readonly args: readonly string[];
  /** Shell text that the user wrote, to be run where and as it was typed; else a tool that we chose. */
  readonly ownCommand?: true;
  /** What to try when it does not work, as commands or sentences. */
  readonly advice: readonly string[];
}

/**
 * The transport that a target names; null where the target is not one that is reached through a
 * shell. Names are passed as separate arguments, never through a local shell; only what stands
 * after `exec:` is a shell command, since the user wrote it as one.
 * @throws {UsageError} for a host or container whose name could be mistaken for an option
 */
export const transportOf = (target: string): Transport | null => {
  const at = target.indexOf(':');
  const [kind, rest] = [target.slice(0, Math.max(at, 0)), target.slice(at + 1)];
  switch (kind) {
    case 'ssh':
      return ssh(rest);
    case 'docker':
    case 'podman':
      return container(kind, rest);
    case 'exec':
      if (rest.trim() === '')
        throw new UsageError('exec: needs a command that starts a shell, e.g. exec:kubectl exec -i POD -- sh');
      return {
        command: '/bin/sh',
        args: ['-c', rest],
        ownCommand: true,
        advice: ['The command must start a shell that reads standard input.'],
      };
    default:
      return null;
  }
};

const ssh = (rest: string): Transport => {
  // [USER@]HOST[:PORT]; an IPv6 address with a port stands in brackets.
  const match = /^(?:([\w.+-]+)@)?(?:\[([\da-fA-F:.%\w]+)\]|([\w.-]+)|([\da-fA-F:]+))(?::(\d{1,5}))?$/.exec(rest);
  const [, user, bracketed, name, bare, port] = match ?? [];
  const host = bracketed ?? name ?? bare;
  if (!host || host.startsWith('-') || user?.startsWith('-'))
    throw new UsageError(`not a host: ${rest}. Write ssh:[USER@]HOST[:PORT]`);
  return {
    command: 'ssh',
    args: [
      // No questions: nobody is there to answer them.
      ...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5'],
      ...(port ? ['-p', port] : []),
      ...(user ? ['-l', user] : []),
      '--',
      host,
      'sh',
      '-s',
    ],
    advice: [`Try it by hand: ssh ${port ? `-p ${port} ` : ''}${user ? `${user}@` : ''}${host} true`],
  };
};

const container = (engine: 'docker' | 'podman', name: string): Transport => {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) throw new UsageError(`not a container: ${name}. Write ${engine}:NAME`);
  return {
    command: engine,
    args: ['exec', '-i', name, 'sh', '-s'],
    advice: [`See which containers run: ${engine} ps`],
  };
};
