import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** Above what programs are known by, below what systems give to outgoing connections (Linux: from 32768 on). */
const range = [20_000, 32_000] as const;
const tries = 20;
/** What this process drew before: whoever was given one may not listen on it yet. */
const drawn = new Set<number>();

/** A port that had to be this one cannot be had; the message says by what to change it. */
export class PortTaken extends Error {
  override name = 'PortTaken';
  constructor(port: number) {
    super(`Port ${port} is taken by another process. Choose another one:  PORT=${port + 1} npm start`);
  }
}

/**
 * A TCP port of the loopback interface that is free now, drawn at random from where no outgoing connection takes it; none
 * that was given to somebody else in this process. Another one's server may take it before it is used: whoever starts one
 * on it must be ready to ask again.
 */
export async function freePort(): Promise<number> {
  for (let i = 0; i < tries; i++) {
    const port = randomInt(...range);
    if (drawn.has(port)) continue;
    if (drawn.size > (range[1] - range[0]) / 4) drawn.clear();
    drawn.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port was found in ${tries} tries between ${range.join(' and ')}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}
