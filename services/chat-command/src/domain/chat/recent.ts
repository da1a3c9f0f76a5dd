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

/**
 * The last 1,000 or so commands of a chat, immutable and cheap to extend: full chunks are shared, only the newest is
 * copied. Of what was dropped it keeps the greatest id: a greater one can never have been here; any other may have,
 * from whatever sender, and must be looked up in the read model. Ids made in order (UUIDv7) never need that.
 */
export class Recent {
  static readonly none = new Recent([new Map()], '');
  readonly #chunks: readonly ReadonlyMap<CommandId, Happened>[];
  readonly #greatestDropped: CommandId;

  private constructor(all: readonly ReadonlyMap<CommandId, Happened>[], greatestDropped: CommandId) {
    this.#chunks = all;
    this.#greatestDropped = greatestDropped;
  }

  /** How many it remembers. */
  get size(): number {
    return (this.#chunks.length - 1) * chunkSize + this.#chunks.at(-1)!.size;
  }

  with(happened: Happened): Recent {
    const newest = this.#chunks.at(-1)!;
    if (newest.size < chunkSize) {
      return new Recent(
        [...this.#chunks.slice(0, -1), new Map(newest).set(happened.id, happened)],
        this.#greatestDropped,
      );
    }
    const fresh = new Map([[happened.id, happened]]);
    if (this.#chunks.length < chunks) return new Recent([...this.#chunks, fresh], this.#greatestDropped);
    let greatest = this.#greatestDropped;
    for (const id of this.#chunks[0]!.keys()) if (id > greatest) greatest = id;
    return new Recent([...this.#chunks.slice(1), fresh], greatest);
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
    return id <= this.#greatestDropped;
  }

  toJson(): RecentJson {
    return { recent: this.#chunks.flatMap((chunk) => [...chunk.values()]), greatestDropped: this.#greatestDropped };
  }

  static fromJson({ recent, greatestDropped }: RecentJson): Recent {
    const all: Map<CommandId, Happened>[] = [];
    for (let i = 0; i < recent.length; i += chunkSize) {
      all.push(new Map(recent.slice(i, i + chunkSize).map((happened) => [happened.id, happened])));
    }
    return new Recent(all.length ? all : [new Map()], greatestDropped);
  }
}

export type RecentJson = { recent: Happened[]; greatestDropped: CommandId };
