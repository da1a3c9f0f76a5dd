import { raw } from '@messenger/messaging';
import { queries } from '@messenger/proto';
import { sql } from 'kysely';
import { cutByBytes } from './bytes.ts';
import type { Query } from './query.ts';
import { userCardJson } from './user-json.ts';

type Row = { contact: string };

/** The caller's contacts by name, as many as a reply holds. */
export const contacts: Query<typeof queries.contacts, Row> = {
  endpoint: queries.contacts,
  select: ({ by, userId }) => sql<Row>`
    select jsonb_build_object('user', ${userCardJson}, 'since', wire_time(k.at))::text as contact
    from contacts k join users u on u.id = k.other_id
    where k.user_id = ${by} and k.standing = 'contact'
      and ${userId === undefined ? sql`true` : sql`k.other_id = ${userId}`}
    order by u.display_name_folded, u.id`,
  answer: (rows) =>
    raw(
      `{"contacts":[${cutByBytes(
        rows.map((row) => row.contact),
        String,
      ).join()}]}`,
    ),
};
