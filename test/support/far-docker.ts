import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A door of TCP before this machine's Docker, as a remote endpoint has: its DOCKER_HOST, and what shuts it. */
export const farDocker = async (): Promise<{ host: string; close: () => void }> => {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const daemon = connect({ path: '/var/run/docker.sock', allowHalfOpen: true });
    client.pipe(daemon).pipe(client);
    client.on('error', () => daemon.destroy());
    daemon.on('error', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
};
