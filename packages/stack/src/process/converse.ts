import { connect } from 'node:net';
import { LOOPBACK } from './free-port.ts';

/**
 * Says something to a TCP server and tells whether the answer holds what was hoped for.
 * @returns false also when nobody listens, or nothing fitting comes within a second
 */
export function converse(port: number, say: string, hope: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    let heard = '';
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('connect', () => socket.write(say));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (heard.includes(hope)) finish(true);
    });
  });
}
