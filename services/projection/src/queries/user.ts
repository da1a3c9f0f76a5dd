import { raw } from '@messenger/messaging';
import { notFound, queries } from '@messenger/proto';
import { sql } from 'kysely';
import { isVisibleTo } from './access.ts';
import type { Query } from './query.ts';
import { ownUserJson, userJson } from './user-json.ts';

type Row = { user: string };

/** A profile that the caller may see; a stranger's is not found. */
export const user: Query<typeof queries.user, Row> = {
  endpoint: queries.user,
  select: ({ by, userId }) => sql<Row>`
    select (${by === userId ? ownUserJson : userJson})::text as "user"
    from users u where u.id = ${userId} and ${isVisibleTo(by)}`,
  answer: ([row]) => (row ? raw(`{"user":${row.user}}`) : notFound()),
};

/** Those of several profiles that the caller may see. */
export const users: Query<typeof queries.users, Row> = {
  endpoint: queries.users,
  select: ({ by, userIds }) => sql<Row>`
    select (${userJson})::text as "user" from users u where u.id = any(${userIds}::uuid[]) and ${isVisibleTo(by)}`,
  answer: (rows) => raw(`{"users":[${rows.map((row) => row.user).join()}]}`),
};

/** The caller's own profile. */
export const me: Query<typeof queries.me, Row> = {
  endpoint: queries.me,
  select: ({ by }) => sql<Row>`select (${ownUserJson})::text as "user" from users u where u.id = ${by}`,
  answer: ([row]) => (row ? raw(`{"user":${row.user}}`) : notFound()),
};
