import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine, type Engine } from '@messenger/sync';
import { password, type TcpProxy } from '@messenger/testkit';
import { compareChats, compareTimeline } from '../oracle/compare.ts';
import { shownChat, shownMessage } from '../oracle/shown.ts';
import { chatsOf, type FoldedLog, timelineView } from '../oracle/view.ts';
import type { Action } from '../schedule/actions.ts';
import { actAs, type Town } from '../traffic/act.ts';
import type { Account, Client } from './client.ts';
import { DeviceDisk } from './device-disk.ts';
import { notedFetch } from './device-fetch.ts';
import { DeviceSockets } from './device-socket.ts';
import type { Ledger } from './ledger.ts';

type Options = { name: string; account: Account; line: TcpProxy; ledger: Ledger; town: Town };
/** One life of the device, from its start to its end or death. */
type Life = { engine: Engine; alive: boolean; signingIn: boolean };

/** The client of the product, as a browser runs it, on a device that survives and dies. */
export class EngineClient implements Client {
  readonly name: string;
  readonly account: Account;
  readonly line: TcpProxy;
  readonly #options: Options;
  readonly #disk = new DeviceDisk();
  readonly #sockets: DeviceSockets;
  #life: Life | undefined;
  #clockMs = 0;
  #said = 0;
  #logins = 0;

  constructor(options: Options) {
    this.#options = options;
    this.name = options.name;
    this.account = options.account;
    this.line = options.line;
    this.#sockets = new DeviceSockets(options.name, options.ledger);
  }

  async start(): Promise<void> {
    if (this.#life) return;
    const alive = () => life.alive;
    const engine = createEngine({
      baseUrl: `http://127.0.0.1:${this.line.port}`,
      transport: 'body',
      device: this.name,
      WebSocket: this.#sockets.constructorFor(alive),
      fetch: notedFetch(this.name, this.#options.ledger, alive),
      now: () => Date.now() + this.#clockMs,
      ...this.#disk.stores(alive),
    });
    const life: Life = { engine, alive: true, signingIn: false };
    this.#life = life;
    engine.subscribe((changes) => {
      if (!life.alive) return;
      for (const change of changes) if (change.kind === 'timeline') this.#dropRefused(engine, change.chatId);
      if (changes.some(({ kind }) => kind === 'chats' || kind === 'loaded')) this.#openAll(engine);
      if (changes.some(({ kind }) => kind === 'session')) void this.#signIn(life);
    });
    await engine.session.restore();
    await this.#signIn(life);
  }

  /** A session may have ended, as when the answer to a refresh was lost: then the user logs in again. */
  async #signIn(life: Life): Promise<void> {
    if (life.signingIn) return;
    life.signingIn = true;
    const { username } = this.account;
    while (life.alive && life.engine.state.session().state === 'signedOut') {
      const answer = await life.engine.session.login({ username, password });
      if (answer.ok) this.#logins++;
      else await sleep(500);
    }
    life.signingIn = false;
  }

  /** The user looks at every chat there is, so that each one's history is kept in step. */
  #openAll(engine: Engine): void {
    if (!engine.state.loaded()) return;
    for (const { id } of engine.state.chats()) if (!engine.state.timeline(id).loaded) void engine.actions.openChat(id);
  }

  /** What was refused for good (the chat is closed, or one is out) is taken back, so that what is behind it goes on. */
  #dropRefused(engine: Engine, chatId: string): void {
    for (const item of engine.state.timeline(chatId).items) {
      if (item.state !== 'failed') continue;
      this.#options.ledger.refused(item.id, item.error.code);
      engine.actions.discard(item.id);
    }
  }

  async perform(action: Action): Promise<void> {
    const life = this.#life;
    if (!life?.alive) return;
    await actAs(
      {
        ...{ engine: life.engine, me: this.account.id, town: this.#options.town },
        say: (chatId, words, replyTo) => {
          const text = `${this.name} ${++this.#said} ${words}`;
          const messageId = life.engine.actions.send(chatId, text, replyTo && { replyTo });
          this.#options.ledger.sending({ messageId, chatId, text, userId: this.account.id, client: this.name });
        },
        unique: () => `${this.name} ${++this.#said}`,
      },
      action,
    );
  }

  async stop(how: 'close' | 'crash'): Promise<void> {
    const life = this.#life;
    if (!life) return;
    this.#life = undefined;
    if (how === 'crash') {
      life.alive = false;
      this.line.cut();
    }
    await life.engine[Symbol.asyncDispose]();
    life.alive = false;
  }

  suspend(suspended: boolean): void {
    this.#sockets.suspend(suspended);
  }

  mangle(how: 'duplicate' | 'reorder', on: boolean): void {
    if (how === 'duplicate') this.#sockets.mangler.duplicating = on;
    else this.#sockets.mangler.swapping = on;
  }

  bar(barred: boolean): void {
    this.#sockets.bar(barred);
  }

  jump(byMs: number): void {
    this.#clockMs += byMs;
  }

  unrest(): string | undefined {
    const state = this.#life?.engine.state;
    if (!state) return 'not started';
    const { state: connection, waiting } = state.connection();
    if (connection !== 'online') return connection;
    if (!state.loaded()) return 'not loaded';
    if (waiting > 0) return `${waiting} messages waiting`;
    const unloaded = state.chats().find(({ id }) => !state.timeline(id).loaded);
    // Where loading failed, the user tries again.
    if (unloaded) this.#openAll(this.#life!.engine);
    return unloaded && `the history of chat ${unloaded.id} is not loaded`;
  }

  compare(log: FoldedLog, whole: boolean): string[] {
    const state = this.#life?.engine.state;
    if (!state) return ['not started'];
    const me = this.account.id;
    const must = chatsOf(log, me);
    const shown = new Map(state.chats().map((chat) => [chat.id, shownChat(chat)]));
    const timelines = [...must.keys()].flatMap((chatId) => {
      const { items, loaded, hasAfter, hasBefore } = state.timeline(chatId);
      if (!loaded || hasAfter || (whole && hasBefore)) return [`chat ${chatId}: its history is not loaded`];
      const unsent = items.filter((item) => item.state !== 'sent');
      if (unsent.length > 0) return [`chat ${chatId}: ${unsent.length} messages are ${unsent[0]!.state}`];
      const rows = items.map(({ message }) => shownMessage(message));
      return compareTimeline(chatId, timelineView(log.chats.get(chatId)!, me), rows, whole);
    });
    return [...compareChats(must, shown), ...timelines, ...this.#comparePeople(log)];
  }

  #comparePeople({ directory }: FoldedLog): string[] {
    const { contacts, requests } = this.#life!.engine.state;
    const me = this.account.id;
    const differs = (what: string, must: string[], shown: string[]) =>
      must.toSorted().join() === shown.toSorted().join() ? [] : [`${what}: ${shown.sort()} instead of ${must.sort()}`];
    const named = (userId: string) => `${userId} ${directory.names.get(userId)}`;
    return [
      ...differs(
        'contacts',
        [...(directory.contacts.get(me) ?? [])].map(named),
        contacts().map(({ user }) => `${user.id} ${user.displayName}`),
      ),
      ...(['incoming', 'outgoing'] as const).flatMap((direction) =>
        differs(
          `${direction} requests`,
          (directory[direction].get(me) ?? []).map(({ id, userId }) => `${id} ${named(userId)}`),
          requests()[direction].map(({ id, user }) => `${id} ${user.id} ${user.displayName}`),
        ),
      ),
    ];
  }

  async loadAll(): Promise<void> {
    const life = this.#life;
    if (!life) return;
    for (const { id } of life.engine.state.chats()) {
      await life.engine.actions.openChat(id);
      await life.engine.actions.loadMembers(id);
      while (life.alive && life.engine.state.timeline(id).hasBefore) {
        const answer = await life.engine.actions.loadOlder(id);
        if (!answer.ok) break;
      }
    }
  }

  counts(): Record<string, number> {
    return { connects: this.#sockets.connects, logins: this.#logins };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('close');
  }
}
