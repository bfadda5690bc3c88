import { Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { readText } from './files.js';

/** How long a name may take. */
const timeoutMs = 800;

/**
 * The address of a name, by /etc/hosts and by asking the name servers directly. The system's own
 * getaddrinfo(3) cannot be interrupted, fills the thread pool that files are read by, and holds
 * up the end of the process for seconds where no name server answers.
 * @throws the error of the first name server, where none knows it
 */
export const addressOf = async (hostname: string): Promise<string> => {
  // The pattern by which Node knows an address of version 6 takes longer to compile than all of this to run.
  if (/^[\d.]+$|:/.test(hostname) && isIP(hostname)) return hostname;
  const hosts = await readText('/etc/hosts').catch(() => '');
  const listed = addressInHosts(hosts, hostname);
  if (listed) return listed;
  if (hostname === 'localhost') return '127.0.0.1';
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  const answers = [resolver.resolve4(hostname), resolver.resolve6(hostname)];
  const [address] = await Promise.any(answers).catch((error: AggregateError) => Promise.reject(error.errors[0]));
  return address ?? Promise.reject(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }));
};

/** What asks a connection for an address gets this one. */
export const answerWith =
  (address: string): LookupFunction =>
  (_, options, callback) => {
    const family = isIP(address);
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };

/** The address that /etc/hosts gives a name. Source: hosts(5). */
export const addressInHosts = (hosts: string, hostname: string): string | null => {
  for (const line of hosts.split('\n')) {
    const [address, ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (address && names.includes(hostname) && isIP(address)) return address;
  }
  return null;
};
