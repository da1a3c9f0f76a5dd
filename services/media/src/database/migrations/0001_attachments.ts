import { type Kysely, sql } from 'kysely';

const statements = [
  sql`create table media.attachments (
    id uuid primary key,
    object_id uuid not null unique,
    owner uuid not null,
    purpose text not null,
    bytes integer not null,
    width integer not null,
    height integer not null,
    animated boolean not null,
    placeholder text not null,
    variants jsonb not null,
    created_at timestamptz not null default now(),
    claimed_for text,
    claimed_at timestamptz,
    checked_at timestamptz not null default now(),
    check ((claimed_for is null) = (claimed_at is null))
  )`,
  sql`create index attachments_unclaimed on media.attachments (created_at) where claimed_for is null`,
  sql`create index attachments_unchecked on media.attachments (checked_at) where claimed_for <> 'avatar'`,
  sql`create table media.leftovers (
    object_id uuid primary key,
    due_at timestamptz not null
  )`,
  sql`create index leftovers_due on media.leftovers (due_at)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
