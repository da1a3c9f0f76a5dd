import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export type Target = { host: string; port: number };

/** A TCP relay on loopback that a test may break. */
export type TcpProxy = AsyncDisposable & {
  readonly port: number;
  /** Resets every connection through it; new ones are taken. */
  cut(): void;
  /** With `true`, resets every connection and refuses new ones until told otherwise. */
  block(blocked: boolean): void;
  /** With `true`, nothing comes through in either direction, and nobody is told: what was sent waits. */
  stall(stalled: boolean): void;
  /** Holds each piece back for so long; 0: no more. */
  delay(ms: number): void;
  /** Lets only so much through to whoever connected; undefined: everything. */
  throttle(bytesPerSecond: number | undefined): void;
};

/** The pieces in which a throttled line lets something through. */
const pieceBytes = 512;

/** @param target where each new connection goes; a function chooses anew each time */
export async function tcpProxy(target: Target | (() => Target)): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let blocked = false;
  let delayMs = 0;
  let bytesPerSecond: number | undefined;
  let stalled = Promise.withResolvers<void>();
  stalled.resolve();
  let isStalled = false;

  const relay = async function* (pieces: AsyncIterable<Buffer>, throttled: boolean) {
    for await (const piece of pieces) {
      if (delayMs > 0) await sleep(delayMs);
      for (let rest = piece; rest.length > 0; ) {
        if (isStalled) await stalled.promise;
        const size = throttled && bytesPerSecond !== undefined ? pieceBytes : rest.length;
        const now = rest.subarray(0, size);
        rest = rest.subarray(size);
        if (throttled && bytesPerSecond !== undefined) await sleep((now.length / bytesPerSecond) * 1000);
        yield now;
      }
    }
  };
  const server = createServer((inner) => {
    if (blocked) return inner.resetAndDestroy();
    const { host, port } = typeof target === 'function' ? target() : target;
    const outer = connect(port, host);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        inner.destroy();
        outer.destroy();
      });
    }
    // Whatever ends one direction has closed both sockets.
    pipeline(inner, (pieces) => relay(pieces, false), outer).catch(() => undefined);
    pipeline(outer, (pieces) => relay(pieces, true), inner).catch(() => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const stall = (now: boolean) => {
    if (now === isStalled) return;
    isStalled = now;
    if (now) stalled = Promise.withResolvers<void>();
    else stalled.resolve();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    block(now) {
      blocked = now;
      if (blocked) cut();
    },
    stall,
    delay(ms) {
      delayMs = ms;
    },
    throttle(most) {
      bytesPerSecond = most;
    },
    async [Symbol.asyncDispose]() {
      cut();
      stall(false);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
