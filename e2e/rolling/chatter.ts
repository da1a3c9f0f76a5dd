import { sleep } from '@messenger/kit';
import { type EngineUser, engineCouple, engineUser } from '@messenger/testkit';

/** One message, in ms of `performance.now()`: written, shown to its author as sent, shown to the other. */
export type Said = { id: string; chatId: string; by: string; at: number; sentAt?: number; heardAt?: number };
export type Pair = { chatId: string; users: readonly [EngineUser, EngineUser] };

export type Chatter = AsyncDisposable & {
  readonly pairs: readonly Pair[];
  readonly said: readonly Said[];
  /** Messages that their author was shown as failed. */
  readonly failed: ReadonlySet<string>;
  /** Writes no more; resolves when everything that was written has been heard, or after `withinMs`. */
  end(withinMs: number): Promise<void>;
};

/** So far back a change of a timeline may lie. */
const tail = 60;

/** Pairs of people with the client engine of browsers, who write `perSecond` messages to each other, all together. */
export async function startChatter(url: string, options: { pairs: number; perSecond: number }): Promise<Chatter> {
  const held = new AsyncDisposableStack();
  const said = new Map<string, Said>();
  const failed = new Set<string>();
  const pairs: Pair[] = [];
  for (let i = 0; i < options.pairs; i++) {
    const [ann, bob] = await Promise.all([engineUser(url, 'ann'), engineUser(url, 'bob')]);
    held.use(ann);
    held.use(bob);
    const { id: chatId } = await engineCouple(ann, bob);
    pairs.push({ chatId, users: [ann, bob] });
    for (const user of [ann, bob]) user.subscribe(() => look(user, chatId));
  }

  const look = (user: EngineUser, chatId: string) => {
    const now = performance.now();
    for (const { id, state } of user.state.timeline(chatId).items.slice(-tail)) {
      const one = said.get(id);
      if (!one) continue;
      if (state === 'failed') failed.add(id);
      if (state !== 'sent') continue;
      if (one.by === user.id) one.sentAt ??= now;
      else one.heardAt ??= now;
    }
  };

  let talking = true;
  const authors = pairs.flatMap(({ chatId, users }) => users.map((user) => ({ chatId, user })));
  const talk = (async () => {
    const startedAt = performance.now();
    for (let n = 0; talking; await sleep(5)) {
      const due = Math.floor(((performance.now() - startedAt) / 1_000) * options.perSecond);
      for (; n < due; n++) {
        const { chatId, user } = authors[n % authors.length]!;
        const at = performance.now();
        const id = user.actions.send(chatId, `${user.username} ${n}`);
        said.set(id, { id, chatId, by: user.id, at });
      }
    }
  })();

  return {
    pairs,
    get said() {
      return [...said.values()];
    },
    failed,
    async end(withinMs) {
      talking = false;
      await talk;
      const deadline = performance.now() + withinMs;
      const isOut = ({ sentAt, heardAt }: Said) => sentAt === undefined || heardAt === undefined;
      while (performance.now() < deadline && [...said.values()].some(isOut)) await sleep(50);
    },
    async [Symbol.asyncDispose]() {
      talking = false;
      await talk;
      await held.disposeAsync();
    },
  };
}
