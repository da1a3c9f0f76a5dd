import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A proxy on loopback that understands HTTP, and lets sockets through or not. */
export type UpgradeProxy = AsyncDisposable & {
  readonly url: string;
  /** How many sockets it has refused. */
  readonly refused: number;
  /** With `true`, ends every socket and refuses new ones until told otherwise; plain requests pass. */
  blockSockets(blocked: boolean): void;
};

export async function upgradeProxy(target: string): Promise<UpgradeProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let blocked = false;
  let refused = 0;
  const onward = ({ method, url, headers }: IncomingMessage) =>
    request({ hostname, port, method, path: url, headers, agent: false });

  const server = createServer((inner, answer) => {
    const outer = onward(inner);
    outer.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outer.on('error', () => answer.destroy());
    answer.on('close', () => outer.destroy());
    inner.pipe(outer);
  });
  server.on('upgrade', (inner, socket, head) => {
    if (blocked) {
      refused++;
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const outer = onward(inner);
    outer.on('upgrade', (response, other, first) => {
      const lines = response.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []));
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.write(first);
      other.write(head);
      for (const end of [socket as Socket, other]) {
        sockets.add(end);
        end.on('error', () => undefined);
        end.on('close', () => {
          sockets.delete(end);
          socket.destroy();
          other.destroy();
        });
      }
      socket.pipe(other).pipe(socket);
    });
    outer.on('response', () => socket.destroy());
    outer.on('error', () => socket.destroy());
    outer.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    get refused() {
      return refused;
    },
    blockSockets(now) {
      blocked = now;
      if (blocked) cut();
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
