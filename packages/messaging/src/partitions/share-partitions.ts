import { gauge, type Logger, sleep } from '@messenger/kit';
import { subjects } from '@messenger/proto';
import type { Bus } from '../bus.ts';
import { ownerOf } from './rendezvous.ts';
import { createRoster } from './roster.ts';

export type ShareOptions = {
  /** Who shares: all instances of a service. */
  group: string;
  instanceId: string;
  partitions: number;
  log: Logger;
  beatMs?: number;
  /** Told which partitions are this instance's now, whenever that changes. */
  onOwned: (owned: ReadonlySet<number>) => void;
};

/** `new`: all others say at once that they are there. */
type Word = { id: string; say: 'new' | 'here' | 'leaving' };

const defaultBeatMs = 750;
/** How long a new instance listens before it takes anything. */
const listenMs = 250;

const ownedGauge = gauge('partitions_owned', 'Partitions that this instance serves.', ['group']);

/**
 * Shares partitions among the instances of a service that are alive: each says so all the time, and each works out by
 * itself which are its own. Nothing is stored, and for a moment two may take the same for theirs, or nobody: this is
 * for speed only, and what must be true is checked where it is written. Disposing tells the others, who take over.
 */
export async function sharePartitions(bus: Bus, options: ShareOptions): Promise<AsyncDisposable> {
  const { group, instanceId, partitions, log, beatMs = defaultBeatMs, onOwned } = options;
  const roster = createRoster(instanceId);
  const subject = subjects.instances(group);
  let owned: ReadonlySet<number> = new Set();
  let listening = true;

  const say = (what: Word['say']) => bus.publish(subject, JSON.stringify({ id: instanceId, say: what } satisfies Word));
  const share = () => {
    if (listening) return;
    const instances = roster.all();
    const all = Array.from({ length: partitions }, (_, partition) => partition);
    const mine = new Set(all.filter((partition) => ownerOf(partition, instances) === instanceId));
    if (mine.size === owned.size && [...mine].every((partition) => owned.has(partition))) return;
    owned = mine;
    ownedGauge.set({ group }, mine.size);
    log.info({ group, instances: instances.length, owned: mine.size }, 'partitions shared anew');
    onOwned(mine);
  };

  const subscription = bus.nc.subscribe(subject, {
    callback(error, message) {
      const word = error ? undefined : wordOf(message);
      if (!word || word.id === instanceId) return;
      if (word.say === 'leaving' ? roster.left(word.id) : roster.heard(word.id)) share();
      if (word.say === 'new') say('here');
    },
  });
  say('new');
  await sleep(listenMs);
  listening = false;
  share();
  const beat = setInterval(() => {
    // Without a server nobody is heard, which says nothing about them.
    if (!bus.healthy()) return;
    say('here');
    if (roster.beat()) share();
  }, beatMs);

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      listening = true;
      subscription.unsubscribe();
      ownedGauge.set({ group }, 0);
      if (!bus.nc.isClosed()) say('leaving');
    },
  };
}

function wordOf(message: { json<T>(): T }): Word | undefined {
  try {
    const word = message.json<Partial<Word>>();
    return typeof word.id === 'string' && typeof word.say === 'string' ? (word as Word) : undefined;
  } catch {
    return undefined;
  }
}
