import { connect, createServer, isIP } from 'node:net';
import { PortTaken } from '../packages/stack/src/index.ts';

/**
 * Where the gateway will listen: `PORT` (3000) and `HOST`, which counts only if it is an address, since some shells
 * set it to the machine's name.
 * @throws PortTaken, or if PORT is no port
 */
export async function publicDoor(env: NodeJS.ProcessEnv): Promise<{ host: string; port: number }> {
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT must be 1 to 65535, not "${env.PORT}".`);
  const host = isIP(env.HOST ?? '') ? (env.HOST as string) : '127.0.0.1';
  // A server on ::1 alone would not be in our way, but in the way of a browser that opens localhost.
  if (!(await canListen(host, port)) || (await someoneAnswers('::1', port))) {
    throw new PortTaken(port);
  }
  return { host, port };
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else if (error.code === 'EADDRNOTAVAIL') reject(new Error(`HOST=${host} is no address of this machine.`));
      else reject(new Error(`Port ${port} cannot be used (${error.code}). Choose another one:  PORT=3001 npm start`));
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

function someoneAnswers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 500 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}
