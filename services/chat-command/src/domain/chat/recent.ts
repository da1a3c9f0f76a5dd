import type { ChatEvent, CommandId, UserId } from '@messenger/proto';

/** What a command that happened answered; kept so that the same command again is answered alike. */
export type Happened = {
  id: CommandId;
  type: ChatEvent['type'];
  by: UserId;
  version: number;
  /** Of the message that was sent; 0 for everything else. */
  ordinal: number;
  at: string;
  /** A message that was deleted since. */
  deleted?: true;
};

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

  /** With a message marked as deleted, if it is here. */
  withDeleted(id: CommandId): Recent {
    const found = this.find(id);
    if (!found) return this;
    const all = this.#chunks.map((chunk) =>
      chunk.has(id) ? new Map(chunk).set(id, { ...found, deleted: true }) : chunk,
    );
    return new Recent(all, this.#greatestDropped);
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
