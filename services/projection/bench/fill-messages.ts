import { randomUUID } from 'node:crypto';
import type { Db } from '@messenger/read-model';
import { sql } from 'kysely';

type Users = { all: string; many: string; few: string };

const chats = 2_000;
const syllables = [
  'ka',
  'to',
  'be',
  'li',
  'mo',
  'su',
  'ra',
  'ri',
  'na',
  'ke',
  've',
  'sa',
  'lu',
  'pi',
  'do',
  'ki',
  'me',
];

const words = 30_000;
/** Of which rank the syllables of a word are; every third word has two, three and four. */
const places = [1, 17, 289, 4_913];

/** The word of a rank, the first being the most frequent. */
export function wordOf(rank: number): string {
  const length = 2 + (rank % 3);
  return places
    .slice(0, length)
    .map((place) => syllables[Math.floor(rank / place) % syllables.length])
    .join('');
}

const wordSql = (rank: string) => {
  const n = sql.ref(rank);
  const list = sql`(${sql.lit(`{${syllables.join()}}`)}::text[])`;
  const at = (place: number) => sql`${list}[1 + (${n} / ${sql.lit(place)}) % ${sql.lit(syllables.length)}]`;
  const [one, two, three, four] = places.map(at);
  return sql`${one} || ${two} || case when ${n} % 3 > 0 then ${three} else '' end
             || case when ${n} % 3 > 1 then ${four} else '' end`;
};

/**
 * Fills an empty read model with messages over two years: words of two to four syllables, as frequent as words are (the
 * n-th most common one n times as rare as the first), a fifth of the messages in Chinese characters, spread likewise.
 * One user is in all chats, one in 300, one in 3. Indexes of contents are made afterwards, which is far quicker.
 * @returns a chat with about a hundredth of the messages, of which all three users are members
 */
export async function fillMessages(db: Db, { messages, users }: { messages: number; users: Users }): Promise<string> {
  const contents = await sql<{ name: string; definition: string }>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = current_schema() and tablename = 'messages'
      and indexname not in (select conname from pg_constraint)`.execute(db);
  for (const { name } of contents.rows) await sql`drop index ${sql.ref(name)}`.execute(db);
  await sql`truncate messages, chats, members, checkpoint`.execute(db);
  await sql`insert into checkpoint values ('CHAT-0', 1, null, 0, 'bench', 0)`.execute(db);
  const first = randomUUID();
  await sql`
    insert into chats (id, stream, kind, name, closed, deleted, member_count, created_at, active_at, version,
                       last_ordinal, seq)
    select case n when 1 then ${first}::uuid else gen_random_uuid() end, 'CHAT-0', 'group', 'Chat ' || n, false, false,
           3, '2024-01-01', '2024-01-01', 1, 0, n
    from generate_series(1, ${chats}::int) n`.execute(db);
  await sql`
    insert into members (chat_id, user_id, role, joined_at, joined_seq, joined_ordinal, removed, seq)
    select chats.id, u.id, 'member', '2024-01-01', 1, 0, false, 1
    from chats cross join (values (${users.all}::uuid, ${chats}::int), (${users.many}, 300), (${users.few}, 3)) u(id, number)
    where chats.seq <= u.number`.execute(db);
  await sql`
    insert into messages (message_id, chat_id, created_version, version, ordinal, kind, sender_id, sender_ordinal, text,
                          search_text, attachments, sent_at, seq)
    select gen_random_uuid(), chat.id, made.ordinal, made.ordinal, made.ordinal, 'user',
           case when made.n % 3 = 0 then ${users.few}::uuid when made.n % 3 = 1 then ${users.many} else ${users.all} end,
           1, made.text, ' ' || lower(made.text) || ' ', '[]',
           timestamptz '2024-01-01' + made.n * interval '2 years' / ${messages}::int, made.n
    from (
      select n, row_number() over (partition by chat order by n) as ordinal, chat, text
      from (
        select n, 1 + floor(${chats}::int * random() * random())::int as chat,
               case when n % 5 = 0 then chinese.text else words.text end
               || case when n % 9973 = 0 then ' needle' || n / 9973 || ' kato' else '' end
               || case when n % 50021 = 0 then ' 這是罕見句子' else '' end as text
        from generate_series(1, ${messages}::int) n
        cross join lateral (
          select string_agg(chr(19967 + floor(power(5000, random()))::int), '') as text
          from generate_series(1, 10 + n % 30) where n % 5 = 0
        ) chinese
        cross join lateral (
          select string_agg(${wordSql('rank')}, ' ') as text
          from (select floor(power(${words}::int, random()))::int as rank
                from generate_series(1, 5 + n % 20) where n % 5 <> 0) ranks
        ) words
      ) said
    ) made
    join chats chat on chat.seq = made.chat`.execute(db);
  await sql`update chats set last_ordinal = sent.number, version = sent.number
    from (select chat_id, count(*) as number from messages group by chat_id) sent where sent.chat_id = chats.id`.execute(
    db,
  );
  for (const { definition } of contents.rows) await sql.raw(definition).execute(db);
  await sql`vacuum analyze messages, chats, members`.execute(db);
  return first;
}
