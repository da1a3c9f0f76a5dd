import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, Push } from '@messenger/proto';
import { type Frame, Refused, type WireSocket } from './wire-socket.ts';
import type { WireUser } from './wire-user.ts';

/** One chat as a device has it: what it applied, in order. */
export type DeviceChat = { version: number; messages: Message[]; events: Push[] };

const traceLength = 12;
type EventsPage = { events: Push[]; truncated: boolean };

/**
 * A device that does just what the contract asks of a client, and notes every breach of it: it keeps a cursor and a
 * version per chat, reconnects with them, applies `version = mine + 1`, drops what it has and asks for gaps. Meant as
 * an oracle beside the real engine, so it shares no code with it.
 */
export class WireDevice implements AsyncDisposable {
  readonly chats = new Map<string, DeviceChat>();
  /** Gaps seen on a live socket after `ready`, and frames of chats it was put out of: the server promises none. */
  readonly holes: string[] = [];
  connects = 0;
  /** Why it had to connect again, each time. */
  readonly failures: string[] = [];
  cursor: string | undefined;
  readonly #user: WireUser;
  readonly #running: Promise<void>;
  /** What came to each chat last, for whoever has to find out why there is a hole. */
  readonly #traces = new Map<string, string[]>();
  /** Chats it was put out of. */
  readonly #gone = new Set<string>();
  #socket: WireSocket | undefined;
  #stopped = false;

  constructor(user: WireUser) {
    this.#user = user;
    this.#running = this.#run();
  }

  chat(chatId: string): DeviceChat {
    let chat = this.chats.get(chatId);
    if (!chat) {
      chat = { version: 0, messages: [], events: [] };
      this.chats.set(chatId, chat);
    }
    return chat;
  }

  /** Waits until the device has the chat's event of this version. */
  async reaches(chatId: string, version: number, withinMs = 30_000): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (this.chat(chatId).version < version) {
      if (performance.now() > deadline)
        throw new Error(`device is at ${this.chat(chatId).version}, not ${version}: ${this.failures.join('; ')}`);
      await sleep(20);
    }
  }

  /** Waits until it is being served live. */
  async online(withinMs = 30_000): Promise<WireSocket> {
    const deadline = performance.now() + withinMs;
    while (!this.#socket?.open) {
      if (performance.now() > deadline) throw new Error(`device does not get online: ${this.failures.join('; ')}`);
      await sleep(20);
    }
    return this.#socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#socket?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#serve(await this.#user.connect(this.cursor));
      } catch (error) {
        this.failures.push(String(error));
        await sleep(100 + Math.random() * 200);
      }
    }
  }

  async #serve(socket: WireSocket): Promise<void> {
    this.connects++;
    let next = 0;
    let ready = false;
    while (!this.#stopped) {
      if (next >= socket.frames.length) {
        if (!socket.open) throw new Error('closed');
        await socket.until((frame) => socket.frames.indexOf(frame) >= next, 'a frame', 1_000).catch(() => undefined);
        continue;
      }
      const frame = socket.frames[next++]!;
      if (frame.type === 'ready') {
        await this.#begin(socket, frame as Frame & { reset?: boolean });
        ready = true;
        this.#socket = socket;
      }
      await this.#take(socket, frame, ready);
    }
  }

  /** Without a cursor, or with one that is of no use any more, it takes every chat's events from the first. */
  async #begin(socket: WireSocket, { cursor, reset }: { cursor?: string; reset?: boolean }): Promise<void> {
    if (cursor !== undefined) this.#user.reached(cursor);
    if (reset || this.cursor === undefined) {
      // What a beginning before this one left, which broke off: nobody tells of a chat that has gone since.
      this.chats.clear();
      this.#gone.clear();
      const { chats } = await this.#user.must<{ chats: { id: string }[] }>('GET', '/api/chats?limit=100');
      for (const { id } of chats) this.#trace(id, `listed at ${cursor}`);
      for (const { id } of chats) await this.#fillGap(socket, id);
    }
    this.cursor = cursor;
  }

  async #take(socket: WireSocket, frame: Frame, live: boolean): Promise<void> {
    const { type, chatId } = frame;
    if (chatId) this.#trace(chatId, `${type} ${frame.version ?? ''}${live ? ' live' : ''}`);
    if (chatId && (type === 'chat:removed' || type === 'chat:deleted')) this.#leave(chatId);
    else if (chatId && (type === 'chat:reset' || type === 'chat:added')) {
      // Its events are taken from the first: who joins sees the whole history.
      if (type === 'chat:reset') this.chats.delete(chatId);
      this.#gone.delete(chatId);
      await this.#fillGap(socket, chatId);
    } else if (chatId && frame.version !== undefined) {
      if (live && this.#gone.has(chatId)) this.#hole(chatId, `${type} ${frame.version} after it was put out`);
      const chat = this.chat(chatId);
      if (frame.version > chat.version + 1) {
        if (live) this.#hole(chatId, `${chat.version} → ${frame.version}`);
        await this.#fillGap(socket, chatId);
      } else {
        this.#apply(frame);
      }
    }
    // Before it is ready it has not loaded what it had nothing of: a cursor of then would say it had.
    if (live && frame.cursor && type !== 'ready') this.cursor = frame.cursor;
  }

  #hole(chatId: string, what: string): void {
    this.holes.push(`${chatId}: ${what} (${this.#traces.get(chatId)?.join('; ')})`);
  }

  #trace(chatId: string, what: string): void {
    const trace = this.#traces.get(chatId) ?? [];
    this.#traces.set(chatId, [...trace.slice(1 - traceLength), `${new Date().toISOString().slice(14, 23)} ${what}`]);
  }

  #leave(chatId: string): void {
    this.chats.delete(chatId);
    this.#gone.add(chatId);
  }

  async #fillGap(socket: WireSocket, chatId: string): Promise<void> {
    for (;;) {
      const { version } = this.chat(chatId);
      const page = await this.#eventsAfter(socket, chatId, version);
      this.#trace(chatId, `after ${version}: ${page ? `${page.events.length} events` : 'not found'}`);
      // It was put out meanwhile, and will be told so.
      if (!page) return;
      for (const push of page.events) this.#apply(push);
      if (!page.truncated) return;
    }
  }

  async #eventsAfter(socket: WireSocket, chatId: string, after: number): Promise<EventsPage | undefined> {
    try {
      return (await socket.ask('chat:events', { chatId, after })) as EventsPage;
    } catch (error) {
      if (error instanceof Refused && error.error.code === 'not_found') return undefined;
      throw error;
    }
  }

  #apply(push: Push): void {
    const chat = this.chat(push.chatId!);
    if (push.version !== chat.version + 1) return;
    chat.version = push.version;
    chat.events.push(push);
    if (push.type === 'message:new') chat.messages.push(push.data as Message);
  }
}
