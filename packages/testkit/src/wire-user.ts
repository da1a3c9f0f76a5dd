import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@messenger/kit';
import {
  type Attachment,
  type Chat,
  decodeCursor,
  type ErrorBody,
  encodeCursor,
  type Message,
  mergeCursors,
  type Sent,
} from '@messenger/proto';
import { WireSocket } from './wire-socket.ts';

export type HttpAnswer<T = Record<string, unknown>> = { status: number; body: T; headers: Headers };
const maxTries = 10;
export const password = 'Correct-horse-9';

/** One request as the wire contract describes it; nothing is retried. */
export async function http<T = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<HttpAnswer<T>> {
  const isForm = body instanceof FormData;
  const answer = await fetch(url + path, {
    method,
    headers: { ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' || isForm ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T, headers: answer.headers };
}

/** The code in an error answer. */
export const codeOf = (answer: HttpAnswer<unknown>): string => (answer.body as ErrorBody).error.code;

/** A user of the public doors, over plain HTTP and a plain socket. */
export class WireUser {
  readonly id: string;
  readonly username: string;
  token: string;
  refreshToken: string;
  /** The newest `X-Position` it was given; sent with every request, as the contract asks. */
  position: string | undefined;
  url: string;

  private constructor(
    url: string,
    username: string,
    tokens: { user: { id: string }; accessToken: string; refreshToken: string },
  ) {
    this.url = url;
    this.username = username;
    this.id = tokens.user.id;
    this.token = tokens.accessToken;
    this.refreshToken = tokens.refreshToken;
  }

  static async register(url: string, name = 'user'): Promise<WireUser> {
    const username = `${name}_${newId().replaceAll('-', '').slice(-12)}`;
    const body = { username, password, passwordConfirm: password, displayName: name };
    const headers = { 'idempotency-key': newId() };
    const answer = await untilServed(() => http<never>(url, 'POST', '/api/auth/register', { body, headers }));
    if (answer.status !== 201) throw new Error(`register: ${answer.status} ${JSON.stringify(answer.body)}`);
    const user = new WireUser(url, username, answer.body);
    user.position = answer.headers.get('x-position') ?? undefined;
    return user;
  }

  /** Another session of a user who is registered. */
  static async login(url: string, username: string): Promise<WireUser> {
    const answer = await untilServed(() =>
      http<never>(url, 'POST', '/api/auth/login', { body: { username, password } }),
    );
    if (answer.status !== 200) throw new Error(`login: ${answer.status} ${JSON.stringify(answer.body)}`);
    return new WireUser(url, username, answer.body);
  }

  async request<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<HttpAnswer<T>> {
    const answer = await http<T>(this.url, method, path, {
      ...(body === undefined ? {} : { body }),
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(this.position ? { 'x-position': this.position } : {}),
        ...headers,
      },
    });
    this.position = answer.headers.get('x-position') ?? this.position;
    return answer;
  }

  /** Sends an image, as a form. */
  upload(file: Buffer, purpose = 'message'): Promise<HttpAnswer<{ attachment: Attachment }>> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(file)]), 'image');
    return this.request('POST', `/api/attachments?purpose=${purpose}`, form);
  }

  /** What is read from now on shows at least this. */
  reached(cursor: string): void {
    const [a, b] = [decodeCursor(cursor), decodeCursor(this.position ?? '')];
    if (a) this.position = encodeCursor(b ? mergeCursors(a, b) : a);
  }

  /** A request that must succeed; on 503 it is made again after the seconds that the answer names. */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const key: Record<string, string> = method === 'GET' ? {} : { 'idempotency-key': newId() };
    const answer = await untilServed(() => this.request<T>(method, path, body, key));
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  async befriend(other: WireUser): Promise<void> {
    const { request } = await this.must<{ request: { id: string } }>('POST', '/api/contacts/requests', {
      userId: other.id,
    });
    await other.must('POST', `/api/contacts/requests/${request.id}/accept`);
  }

  async directChat(other: WireUser): Promise<Chat> {
    return (await this.must<{ chat: Chat }>('POST', '/api/chats/direct', { userId: other.id })).chat;
  }

  send(chatId: string, text: string, messageId = newId()): Promise<Sent> {
    return this.must('POST', `/api/chats/${chatId}/messages`, { messageId, text });
  }

  /** The whole history, page by page, oldest first. */
  async history(chatId: string): Promise<Message[]> {
    const pageOf = (place: string) =>
      this.must<{ messages: Message[]; hasAfter: boolean }>('GET', `/api/chats/${chatId}/messages?${place}`);
    // What stands before the first message.
    const all = (await pageOf('before=1')).messages;
    for (let after = 0; ; after = all.at(-1)!.ordinal) {
      const page = await pageOf(`after=${after}`);
      all.push(...page.messages);
      if (!page.hasAfter || page.messages.length === 0) return all;
    }
  }

  /** An open socket that said hello. */
  async connect(cursor?: string, url = this.url): Promise<WireSocket> {
    const socket = new WireSocket(url);
    await socket.hello(this.token, cursor);
    return socket;
  }
}

/** Asks again on 503, after the seconds that the answer names. */
async function untilServed<T>(ask: () => Promise<HttpAnswer<T>>): Promise<HttpAnswer<T>> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (answer.status !== 503 || tries === maxTries) return answer;
    await sleep(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
  }
}
