import type { ServerFrame, Wire, WireEvents } from './wire.ts';

/** What makes sockets: the platform's own and npm's `ws` both fit. */
export type SocketConstructor = new (url: string) => Pick<Socket, 'send' | 'close'>;
/** The part of a WebSocket that is used here. */
interface Socket {
  readonly readyState?: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'close' | 'error' | 'message', listener: (event: never) => void): void;
}

/** `WebSocket.CLOSING`; from then on what is sent goes nowhere. */
const closing = 2;

/**
 * Opens a socket. After `end`, and after `closed`, nothing of it is heard any more: a browser may take a minute to
 * report the end of a connection that is gone.
 */
export function openSocket(Socket: SocketConstructor, url: string, events: WireEvents): Wire {
  let over = false;
  const socket = new Socket(url) as Socket;
  const closed = (code: number, reason: string) => {
    if (over) return;
    over = true;
    events.closed(code, reason);
  };
  socket.addEventListener('open', () => {
    if (!over) events.opened();
  });
  socket.addEventListener('message', ({ data }: { data: unknown }) => {
    const frame = over ? undefined : parse(data);
    if (frame) events.frame(frame);
  });
  socket.addEventListener('close', ({ code, reason }: { code: number; reason: string }) => closed(code, reason));
  // `close` follows every error; the error itself says nothing more.
  socket.addEventListener('error', () => undefined);
  return {
    send(frame) {
      // A browser drops it too, and calls that an error on the console.
      if ((socket.readyState ?? 0) < closing) socket.send(JSON.stringify(frame));
    },
    end() {
      over = true;
      socket.close(1000);
    },
  };
}

function parse(data: unknown): ServerFrame | undefined {
  try {
    const frame = JSON.parse(String(data)) as ServerFrame;
    return typeof frame?.type === 'string' ? frame : undefined;
  } catch {
    return undefined;
  }
}
