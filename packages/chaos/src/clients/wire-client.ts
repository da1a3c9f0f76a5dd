import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@messenger/kit';
import type { Sent } from '@messenger/proto';
import { Refused, type TcpProxy, WireDevice, WireUser } from '@messenger/testkit';
import { chatsOf, type FoldedLog } from '../oracle/view.ts';
import type { Action } from '../schedule/actions.ts';
import type { Account, Client } from './client.ts';
import type { Ledger } from './ledger.ts';

type Options = { name: string; account: Account; line: TcpProxy; ledger: Ledger };

/** Refusals after which the same send may well be taken. */
const passing = new Set(['unavailable', 'rate_limited', 'internal']);
/** Access tokens last 15 minutes; a new session is begun in time. */
const sessionMs = 10 * 60_000;

/**
 * The device of the testkit, which shares no code with the engine, as a client: it sends, each message again and again
 * under its id until it is answered, and holds every event it was pushed. Its frames come as the server sends them, so
 * that it notes whatever the server does that the contract rules out.
 */
export class WireClient implements Client {
  readonly name: string;
  readonly account: Account;
  readonly line: TcpProxy;
  readonly #ledger: Ledger;
  /** By chat: the end of what is being sent there. */
  readonly #queues = new Map<string, Promise<void>>();
  #device: WireDevice | undefined;
  #renewal: ReturnType<typeof setInterval> | undefined;
  #waiting = 0;
  #said = 0;

  constructor({ name, account, line, ledger }: Options) {
    this.name = name;
    this.account = account;
    this.line = line;
    this.#ledger = ledger;
  }

  async start(): Promise<void> {
    if (this.#device) return;
    const user = await this.#login();
    this.#device = new WireDevice(user);
    this.#renewal = setInterval(() => void this.#renew(user), sessionMs);
  }

  async #login(): Promise<WireUser> {
    for (;;) {
      try {
        return await WireUser.login(`http://127.0.0.1:${this.line.port}`, this.account.username);
      } catch {
        await sleep(500);
      }
    }
  }

  async #renew(user: WireUser): Promise<void> {
    const { token, refreshToken } = await this.#login();
    Object.assign(user, { token, refreshToken });
  }

  async perform({ kind, dice: [a] }: Action): Promise<void> {
    const device = this.#device;
    if (!device) return;
    const chats = [...device.chats.keys()].sort();
    const chatId = chats[a % Math.max(1, chats.length)];
    if (chatId === undefined) return;
    const lastOrdinal = device.chat(chatId).messages.at(-1)?.ordinal ?? 0;
    if (kind === 'read') await this.#read(device, chatId, lastOrdinal);
    else for (let n = 0; n < (kind === 'burst' ? 3 : 1); n++) this.#send(device, chatId);
  }

  async #read(device: WireDevice, chatId: string, upTo: number): Promise<void> {
    const socket = await device.online(1_000).catch(() => undefined);
    await socket?.ask('message:read', { chatId, upTo }).catch(() => undefined);
  }

  #send(device: WireDevice, chatId: string): void {
    const messageId = newId();
    const text = `${this.name} ${++this.#said}`;
    this.#ledger.sending({ messageId, chatId, text, userId: this.account.id, client: this.name });
    this.#waiting++;
    const before = this.#queues.get(chatId) ?? Promise.resolve();
    this.#queues.set(
      chatId,
      before.then(() => this.#deliver(device, { chatId, messageId, text })),
    );
  }

  async #deliver(device: WireDevice, data: { chatId: string; messageId: string; text: string }): Promise<void> {
    for (;;) {
      if (this.#device !== device) return;
      try {
        const socket = await device.online(10_000);
        this.#ledger.acknowledged(data.messageId, (await socket.ask('message:send', data)) as Sent);
        break;
      } catch (error) {
        if (error instanceof Refused && !passing.has(error.error.code)) {
          this.#ledger.refused(data.messageId, error.error.code);
          break;
        }
        await sleep(200);
      }
    }
    this.#waiting--;
  }

  /** The device keeps nothing over a restart; its connection breaks instead. */
  async stop(): Promise<void> {
    this.line.cut();
  }

  suspend(suspended: boolean): void {
    this.line.stall(suspended);
  }

  /** What it is sent is held against the server: nothing is done to it on the way. */
  mangle(): void {}
  jump(): void {}
  /** It knows no other way than the socket. */
  bar(barred: boolean): void {
    this.line.block(barred);
  }

  unrest(): string | undefined {
    if (!this.#device) return 'not started';
    return this.#waiting > 0 ? `${this.#waiting} messages waiting` : undefined;
  }

  compare(log: FoldedLog): string[] {
    const device = this.#device;
    if (!device) return ['not started'];
    const must = chatsOf(log, this.account.id);
    const differences = device.holes.map((hole) => `on a live socket: ${hole}`);
    for (const chatId of device.chats.keys())
      if (!must.has(chatId)) differences.push(`chat ${chatId} is there for one who is not in it`);
    for (const [chatId, { version }] of must) {
      const { events } = device.chat(chatId);
      const at = events.findIndex((event, i) => event.version !== i + 1);
      if (at !== -1) differences.push(`chat ${chatId}: event ${at + 1} has version ${events[at]!.version}`);
      if (events.length !== version) differences.push(`chat ${chatId}: ${events.length} events of ${version}`);
      const ids = log.chats.get(chatId)!.timeline.filter(({ kind }) => kind === 'user');
      const messages = device.chat(chatId).messages;
      const wrong = ids.findIndex(({ id, ordinal }, i) => messages[i]?.id !== id || messages[i]?.ordinal !== ordinal);
      if (wrong !== -1) differences.push(`chat ${chatId}: message ${wrong + 1} is ${messages[wrong]?.id ?? 'missing'}`);
    }
    return differences;
  }

  async loadAll(): Promise<void> {}

  counts(): Record<string, number> {
    return { connects: this.#device?.connects ?? 0, logins: 0 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#renewal);
    const device = this.#device;
    this.#device = undefined;
    await device?.[Symbol.asyncDispose]();
  }
}
