import type { Push } from '@messenger/proto';
import type { FakeServer } from './fake-server.ts';
import { positionAt, seqOf } from './fake-server.ts';

type Sending = { chatId: string; messageId: string; text: string; replyTo?: string };
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
      if (server.faults.down) return this.breakOff(1006);
      server.sockets.add(this);
      this.dispatchEvent(new Event('open'));
    }, 10);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as Frame;
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
    if (type === 'hello') this.#hello(id, data.cursor as string | null);
    else if (type === 'message:send') this.#send(id, data as Sending);
    else if (type === 'message:read' || type === 'message:delivered') this.#receipt(type, id, data as never);
    else if (type === 'chat:events') this.#events(id, data as { chatId: string; after: number });
    else this.#answer(id, {});
  }

  #answer(id: string | undefined, data: object): void {
    this.#push({ type: 'ok', id, data });
  }

  #refuse(id: string | undefined): void {
    this.#push({ type: 'error', id, error: { code: 'not_found', message: 'No.' } });
  }

  #receipt(type: string, id: string | undefined, { chatId, upTo }: { chatId: string; upTo: number }): void {
    const { log } = this.#server;
    if (!log.chats.has(chatId)) {
      this.#refuse(id);
      return;
    }
    if (type === 'message:read') log.tell(chatId, 'chat:read', { upTo });
    else log.tell(chatId, 'own:delivered', { upTo }, true);
    this.#answer(id, {});
  }

  #send(id: string | undefined, { chatId, messageId, text, replyTo }: Sending): void {
    const { log, faults } = this.#server;
    if (!log.chats.has(chatId)) {
      this.#inFlight.delete(chatId);
      this.#refuse(id);
      return;
    }
    const { version, ordinal, sentAt } = log.send(chatId, log.me.id, messageId, text, replyTo);
    if (faults.lostAnswers > 0) {
      faults.lostAnswers--;
      this.breakOff(1006);
    } else {
      this.#inFlight.delete(chatId);
      this.#answer(id, { messageId, version, ordinal, sentAt });
    }
  }

  #events(id: string | undefined, { chatId, after }: { chatId: string; after: number }): void {
    const known = this.#server.log.chats.get(chatId);
    if (!known) {
      this.#refuse(id);
      return;
    }
    const { chat, pushes } = known;
    const events = pushes.filter((push) => push.version! > after).slice(0, 3);
    this.#answer(id, { events, version: chat.version, truncated: events.at(-1)?.version !== chat.version });
  }

  #hello(id: string | undefined, cursor: string | null): void {
    const { log, faults } = this.#server;
    if (this.#server.signedOut) {
      this.breakOff(4401);
      return;
    }
    const userId = log.me.id;
    const from = cursor ?? positionAt(log.seq);
    this.#answer(id, { userId, sessionId: userId, heartbeatSeconds: 25, cursor: from });
    const reset = cursor !== null && faults.reset;
    if (reset) faults.reset = false;
    else this.#missed(seqOf(from));
    this.#push({ type: 'ready', cursor: positionAt(log.seq), data: reset ? { reset } : {} });
    this.#ready = true;
  }

  #missed(from: number): void {
    const { log, faults } = this.#server;
    const missed = log.logged.slice(from).flatMap(({ push, hidden }) => (hidden ? [] : [push]));
    const countOf = (chatId: string) => missed.filter((push) => push.chatId === chatId).length;
    const joined = new Set(missed.filter((push) => push.type === 'chat:added').map((push) => push.chatId));
    const reset = new Set<string>();
    for (const push of missed) {
      const { chatId } = push;
      if (chatId !== undefined && !log.chats.has(chatId)) {
        if (push.type === 'chat:removed' || push.type === 'chat:deleted') this.#push(push);
        continue;
      }
      // A chat that was joined meanwhile comes whole, without its events.
      if (joined.has(chatId)) {
        if (push.type === 'chat:added') this.#push({ ...push, data: { chat: log.chats.get(chatId!)!.chat } });
      } else if (chatId === undefined || push.version === undefined || countOf(chatId) <= faults.maxMissed)
        this.#push(push);
      else if (!reset.has(chatId)) {
        reset.add(chatId);
        this.#push({ type: 'chat:reset', chatId, data: { version: log.chats.get(chatId)!.chat.version } });
      }
    }
  }
}
