import { type Kysely, sql } from 'kysely';

const statements = [
  sql`create table auth.users (
    id uuid primary key,
    username text not null,
    username_folded text not null unique,
    password_hash text not null,
    display_name text not null,
    created_at timestamptz not null default now(),
    check (username_folded = lower(username))
  )`,
  sql`create table auth.outbox (
    id bigint generated always as identity primary key,
    user_id uuid not null unique references auth.users,
    event text not null,
    headers json not null,
    created_at timestamptz not null default now(),
    seq bigint,
    generation text,
    failed text,
    check ((seq is null) = (generation is null))
  )`,
  sql`create index outbox_pending on auth.outbox (id) where seq is null and failed is null`,
  sql`create table auth.sessions (
    id uuid primary key,
    user_id uuid not null references auth.users,
    device text not null,
    remember boolean not null,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    announced_at timestamptz
  )`,
  sql`create index sessions_of_user on auth.sessions (user_id, last_seen_at desc) where ended_at is null`,
  sql`create index sessions_unannounced on auth.sessions (ended_at) where ended_at is not null and announced_at is null`,
  sql`create index sessions_expiry on auth.sessions (expires_at)`,
  sql`create table auth.refresh_tokens (
    hash bytea primary key,
    session_id uuid not null references auth.sessions on delete cascade,
    issued_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    successor bytea
  )`,
  sql`create unique index refresh_tokens_one_unused on auth.refresh_tokens (session_id) where used_at is null`,
  sql`create index refresh_tokens_of_session on auth.refresh_tokens (session_id)`,
  sql`create index refresh_tokens_expiry on auth.refresh_tokens (expires_at)`,
  sql`create table auth.keys (
    kid text primary key,
    private_jwk json not null,
    created_at timestamptz not null default now(),
    signs_from timestamptz not null
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
