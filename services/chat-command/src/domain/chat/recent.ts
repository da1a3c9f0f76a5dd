import type { ChatEvent, CommandId, MessageId, UserId } from '@messenger/proto';

/** What a command that happened answered; kept so that the same command again is answered alike. */
export type Happened = {
  id: CommandId;
  type: ChatEvent['type'];
  by: UserId;
  version: number;
  /** Of the message that was sent; 0 for everything else. */
  ordinal: number;
  at: string;
  /** How many a message was sent with; absent: none. */
  attachments?: number;
  /** The message that was edited, deleted or reacted to. */
  about?: MessageId;
  emoji?: string;
};

/** What is remembered of an event. */
export function happenedIn(event: ChatEvent): Happened {
  const { id, type, by, version, at, data } = event;
  const happened: Happened = { id, type, by, version, ordinal: type === 'MessageSent' ? event.data.ordinal : 0, at };
  if (type === 'MessageSent' && event.data.attachments.length > 0) {
    happened.attachments = event.data.attachments.length;
  }
  if ('messageId' in data) happened.about = data.messageId;
  if ('emoji' in data) happened.emoji = data.emoji;
  return happened;
}

const chunkSize = 64;
const chunks = 16;
/** So many dropped ids that are ahead of their time are kept one by one. */
const maxAhead = 128;

/** What was dropped. `ahead`: ids greater than those made in order by then, in their order; `greatest`: of all others. */
type Dropped = { greatest: CommandId; ahead: readonly CommandId[] };

/**
 * The last 1,000 or so commands of a chat, immutable and cheap to extend: full chunks are shared, only the newest is
 * copied. Of what was dropped it keeps the greatest id: a greater one can never have been here; any other may have,
 * from whatever sender, and must be looked up in the read model. Ids made in order (UUIDv7) never need that, nor does one
 * among them that is random, or of a clock that is ahead: it is kept by itself.
 */
export class Recent {
  static readonly none = new Recent([new Map()], { greatest: '', ahead: [] });
  readonly #chunks: readonly ReadonlyMap<CommandId, Happened>[];
  readonly #dropped: Dropped;

  private constructor(all: readonly ReadonlyMap<CommandId, Happened>[], dropped: Dropped) {
    this.#chunks = all;
    this.#dropped = dropped;
  }

  /** How many it remembers. */
  get size(): number {
    return (this.#chunks.length - 1) * chunkSize + this.#chunks.at(-1)!.size;
  }

  with(happened: Happened): Recent {
    const newest = this.#chunks.at(-1)!;
    if (newest.size < chunkSize) {
      return new Recent([...this.#chunks.slice(0, -1), new Map(newest).set(happened.id, happened)], this.#dropped);
    }
    const fresh = new Map([[happened.id, happened]]);
    if (this.#chunks.length < chunks) return new Recent([...this.#chunks, fresh], this.#dropped);
    return new Recent(
      [...this.#chunks.slice(1), fresh],
      withDropped(this.#dropped, this.#chunks[0]!.keys(), happened.at),
    );
  }

  find(id: CommandId): Happened | undefined {
    for (const chunk of this.#chunks) {
      const found = chunk.get(id);
      if (found) return found;
    }
    return undefined;
  }

  /** What happened to a message, in order. */
  about(messageId: MessageId): Happened[] {
    return this.#chunks.flatMap((chunk) => [...chunk.values()].filter(({ about }) => about === messageId));
  }

  /** The version of the oldest that is here; all since are. */
  since(): number {
    const [oldest] = this.#chunks[0]!.values();
    return oldest?.version ?? 1;
  }

  /** True when an id that is not here may have been dropped: only the read model knows. */
  mayHaveDropped(id: CommandId): boolean {
    return id <= this.#dropped.greatest || this.#dropped.ahead.includes(id);
  }

  toJson(): RecentJson {
    const { greatest, ahead } = this.#dropped;
    return {
      recent: this.#chunks.flatMap((chunk) => [...chunk.values()]),
      greatestDropped: ahead.at(-1) ?? greatest,
      ...(ahead.length > 0 ? { dropped: this.#dropped } : {}),
    };
  }

  static fromJson({ recent, greatestDropped, dropped }: RecentJson): Recent {
    const all: Map<CommandId, Happened>[] = [];
    for (let i = 0; i < recent.length; i += chunkSize) {
      all.push(new Map(recent.slice(i, i + chunkSize).map((happened) => [happened.id, happened])));
    }
    return new Recent(all.length ? all : [new Map()], dropped ?? { greatest: greatestDropped, ahead: [] });
  }
}

/** `greatestDropped`: of all, for the release before, which knows of nothing else. */
export type RecentJson = { recent: Happened[]; greatestDropped: CommandId; dropped?: Dropped };

/** What was dropped once these are too. `at`: of the newest event, behind which ids made in order are not ahead. */
function withDropped({ greatest, ahead }: Dropped, ids: Iterable<CommandId>, at: string): Dropped {
  const all = [...ahead, ...ids].sort();
  const now = firstIdOf(at);
  const others = Math.max(all.filter((id) => id < now).length, all.length - maxAhead);
  const last = all[others - 1] ?? '';
  return { greatest: last > greatest ? last : greatest, ahead: all.slice(others) };
}

/** Where ids made at a time begin (RFC 9562, section 5.7). */
function firstIdOf(at: string): string {
  const hex = Date.parse(at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
