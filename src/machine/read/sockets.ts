import { connect } from 'node:net';
import type { Capture } from '../capture.js';
import { failed, ok } from './errno.js';

const timeoutMs = 1000;
/** What is kept of an answer. */
const answerBytes = 16;

/** Connects to a Unix socket and hangs up. */
export const readConnect = (path: string, signal: AbortSignal, pace: Pace): Promise<Capture> =>
  converse(path, null, signal, pace);

/** How many times the usual time this machine needs. */
type Pace = () => number;

/** Connects, sends bytes given as hex after the path, waits for the first bytes of an answer. */
export const readTalk = (argument: string, signal: AbortSignal, pace: Pace): Promise<Capture> => {
  const at = argument.lastIndexOf(' ');
  return converse(argument.slice(0, at), Buffer.from(argument.slice(at + 1), 'hex'), signal, pace);
};

const converse = (path: string, greeting: Buffer | null, signal: AbortSignal, pace: Pace): Promise<Capture> =>
  new Promise((resolve) => {
    const socket = connect({ path });
    const end = (capture: Capture) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(capture);
    };
    const giveUp = () => end(failed('late'));
    const timer = setTimeout(() => end(failed('timeout')), timeoutMs * pace());
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('error', (error) => end(failed(error)));
    socket.on('connect', () => (greeting ? socket.write(greeting) : end(ok('ok'))));
    socket.on('data', (data) => end(ok(data.subarray(0, answerBytes).toString('hex'))));
    socket.on('close', () => end(failed('closed')));
  });
