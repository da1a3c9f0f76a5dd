import { raw } from '@messenger/messaging';
import { queries } from '@messenger/proto';
import { sql } from 'kysely';
import type { Query } from './query.ts';
import { userCardJson } from './user-json.ts';

type Row = { contact: string };

/** The caller's contacts by name. */
export const contacts: Query<typeof queries.contacts, Row> = {
  endpoint: queries.contacts,
  select: ({ by }) => sql<Row>`
    select jsonb_build_object('user', ${userCardJson}, 'since', wire_time(k.at))::text as contact
    from contacts k join users u on u.id = k.other_id
    where k.user_id = ${by} and k.standing = 'contact'
    order by u.display_name_folded, u.id`,
  answer: (rows) => raw(`{"contacts":[${rows.map((row) => row.contact).join()}]}`),
};
