import type { ChatEvent } from '@messenger/proto';
import type { Chatter, Pair } from './chatter.ts';

export type Judgement = { said: number; failed: number; lost: number; doubled: number; reordered: number };

/** Compares what was written, what the log holds and what each of the two is shown. */
export async function judge(chatter: Chatter, logOf: (chatId: string) => Promise<ChatEvent[]>): Promise<Judgement> {
  const found = { said: chatter.said.length, failed: chatter.failed.size, lost: 0, doubled: 0, reordered: 0 };
  for (const pair of chatter.pairs) {
    const log = (await logOf(pair.chatId)).filter((event) => event.type === 'MessageSent');
    const logged = log.map(({ id }) => id);
    const said = chatter.said.filter(({ chatId }) => chatId === pair.chatId);
    count(
      found,
      said.map(({ id }) => id),
      logged,
      false,
    );
    for (const { id } of pair.users) {
      const own = (all: { id: string; by: string }[]) => all.filter(({ by }) => by === id).map((one) => one.id);
      found.reordered += inversions(own(said), own(log));
    }
    for (const shown of shownIn(pair)) count(found, logged, shown, true);
  }
  return found;
}

function shownIn({ chatId, users }: Pair): string[][] {
  return users.map(({ state }) =>
    state
      .timeline(chatId)
      .items.flatMap((item) => (item.state === 'sent' && item.message.kind === 'user' ? [item.id] : [])),
  );
}

function count(found: Judgement, expected: string[], actual: string[], inOrder: boolean): void {
  const there = new Set(actual);
  found.lost += expected.filter((id) => !there.has(id)).length;
  found.doubled += actual.length - there.size;
  if (inOrder) found.reordered += inversions(expected, actual);
}

/** How many stand before one that they should stand after. */
function inversions(expected: string[], actual: string[]): number {
  const place = new Map(expected.map((id, i) => [id, i]));
  let last = -1;
  let wrong = 0;
  for (const id of actual) {
    const at = place.get(id) ?? last;
    if (at < last) wrong++;
    else last = at;
  }
  return wrong;
}
