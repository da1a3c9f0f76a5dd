import { raw } from '@messenger/messaging';
import { queries } from '@messenger/proto';
import { sql } from 'kysely';
import type { Query } from './query.ts';
import { userCardJson } from './user-json.ts';

type Row = { result: string };

/** A text as it is searched for, as part of a LIKE pattern in which nothing of it is special. */
const patternOf = (text: string) => sql`regexp_replace(fold(${text}), '([\\\\%_])', '\\\\\\1', 'g')`;

/**
 * Users by a part of their username or display name, whatever the case and accents: whole names first, then
 * beginnings, then beginnings of words, then the rest.
 */
export const userSearch: Query<typeof queries.userSearch, Row> = {
  endpoint: queries.userSearch,
  select({ by, q, limit }) {
    const text = q.trim().replace(/^@/, '');
    return sql<Row>`
      select (${userCardJson} || jsonb_build_object('contact', case
               when u.id = ${by} then 'self'
               when k.standing = 'contact' then 'contact'
               when k.standing = 'requested' then k.direction
               else 'none' end))::text as result
      from ${patternOf(text)} as pattern,
           users u left join contacts k on k.user_id = ${by} and k.other_id = u.id
      where pattern <> ''
        and (u.username_folded like '%' || pattern || '%' or u.display_name_folded like '%' || pattern || '%')
      order by
        case
          when u.username_folded like pattern or u.display_name_folded like pattern then 0
          when u.username_folded like pattern || '%' then 1
          when u.display_name_folded like pattern || '%' then 2
          when u.display_name_folded like '% ' || pattern || '%' then 3
          else 4
        end, u.username_folded, u.id
      limit ${limit}`;
  },
  answer: (rows) => raw(`{"users":[${rows.map((row) => row.result).join()}]}`),
};
