import type { Chat, http, Push, User, UserCard } from '@messenger/proto';
import { type Cursor, decodeCursor, encodeCursor } from '@messenger/proto/cursor';
import { fakeCommand } from './fake-commands.ts';
import { FakeLog } from './fake-log.ts';
import { missedPage } from './fake-missed.ts';
import { FakeSocket } from './fake-socket.ts';

/** What goes wrong from now on. */
export type Faults = {
  /** What happens to the next live pushes, one each; then all is well. Polls get them in any case. */
  pushes: ('once' | 'twice' | 'never' | 'late')[];
  /** The next sends take effect, but their answer never comes: the line breaks before. */
  lostAnswers: number;
  /** The read side is this many events behind, except where a position is asked for. */
  lag: number;
  /** The server cannot be reached. */
  down: boolean;
  /** The next cursor is answered with a reset. */
  reset: boolean;
  /** More missed events of a chat than this come as a reset of the chat. */
  maxMissed: number;
  /** So many missed events are told in a page. */
  pageSize: number;
  /** What something in between does to sockets: it refuses them, or lets nothing through. */
  sockets: 'open' | 'refused' | 'silent';
  /** Each poll is refused, with so many seconds until it may come back; 0: none is. */
  pollsAfter: number;
};

/** A server in memory: the same answers as the real one, over `fetch` and sockets, and faults at will. */
export class FakeServer {
  readonly log: FakeLog;
  readonly faults: Faults = {
    pushes: [],
    lostAnswers: 0,
    lag: 0,
    down: false,
    reset: false,
    maxMissed: 500,
    pageSize: 1_000,
    sockets: 'open',
    pollsAfter: 0,
  };
  readonly sockets = new Set<FakeSocket>();
  readonly calls: string[] = [];
  /** How often a session was resumed or renewed. */
  refreshes = 0;
  /** The tokens that came over live sockets. */
  readonly renewed: unknown[] = [];
  /** Contacts who are here; the others are not. */
  readonly online = new Set<string>();
  /** What the user's devices set how the user is shown to others, one after the other. */
  readonly preferences: unknown[] = [];
  signedOut = false;
  /** Whether the session is to outlive the browser. */
  remembers = false;
  /** What became of the user's profile since it was registered. */
  profile: Partial<User> = {};
  /** Sends to a chat before the one before was answered. */
  overlappingSends = 0;
  #late: Push[] = [];
  readonly #polls = new Set<() => void>();

  constructor(peers = 3) {
    this.log = new FakeLog(peers);
    this.log.onPush = (push) => this.#live(push);
  }

  get position(): string {
    return positionAt(this.log.seq);
  }

  /** Breaks all connections, without a word to the server. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.breakOff(1006);
  }

  /** The constructor of sockets that lead here. */
  get Socket() {
    const server = this;
    return class extends FakeSocket {
      constructor(_url: string) {
        super(server);
      }
    };
  }

  #live(push: Push): void {
    // Of state, and of a chat's end, nothing shows that it was lost, so it is not: the real one loses nothing either.
    const fault =
      push.version === undefined || push.type === 'chat:deleted' ? 'once' : (this.faults.pushes.shift() ?? 'once');
    // As in the real one, the cursor may lag behind its frame.
    const framed = { ...push, cursor: positionAt(this.log.seq - 1) };
    const now = fault === 'never' ? [] : fault === 'late' ? [] : fault === 'twice' ? [framed, framed] : [framed];
    const before = now.length > 0 ? this.#late.splice(0) : [];
    if (fault === 'late') this.#late.push(framed);
    for (const socket of this.sockets) for (const each of [...now, ...before]) socket.live(each);
    for (const answer of [...this.#polls]) answer();
  }

  /** `fetch`: there and back each take a moment. */
  fetch = (async (url: URL, init: RequestInit): Promise<Response> => {
    await this.#moment(init);
    const path = url.pathname.replace('/api', '');
    this.calls.push(`${init.method} ${path}`);
    if (path === '/sync' && this.faults.pollsAfter > 0) return this.#refused(this.faults.pollsAfter);
    if (path === '/sync') await this.#comes(url.searchParams, init);
    const asked = new Headers(init.headers).get('x-position');
    const seq = Math.max(this.log.seq - this.faults.lag, asked ? seqOf(asked) : 0, 0);
    const file = init.body instanceof FormData ? (init.body.get('file') as File) : undefined;
    const written = init.method === 'POST' && !path.startsWith('/auth/');
    if (path === '/auth/login') this.remembers = JSON.parse(String(init.body)).remember ?? true;
    const body = file
      ? { attachment: this.log.upload(file.size) }
      : written
        ? this.#command(path, JSON.parse(String(init.body ?? '{}')))
        : this.#answer(path, url.searchParams, this.log.at(seq));
    await this.#moment(init);
    const status = body === undefined ? 404 : body === 'unauthenticated' ? 401 : 200;
    const error = { error: { code: status === 401 ? 'unauthenticated' : 'not_found', message: 'No.', requestId: 'r' } };
    return new Response(JSON.stringify(status === 200 ? body : error), {
      status,
      headers: { 'x-position': positionAt(seq) },
    });
  }) as unknown as typeof fetch;

  #refused(retryAfter: number): Response {
    const error = { code: 'rate_limited', message: 'Later.', requestId: 'r' };
    return new Response(JSON.stringify({ error }), { status: 429, headers: { 'retry-after': String(retryAfter) } });
  }

  async #moment({ signal }: RequestInit): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.faults.down || signal?.aborted) throw new TypeError('failed to fetch');
  }

  /** A long poll waits until there is something, or its time is over. */
  async #comes(query: URLSearchParams, { signal }: RequestInit): Promise<void> {
    const cursor = query.get('cursor');
    if (cursor === null || missedPage(this, seqOf(cursor)).events.length > 0 || this.faults.reset) return;
    await new Promise<void>((resolve) => {
      const answer = () => {
        this.#polls.delete(answer);
        resolve();
      };
      this.#polls.add(answer);
      signal?.addEventListener('abort', answer);
      setTimeout(answer, Number(query.get('wait') ?? 0) * 1_000);
    });
  }

  #command(path: string, body: object): unknown {
    const [, , chatId, what] = path.split('/');
    const type = `message:${what === 'messages' ? 'send' : what}`;
    const answer = fakeCommand(this, type, { ...body, chatId });
    if (answer === 'lost') throw new TypeError('failed to fetch');
    return answer === 'refused' ? undefined : answer.data;
  }

  #sync(cursor: string | null): http.SyncBody {
    const reset = cursor !== null && this.faults.reset;
    if (reset) this.faults.reset = false;
    const from = cursor === null || reset ? this.log.seq : seqOf(cursor);
    const { events, reached, more } = missedPage(this, from);
    return { cursor: positionAt(reached), reset, more, events, ephemeral: [] };
  }

  #answer(path: string, query: URLSearchParams, log: FakeLog): unknown {
    if (path.startsWith('/auth/')) return this.signedOut ? 'unauthenticated' : this.#tokens(path);
    if (path === '/sync') return this.signedOut ? 'unauthenticated' : this.#sync(query.get('cursor'));
    if (path === '/chats') return { chats: [...log.chats.values()].map(({ chat }) => listed(chat)), nextCursor: null };
    if (path === '/contacts/requests') {
      return { incoming: [...log.requests].map(([id, request]) => ({ id, ...request })), outgoing: [] };
    }
    if (path === '/contacts') {
      const presenceOf = ({ id }: UserCard) => (this.online.has(id) ? 'online' : 'offline');
      const contacts = [...log.contacts.values()];
      return { contacts: contacts.map((each) => ({ ...each, presence: presenceOf(each.user), lastSeenAt: null })) };
    }
    const [, what, id = '', part] = path.split('/');
    if (what === 'users' && id === 'me') return { user: { ...this.log.me, ...this.profile } };
    if (what === 'users' && id) return { user: log.peers.find((peer) => peer.id === id) };
    if (what === 'users') return { users: log.peers.filter((peer) => query.get('ids')?.includes(peer.id)) };
    const known = log.chats.get(id);
    if (!known) return undefined;
    if (!part) return { chat: known.chat };
    if (part === 'events') {
      const answer = fakeCommand(this, 'chat:events', { chatId: id, after: Number(query.get('after')) });
      return typeof answer === 'string' ? undefined : answer.data;
    }
    const before = Number(query.get('before') ?? Number.MAX_SAFE_INTEGER);
    const all =
      query.get('images') === 'true'
        ? known.messages.filter(({ attachments }) => attachments.length > 0)
        : known.messages;
    const older = all.filter((message) => message.ordinal < before);
    // A page is so many messages with the notices after them; the first page also has those before all.
    const said = older.filter(({ kind }) => kind === 'user');
    const first = said.at(-Number(query.get('limit')))?.ordinal ?? 0;
    const messages = older.filter(({ ordinal }) => ordinal >= (first === 1 ? 0 : first));
    return {
      messages,
      hasBefore: messages.length < older.length,
      hasAfter: older.length < all.length,
      version: known.chat.version,
    };
  }

  #tokens(path: string) {
    if (path === '/auth/refresh') this.refreshes++;
    const accessToken = `t${this.refreshes}`;
    return {
      user: { ...this.log.me, createdAt: '2026-01-01T00:00:00.000Z' },
      accessToken,
      expiresIn: 900,
      remember: this.remembers,
    };
  }
}

/** Lists do not name the members of groups. */
function listed({ members, ...chat }: Chat): Chat {
  return chat.kind === 'direct' && members ? { ...chat, members } : chat;
}

export const positionAt = (seq: number): string =>
  encodeCursor({ generation: '00000000', streams: { 'CHAT-0': seq } } satisfies Cursor);
export const seqOf = (position: string): number => decodeCursor(position)?.streams['CHAT-0'] ?? 0;
