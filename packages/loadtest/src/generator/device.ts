import { newId } from '@messenger/kit';
import WebSocket from 'ws';
import { now, numberField, stamped, stampIn, textField } from './stamp.ts';

export type Delivery = { device: Device; chatId: string; version: number; sender: number; at: number };
export type Login = { user: number; token: string; cursor?: string | undefined };
export type DeviceEvents = { delivered(of: Delivery): void; closed(code: number): void };
/** What became of a frame, after so many milliseconds; `refused`: the code of the refusal. */
export type Answer = { ms: number; refused?: string };

/** How often a device says how far it has read a chat: as often as the contract lets it. */
const receiptsEveryMs = 1_000;

/** One user's device on a socket: sends, notes what comes, says what it has read. */
export class Device {
  readonly user: number;
  /** Up to where it was served when it became ready. */
  cursor: string | undefined;
  readonly #ws: WebSocket;
  readonly #events: DeviceEvents;
  readonly #waiting = new Map<string, { at: number; resolve: (of: Answer | undefined) => void }>();
  readonly #read = new Map<string, { upTo: number; told: number }>();
  readonly #ready = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(url: string, { user, token, cursor }: Login, events: DeviceEvents) {
    this.user = user;
    this.#events = events;
    this.#ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, { perMessageDeflate: false });
    this.#ws.on('open', () => this.#ws.send(JSON.stringify({ type: 'hello', id: 'hello', data: { token, cursor } })));
    this.#ws.on('message', (bytes: Buffer) => this.#take(bytes.toString('latin1')));
    this.#ws.on('error', (error) => this.#ready.reject(error));
    this.#ws.on('close', (code) => {
      clearInterval(this.#timer);
      this.#ready.reject(new Error(`closed with ${code}`));
      for (const { resolve } of this.#waiting.values()) resolve(undefined);
      this.#waiting.clear();
      events.closed(code);
    });
    this.#ready.promise.catch(() => undefined);
  }

  get open(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Resolves once it is served live. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Resolves when the server has it or refuses; undefined when the socket closed. */
  send(chatId: string): Promise<Answer | undefined> {
    const messageId = newId();
    const at = now();
    return this.#ask('message:send', messageId, at, { chatId, messageId, text: stamped(this.user, at) });
  }

  /** Goes on with a fresh token of the same session. @returns whether the server took it */
  async renew(token: string): Promise<boolean> {
    const answer = await this.#ask('token', newId(), now(), { token });
    return answer !== undefined && answer.refused === undefined;
  }

  /** Begins to tell the server what it reads, at a moment of its own so that not all tell at once. */
  readAlong(): void {
    this.#timer = setTimeout(() => {
      this.#timer = setInterval(() => this.#tell(), receiptsEveryMs);
    }, Math.random() * receiptsEveryMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#ws.terminate();
  }

  #ask(type: string, id: string, at: number, data: object): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      if (!this.open) return resolve(undefined);
      this.#waiting.set(id, { at, resolve });
      this.#ws.send(JSON.stringify({ type, id, data }));
    });
  }

  #take(frame: string): void {
    if (frame.startsWith('{"type":"message:new"')) this.#delivered(frame);
    else if (frame.startsWith('{"type":"ok"') || frame.startsWith('{"type":"error"')) this.#answered(frame);
    else if (frame.startsWith('{"type":"ready"')) {
      this.cursor = textField(frame, 'cursor');
      this.#ready.resolve();
    }
  }

  #delivered(frame: string): void {
    const stamp = stampIn(frame);
    if (!stamp) return;
    const chatId = textField(frame, 'chatId');
    const upTo = numberField(frame, 'ordinal');
    const read = this.#read.get(chatId);
    if (read) read.upTo = Math.max(read.upTo, upTo);
    else this.#read.set(chatId, { upTo, told: 0 });
    this.#events.delivered({ device: this, chatId, version: numberField(frame, 'version'), ...stamp });
  }

  #answered(frame: string): void {
    const id = textField(frame, 'id');
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    const { at, resolve } = waiting;
    const answer = { ms: (now() - at) / 1_000 };
    resolve(frame.startsWith('{"type":"ok"') ? answer : { ...answer, refused: textField(frame, 'code') });
  }

  #tell(): void {
    for (const [chatId, read] of this.#read) {
      if (read.upTo === read.told || !this.open) continue;
      read.told = read.upTo;
      this.#ws.send(JSON.stringify({ type: 'message:read', id: 'read', data: { chatId, upTo: read.upTo } }));
    }
  }
}
