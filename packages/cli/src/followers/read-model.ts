import pg from 'pg';
import type { Context } from '../context.ts';
import { reasonOf, Trouble } from '../trouble.ts';

/** How far the read model is in one stream, as its checkpoint says. */
export type Checkpoint = { stream: string; seq: number; generation: string };
/** What projection could not take in. */
export type Kept = { stream: string; seq: number; subject: string; reason: string };

/** @throws Trouble when there is no read model */
export async function readCheckpoints(context: Context): Promise<Checkpoint[]> {
  return rows(context, (schema) => `select stream, seq::float8 as seq, generation from ${schema}.checkpoint`);
}

/** The oldest of what projection set aside, in order of their place. */
export async function readPoison(context: Context, limit: number): Promise<Kept[]> {
  const kept = await rows<Kept>(
    context,
    (schema) =>
      `select stream, seq::float8 as seq, subject, reason from ${schema}.poison order by stream, seq limit ${limit}`,
  );
  return kept;
}

async function rows<T extends object>(context: Context, statement: (schema: string) => string): Promise<T[]> {
  const database = await context.database();
  try {
    return (await database.query<T>(statement(pg.escapeIdentifier(context.readSchema)))).rows;
  } catch (error) {
    throw new Trouble(`The read model cannot be read (schema ${context.readSchema}): ${reasonOf(error)}`);
  }
}
