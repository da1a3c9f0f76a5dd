import type { ContactEvent } from '@messenger/proto';
import { sql } from 'kysely';
import { type At, eventsOf, type Projection, writing } from './projection.ts';

const standingAfter = {
  ContactRequested: 'requested',
  ContactAccepted: 'contact',
  ContactRejected: 'none',
  ContactWithdrawn: 'none',
  ContactRemoved: 'none',
} as const satisfies Record<ContactEvent['type'], string>;

/** Both sides of each pair, as its last event in the batch leaves them. */
export const contacts: Projection = (batch) => {
  const last = new Map(eventsOf(batch, 'contact').map((at) => [at.event.pairId, at]));
  return writing(
    [...last.values()].flatMap(bothSides),
    (rows) => sql`
    insert into contacts
      (user_id, other_id, pair_id, direction, standing, change, event_id, by_id, at, version, seq)
    select user_id, other_id, pair_id, direction, standing, change, event_id, by_id, at, version, seq
    from json_to_recordset(${rows})
      as r(user_id uuid, other_id uuid, pair_id uuid, direction text, standing text, change text, event_id uuid,
           by_id uuid, at timestamptz, version integer, seq bigint)
    on conflict (user_id, other_id) do update set
      direction = excluded.direction, standing = excluded.standing, change = excluded.change,
      event_id = excluded.event_id, by_id = excluded.by_id, at = excluded.at,
      version = excluded.version, seq = excluded.seq`,
  );
};

function bothSides({ seq, event }: At<ContactEvent>) {
  const { requester, recipient } = event.data;
  const side = (user_id: string, other_id: string, direction: 'incoming' | 'outgoing') => ({
    user_id,
    other_id,
    pair_id: event.pairId,
    direction,
    standing: standingAfter[event.type],
    change: event.type,
    event_id: event.id,
    by_id: event.by,
    at: event.at,
    version: event.version,
    seq,
  });
  return [side(recipient.id, requester.id, 'incoming'), side(requester.id, recipient.id, 'outgoing')];
}
