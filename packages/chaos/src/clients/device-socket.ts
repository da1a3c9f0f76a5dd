import type { Sent } from '@messenger/proto';
import type { EngineOptions } from '@messenger/sync';
import WebSocket from 'ws';
import { FrameMangler } from './frame-mangler.ts';
import type { Ledger } from './ledger.ts';

type SocketConstructor = NonNullable<EngineOptions['WebSocket']>;
type Outgoing = { type: string; id?: string; commandId?: string; data: { chatId?: string; messageId?: string } };
type Incoming = { type: string; id?: string; data?: unknown };

/** A push that is held back to be swapped waits no longer than this for the next. */
const longestHoldMs = 300;

/** Every socket of one device: what is done to its frames, and the ledger of what it is answered. */
export class DeviceSockets {
  readonly mangler = new FrameMangler();
  readonly #ledger: Ledger;
  readonly #client: string;
  readonly #open = new Set<WebSocket>();
  #suspended = false;
  #barred = false;
  /** How often it connected. */
  connects = 0;

  constructor(client: string, ledger: Ledger) {
    this.#client = client;
    this.#ledger = ledger;
  }

  /** The device reads nothing any more, as one that is asleep, until it wakes. */
  suspend(suspended: boolean): void {
    this.#suspended = suspended;
    for (const socket of this.#open) if (socket.readyState === WebSocket.OPEN) this.#settle(socket);
  }

  /** With `true`, what is open is cut and nothing can be opened, as behind a proxy that knows no sockets. */
  bar(barred: boolean): void {
    this.#barred = barred;
    if (barred) for (const socket of this.#open) socket.terminate();
  }

  /** For the engine, in place of the platform's WebSocket. `alive` is false from the moment the device dies. */
  constructorFor(alive: () => boolean): SocketConstructor {
    const open = (url: string) => this.#connect(url, alive);
    return class {
      constructor(url: string) {
        // biome-ignore lint/correctness/noConstructorReturn: the socket is made elsewhere, and `new` is what is asked for
        return open(url);
      }
    } as unknown as SocketConstructor;
  }

  #settle(socket: WebSocket): void {
    if (this.#suspended) socket.pause();
    else socket.resume();
  }

  #connect(url: string, alive: () => boolean) {
    this.connects++;
    const socket = new WebSocket(this.#barred ? new URL('/barred', url) : url, { perMessageDeflate: false });
    this.#open.add(socket);
    const asked = new Map<string, Outgoing>();
    const listeners: ((event: { data: string }) => void)[] = [];
    const deliver = (texts: string[]) => {
      if (!alive()) return;
      for (const text of texts) {
        this.#note(asked, JSON.parse(text) as Incoming);
        for (const listener of listeners) listener({ data: text });
      }
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    socket.on('open', () => this.#settle(socket));
    socket.on('message', (data) => {
      clearTimeout(timer);
      deliver(this.mangler.take(String(data)));
      if (this.mangler.holding) timer = setTimeout(() => deliver(this.mangler.flush()), longestHoldMs);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      // What is held was not delivered: the cursor does not cover it, and it comes again.
      this.mangler.flush();
      this.#open.delete(socket);
    });
    socket.on('error', () => undefined);
    return {
      send(text: string) {
        const frame = JSON.parse(text) as Outgoing;
        if (frame.id !== undefined) asked.set(frame.id, frame);
        socket.send(text, () => undefined);
      },
      close: (code?: number) => socket.close(code),
      addEventListener(type: string, listener: (event: never) => void) {
        if (type === 'message') listeners.push(listener as (event: { data: string }) => void);
        else socket.addEventListener(type as 'open', listener as () => void);
      },
    };
  }

  #note(asked: Map<string, Outgoing>, answer: Incoming): void {
    if (answer.id === undefined || (answer.type !== 'ok' && answer.type !== 'error')) return;
    const frame = asked.get(answer.id);
    if (!frame || !asked.delete(answer.id) || answer.type !== 'ok') return;
    const { chatId, messageId } = frame.data;
    if (frame.type === 'message:send' && messageId) this.#ledger.acknowledged(messageId, answer.data as Sent);
    else if (frame.commandId && chatId)
      this.#ledger.changed({
        ...{ commandId: frame.commandId, type: frame.type, chatId, client: this.#client, data: frame.data },
      });
  }
}
