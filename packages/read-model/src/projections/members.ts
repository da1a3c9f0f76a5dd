import type { ChatEvent, Role } from '@messenger/proto';
import { sql } from 'kysely';
import { type At, eventsOf, inOrder, type Projection, type Write, writing } from './projection.ts';

/** A member's row as a batch leaves it: a whole one of who joined within it, else only what changed. */
type Change = {
  chat_id: string;
  user_id: string;
  role?: Role;
  removed?: boolean;
  joined_at?: string;
  joined_seq?: number;
  /** Absent when the chat had no message in the batch before the member joined: then what is stored holds. */
  joined_ordinal?: number | undefined;
  seq: number;
};
type Handover = { chat_id: string; seq: number };

/**
 * Who belongs to each chat. Those removed stay, marked; a group that is deleted removes everyone. Whoever owned a group
 * before it was handed over is found in the table, unless the batch itself says more about that member.
 */
export const members: Projection = (batch) => {
  const { changes, handovers, deleted } = foldMembers(eventsOf(batch, 'chat'));
  return inOrder(
    joined(changes.filter((change) => change.joined_seq !== undefined)),
    handedOver(handovers, changes),
    changed(changes.filter((change) => change.joined_seq === undefined)),
    dissolved(deleted),
  );
};

function foldMembers(events: At<ChatEvent>[]) {
  const changes = new Map<string, Change>();
  const handovers = new Map<string, Handover>();
  const owners = new Map<string, string>();
  const ordinals = new Map<string, number>();
  const deleted: { chat_id: string; seq: number }[] = [];
  const change = (chat_id: string, user_id: string, seq: number, more: Partial<Change>) => {
    const key = `${chat_id} ${user_id}`;
    changes.set(key, { ...changes.get(key), chat_id, user_id, seq, ...more });
  };
  const join = ({ seq, event }: At<ChatEvent>, them: { userId: string; role: Role }[]) => {
    const joined = { removed: false, joined_at: event.at, joined_seq: seq, joined_ordinal: ordinals.get(event.chatId) };
    for (const { userId, role } of them) change(event.chatId, userId, seq, { role, ...joined });
  };
  const remove = (chatId: string, userId: string, seq: number) =>
    change(chatId, userId, seq, { removed: true, role: 'member' });
  const own = (chat_id: string, userId: string, seq: number, previous: 'admin' | 'gone') => {
    const owner = owners.get(chat_id);
    if (owner !== undefined && previous === 'admin') change(chat_id, owner, seq, { role: 'admin' });
    if (owner === undefined && previous === 'admin' && !handovers.has(chat_id)) {
      handovers.set(chat_id, { chat_id, seq });
    }
    owners.set(chat_id, userId);
    change(chat_id, userId, seq, { role: 'owner' });
  };
  for (const at of events) {
    const { seq, event } = at;
    const { chatId } = event;
    switch (event.type) {
      case 'ChatCreated': {
        ordinals.set(chatId, 0);
        join(at, event.data.members);
        const owner = event.data.members.find(({ role }) => role === 'owner');
        if (owner) owners.set(chatId, owner.userId);
        break;
      }
      case 'MessageSent':
        ordinals.set(chatId, event.data.ordinal);
        break;
      case 'MembersAdded':
        join(at, event.data.members);
        break;
      case 'MemberRemoved':
        remove(chatId, event.data.userId, seq);
        break;
      case 'MemberLeft':
        remove(chatId, event.by, seq);
        if (event.data.newOwnerId) own(chatId, event.data.newOwnerId, seq, 'gone');
        break;
      case 'MemberRoleChanged':
        if (event.data.role === 'owner') own(chatId, event.data.userId, seq, 'admin');
        else change(chatId, event.data.userId, seq, { role: event.data.role });
        break;
      case 'ChatDeleted':
        deleted.push({ chat_id: chatId, seq });
        break;
    }
  }
  return { changes: [...changes.values()], handovers: [...handovers.values()], deleted };
}

const joined = (rows: Change[]): Write | undefined =>
  writing(
    rows,
    (rows) => sql`
    insert into members (chat_id, user_id, role, joined_at, joined_seq, joined_ordinal, removed, seq)
    select chat_id, user_id, role, joined_at, joined_seq,
           coalesce(joined_ordinal, (select last_ordinal from chats where chats.id = chat_id)), removed, seq
    from json_to_recordset(${rows})
      as r(chat_id uuid, user_id uuid, role text, joined_at timestamptz, joined_seq bigint, joined_ordinal integer,
           removed boolean, seq bigint)
    on conflict (chat_id, user_id) do update set
      role = excluded.role, joined_at = excluded.joined_at, joined_seq = excluded.joined_seq,
      joined_ordinal = excluded.joined_ordinal, removed = excluded.removed, seq = excluded.seq`,
  );

const handedOver = (handovers: Handover[], changes: Change[]): Write | undefined =>
  writing(
    handovers.map((handover) => ({
      ...handover,
      told: changes.flatMap(({ chat_id, user_id }) => (chat_id === handover.chat_id ? user_id : [])),
    })),
    (rows) => sql`
    update members set role = 'admin', seq = r.seq
    from json_to_recordset(${rows}) as r(chat_id uuid, seq bigint, told jsonb)
    where members.chat_id = r.chat_id and members.role = 'owner' and not members.removed
      and not r.told ? members.user_id::text`,
  );

const changed = (rows: Change[]): Write | undefined =>
  writing(
    rows,
    (rows) => sql`
    update members set
      role = coalesce(r.role, members.role), removed = coalesce(r.removed, members.removed), seq = r.seq
    from json_to_recordset(${rows}) as r(chat_id uuid, user_id uuid, role text, removed boolean, seq bigint)
    where members.chat_id = r.chat_id and members.user_id = r.user_id`,
  );

const dissolved = (rows: { chat_id: string; seq: number }[]): Write | undefined =>
  writing(
    rows,
    (rows) => sql`
    update members set removed = true, role = 'member', seq = r.seq
    from json_to_recordset(${rows}) as r(chat_id uuid, seq bigint)
    where members.chat_id = r.chat_id and not members.removed`,
  );
