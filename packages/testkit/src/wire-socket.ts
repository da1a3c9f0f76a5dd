import type { Push, Welcome } from '@messenger/proto';
import WebSocket from 'ws';

export type WireError = {
  code: string;
  message: string;
  retryAfter?: number;
  details?: { field: string }[];
  requestId: string;
};
type Answer = { type: 'ok' | 'error'; id: string; data?: unknown; position?: string; error?: WireError };
export type Frame = Push & Record<string, unknown>;

/** What the server answered with `error`. */
export class Refused extends Error {
  override name = 'Refused';
  readonly error: WireError;
  constructor(error: WireError) {
    super(`${error.code}: ${error.message}`);
    this.error = error;
  }
}

const patienceMs = 15_000;

/** A socket as the wire contract describes it, with nothing clever: every frame it got is kept in order. */
export class WireSocket {
  readonly frames: Frame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #ws: WebSocket;
  readonly #waiting = new Map<string, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Set<() => void>();
  #next = 0;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers, perMessageDeflate: false });
    this.#ws.on('error', () => undefined);
    this.#ws.on('message', (data) => this.#take(JSON.parse(data.toString())));
    this.closed = new Promise((resolve) => {
      this.#ws.on('close', (code, reason) => {
        for (const waiter of this.#waiting.values()) waiter.reject(new Error(`socket closed with ${code}`));
        this.#waiting.clear();
        resolve({ code, reason: reason.toString() });
        for (const listener of this.#listeners) listener();
      });
    });
  }

  get open(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Resolves when it may send. */
  async opened(): Promise<this> {
    if (this.#ws.readyState === WebSocket.CONNECTING) {
      await new Promise<void>((resolve, reject) => {
        this.#ws.once('open', resolve);
        this.#ws.once('error', reject);
      });
    }
    return this;
  }

  /** Says hello; what was missed and `ready` come as frames. @throws Refused, or Error when it closes instead */
  async hello(token: string, cursor?: string): Promise<Welcome> {
    await this.opened();
    return (await this.ask('hello', { token, cursor, device: 'test' })) as Welcome;
  }

  /** Sends a frame and waits for its answer. @throws Refused */
  ask(type: string, data: unknown, more: Record<string, unknown> = {}): Promise<unknown> {
    const id = String(this.#next++);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${type}: no answer`)), patienceMs);
      this.#waiting.set(id, {
        resolve: (answer) => {
          clearTimeout(timer);
          if (answer.type === 'ok') resolve(answer.data);
          else reject(new Refused(answer.error!));
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.#ws.send(JSON.stringify({ type, id, data, ...more }));
    });
  }

  /** Sends text as it is. */
  raw(text: string | Buffer): void {
    this.#ws.send(text);
  }

  /** The first frame that fits, among those there and those to come. */
  async until(fits: (frame: Frame) => boolean, what = 'a frame', withinMs = patienceMs): Promise<Frame> {
    let seen = 0;
    const deadline = performance.now() + withinMs;
    for (;;) {
      for (; seen < this.frames.length; seen++) if (fits(this.frames[seen]!)) return this.frames[seen]!;
      if (performance.now() > deadline) throw new Error(`${what} did not come`);
      if (!this.open && this.#ws.readyState !== WebSocket.CONNECTING) throw new Error(`socket closed before ${what}`);
      await this.#change(Math.min(1_000, deadline - performance.now() + 1));
    }
  }

  ready(): Promise<Frame> {
    return this.until((frame) => frame.type === 'ready', 'ready');
  }

  close(): void {
    this.#ws.terminate();
  }

  /** Stops reading, as a device does that is asleep. */
  pause(): void {
    this.#ws.pause();
  }

  #take(frame: Frame & Answer): void {
    if ((frame.type === 'ok' || frame.type === 'error') && this.#waiting.has(frame.id)) {
      const waiter = this.#waiting.get(frame.id)!;
      this.#waiting.delete(frame.id);
      waiter.resolve(frame);
    } else {
      this.frames.push(frame);
    }
    for (const listener of this.#listeners) listener();
  }

  #change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#listeners.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#listeners.add(done);
    });
  }
}
