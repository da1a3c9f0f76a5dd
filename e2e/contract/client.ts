import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@messenger/kit';
import { type Frame, type HttpAnswer, WireUser } from '@messenger/testkit';
import { expect } from 'vitest';
import WebSocket from 'ws';
import type { Contract } from './contract.ts';

type Answer = Frame & { error?: { code: string } };
const patienceMs = 20_000;

/** A user whose every request and answer is held against the contract. */
export class Client {
  readonly user: WireUser;
  readonly #contract: Contract;

  private constructor(user: WireUser, contract: Contract) {
    this.user = user;
    this.#contract = contract;
  }

  static async register(url: string, name: string, contract: Contract): Promise<Client> {
    return new Client(await WireUser.register(url, name), contract);
  }

  get id(): string {
    return this.user.id;
  }

  /** A request that must be answered with this status, and, if it is refused, with this code. */
  async ask<T = Record<string, unknown>>(
    status: number | [status: number, code: string],
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<HttpAnswer<T>> {
    const answer = await this.user.request<T>(method, path, body, headers);
    const [expected, code] = Array.isArray(status) ? status : [status, undefined];
    const shown = `${method} ${path}: ${JSON.stringify(answer.body)?.slice(0, 300)}`;
    expect(answer.status, shown).toBe(expected);
    if (code) expect(answer.body, shown).toMatchObject({ error: { code } });
    this.#contract.checkHttp(method, path, body, answer);
    return answer;
  }

  /** Becomes a contact of another's. */
  async befriend(other: Client): Promise<void> {
    const made = await this.ask<{ request: { id: string } }>(201, 'POST', '/api/contacts/requests', {
      userId: other.id,
    });
    await other.ask(200, 'POST', `/api/contacts/requests/${made.body.request.id}/accept`);
  }

  async socket(cursor?: string): Promise<ClientSocket> {
    const socket = new ClientSocket(this.user.url, this.#contract);
    await socket.opened();
    await socket.ask('hello', { token: this.user.token, device: 'contract', ...(cursor ? { cursor } : {}) });
    await socket.until((frame) => frame.type === 'ready');
    return socket;
  }
}

/** A socket whose every frame, answer and push is held against the contract. */
export class ClientSocket {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  readonly #ws: WebSocket;
  readonly #contract: Contract;
  readonly #waiting = new Map<string, (answer: Answer) => void>();

  constructor(url: string, contract: Contract) {
    this.#contract = contract;
    this.#ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, { perMessageDeflate: false });
    this.#ws.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.#ws.on('close', (code) => resolve(code)));
    this.#ws.on('message', (bytes) => this.#take(JSON.parse(bytes.toString())));
  }

  async opened(): Promise<void> {
    await new Promise((resolve) => this.#ws.once('open', resolve));
  }

  /** Sends a frame; the answer must be `ok`, or be refused with the given code. */
  async ask(type: string, data: unknown, code?: string, more: object = {}): Promise<Record<string, unknown>> {
    const frame = { type, id: newId(), data, ...more };
    const answer = await new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${type}: no answer`)), patienceMs);
      this.#waiting.set(frame.id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#ws.send(JSON.stringify(frame));
    });
    expect(answer.error?.code, `${type}: ${JSON.stringify(answer)}`).toBe(code);
    this.#contract.checkFrame(frame, answer);
    return (answer.data ?? {}) as Record<string, unknown>;
  }

  async until(fits: (frame: Frame) => boolean): Promise<Frame> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = this.frames.find(fits);
      if (found) return found;
      if (performance.now() > deadline) throw new Error('the frame did not come');
      await sleep(20);
    }
  }

  /** Waits for a push of this type, and for each that is named. */
  async sees(...types: string[]): Promise<void> {
    for (const type of types) {
      await this.until((frame) => frame.type === type).catch(() => {
        throw new Error(`${type} did not come; there are ${this.frames.map((frame) => frame.type).join(', ')}`);
      });
    }
  }

  close(): void {
    this.#ws.close();
  }

  #take(frame: Answer): void {
    const waiting = this.#waiting.get(String(frame.id));
    if (waiting && (frame.type === 'ok' || frame.type === 'error')) {
      this.#waiting.delete(String(frame.id));
      waiting(frame);
      return;
    }
    this.frames.push(frame);
    try {
      this.#contract.checkPush(frame);
    } catch (error) {
      this.#contract.flaws.push(error);
    }
  }
}
