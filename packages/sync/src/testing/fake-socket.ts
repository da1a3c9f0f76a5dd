import type { Push } from '@messenger/proto';
import { fakeCommand } from './fake-commands.ts';
import { missedPage } from './fake-missed.ts';
import type { FakeServer } from './fake-server.ts';
import { positionAt, seqOf } from './fake-server.ts';

type Frame = { type: string; id?: string; data: { [name: string]: unknown } };

/** The client's end of a socket to the server in memory. Frames arrive one after the other, each a moment later. */
export class FakeSocket extends EventTarget {
  readonly #server: FakeServer;
  #ready = false;
  #over = false;
  /** Chats with a send that is not answered yet. */
  readonly #inFlight = new Set<unknown>();

  constructor(server: FakeServer) {
    super();
    this.#server = server;
    setTimeout(() => {
      if (this.#over) return;
      if (server.faults.down || server.faults.sockets === 'refused') return this.breakOff(1006);
      server.sockets.add(this);
      this.dispatchEvent(new Event('open'));
    }, 10);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (this.#server.faults.sockets === 'silent') return;
    if (frame.type === 'message:send') {
      if (this.#inFlight.has(frame.data.chatId)) this.#server.overlappingSends++;
      this.#inFlight.add(frame.data.chatId);
    }
    setTimeout(() => !this.#over && this.#take(frame), 5);
  }

  close(): void {
    this.breakOff(1000);
  }

  breakOff(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#server.sockets.delete(this);
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '' }));
  }

  live(push: Push): void {
    if (this.#ready) this.#push(push);
  }

  #push(frame: object): void {
    const text = JSON.stringify(frame);
    setTimeout(() => !this.#over && this.dispatchEvent(Object.assign(new Event('message'), { data: text })), 5);
  }

  #take({ type, id, data }: Frame): void {
    if (type === 'hello') {
      this.#hello(id, data.cursor as string | null);
      return;
    }
    const answer = fakeCommand(this.#server, type, data);
    if (answer === 'lost') {
      this.breakOff(1006);
      return;
    }
    if (type === 'message:send') this.#inFlight.delete(data.chatId);
    if (answer === 'refused') this.#push({ type: 'error', id, error: { code: 'not_found', message: 'No.' } });
    else this.#push({ type: 'ok', id, data: answer.data });
  }

  #hello(id: string | undefined, cursor: string | null): void {
    const { log, faults } = this.#server;
    if (this.#server.signedOut) {
      this.breakOff(4401);
      return;
    }
    const userId = log.me.id;
    const from = cursor ?? positionAt(log.seq);
    this.#push({ type: 'ok', id, data: { userId, sessionId: userId, heartbeatSeconds: 25, cursor: from } });
    const reset = cursor !== null && faults.reset;
    if (reset) faults.reset = false;
    else this.#catchUp(seqOf(from));
    this.#push({ type: 'ready', cursor: positionAt(log.seq), data: reset ? { reset } : {} });
    this.#ready = true;
    for (const userId of log.contacts.keys()) {
      const state = this.#server.online.has(userId) ? 'online' : 'offline';
      this.#push({ type: `presence:${state}`, data: { userId, lastSeenAt: null } });
    }
  }

  #catchUp(from: number): void {
    const { events, reached, more } = missedPage(this.#server, from);
    for (const push of events)
      this.#push(more && push === events.at(-1) ? { ...push, cursor: positionAt(reached) } : push);
    if (more) this.#catchUp(reached);
  }
}
